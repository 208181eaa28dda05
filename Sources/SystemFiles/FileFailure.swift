#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Files {
    /// Why a file or folder that a person named could not be used.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The path as it was named.
        package let path: String
        /// What is wrong and what to do next, without a full stop.
        package let reason: String
        /// Both, with a colon between.
        package var description: String { "\(path.isEmpty ? "''" : path): \(reason)" }

        /// Describes a failure in words of its own.
        package init(_ path: String, _ reason: String) {
            self.path = path
            self.reason = reason
        }
    }
}

extension Files.Failure {
    static func empty() -> Self { Self("", "an empty path names nothing; write one") }

    static func isFolder(_ path: String) -> Self { Self(path, "it is a folder; name a file") }

    static func isSpecial(_ path: String) -> Self {
        Self(path, "it is neither a file nor a pipe; name a file")
    }

    static func tooLarge(_ path: String, limit: Int) -> Self {
        Self(path, "it is larger than the \(limit >> 20) MiB that are read; name another file")
    }

    static func noMemory(_ path: String, _ count: Int) -> Self {
        Self(
            path,
            "the system gives no memory for its \(count >> 20) MiB; raise the limit (ulimit -v), or name another file"
        )
    }

    static func silent(_ path: String, seconds: Int) -> Self {
        Self(
            path,
            "nothing was written to this pipe for \(seconds) s; start its writer, or name a file")
    }

    static func unread(_ path: String) -> Self {
        Self(path, "nobody reads from this pipe; start its reader, or name a file")
    }

    /// What the system says of reading, by the number that it left.
    static func reading(_ path: String, _ code: Int32 = errno) -> Self {
        switch code {
        case ENOENT: Self(path, "there is no such file; check the path")
        case EISDIR: isFolder(path)
        case EACCES, EPERM:
            Self(path, "this user may not read it; change its permissions, or name another file")
        default: Self(path, common(code))
        }
    }

    /// What the system says of writing, by the number that it left.
    static func writing(_ path: String, _ code: Int32 = errno) -> Self {
        switch code {
        case ENOENT:
            Self(path, "its folder is not there; make it, or choose another place")
        case EISDIR: isFolder(path)
        case EACCES, EPERM, EROFS:
            Self(path, "this user may not write there; choose another place")
        case ENOSPC, EDQUOT:
            Self(path, "no space is left there; make some, or choose another place")
        case ENXIO, EPIPE: unread(path)
        default: Self(path, common(code))
        }
    }

    private static func common(_ code: Int32) -> String {
        switch code {
        case ENOTDIR: "a part of the path is a file, not a folder; check the path"
        case ELOOP: "its symbolic links lead round in a circle; choose another place"
        case EMFILE, ENFILE: "too many files are open; raise the limit (ulimit -n)"
        default: "\(String(cString: strerror(code))); choose another place"
        }
    }
}
