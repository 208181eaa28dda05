/// Which fanfare-kit this is.
enum Version {
    /// The version, which stands here and nowhere else.
    static let number = "0.1.0"
    /// The commit that it was built from, nil where that was not known.
    static let commit = EmbeddedFiles.commit
    /// Both, the commit as Git shortens it.
    static let text = number + (commit.map { " (\($0.prefix(7)))" } ?? "")
}
