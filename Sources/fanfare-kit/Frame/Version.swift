import Foundations

/// Which fanfare-kit this is.
enum Version {
    /// The version.
    static let number = Product.version
    /// The commit that it was built from, nil where that was not known.
    static let commit = EmbeddedFiles.commit
    /// Both, the commit as Git shortens it.
    static let text = number + (commit.map { " (\($0.prefix(7)))" } ?? "")
}
