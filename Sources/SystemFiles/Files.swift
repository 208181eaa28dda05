#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files and folders that people name, whatever really lies there.
///
/// Nothing here waits for ever, and nothing takes more memory than there are bytes. Pipes and devices
/// are as good as files where bytes only flow in one direction, so that `<(…)` and /dev/stdout work.
package enum Files {
    /// How much is read of a file at most, unless somebody says otherwise.
    package static let limit = 256 << 20
    /// How long a pipe may have no writer, or no reader, in seconds.
    static let patience = 10

    /// What lies at a path.
    package enum Kind: Sendable {
        case file
        case folder
        case pipe
        /// A terminal, `/dev/null` and the like.
        case device
        case other

        /// Follows symbolic links; nil when nothing is there.
        package init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        init(_ status: stat) {
            switch status.st_mode & S_IFMT {
            case S_IFREG: self = .file
            case S_IFDIR: self = .folder
            case S_IFIFO: self = .pipe
            case S_IFCHR: self = .device
            default: self = .other
            }
        }
    }

    /// Whether there is a folder of that path.
    package static func isFolder(_ path: String) -> Bool { Kind(of: path) == .folder }

    /// Whether there is anything of that path.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder and those above it.
    package static func makeFolder(_ path: String) throws(Failure) {
        if path.isEmpty || isFolder(path) { return }
        if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o777) == 0 || isFolder(path) else {
            guard errno != EEXIST else {
                throw Failure(path, "it is a file; name a folder")
            }
            throw .writing(path)
        }
    }

    /// Where a path leads when symbolic links are followed, also one to what is not there yet.
    package static func destination(of path: String) -> String {
        var path = path
        // As many as Linux follows.
        for _ in 0..<40 {
            var target = [CChar](repeating: 0, count: 4096)
            let length = readlink(path, &target, target.count - 1)
            guard length > 0 else { break }
            let link = String(
                decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
            path = link.hasPrefix("/") ? link : folder(of: path) + link
        }
        if let real = resolved(path) { return real }
        let folder = folder(of: path)
        guard let real = resolved(folder.isEmpty ? "." : folder) else { return path }
        return real + "/" + path.dropFirst(folder.count)
    }

    /// The path of what is there without links and detours, nil for what is not.
    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The folder that a path lies in, with a slash at its end; empty for the present one.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
