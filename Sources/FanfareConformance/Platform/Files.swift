#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few things we want from the file system, without Foundation's start-up time.
package enum Files {
    /// Why a file could not be used, in the system's words.
    package struct Failure: Error, CustomStringConvertible {
        /// The file.
        package let path: String
        /// The system's words.
        package let reason: String
        /// Both, with a colon between.
        package var description: String { "\(path): \(reason)" }

        init(_ path: String) {
            self.path = path
            reason = String(cString: strerror(errno))
        }
    }

    /// The bytes of a file.
    package static func read(_ path: String) throws(Failure) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            bytes += buffer[..<count]
            if count < buffer.count { break }
        }
        guard ferror(file) == 0 else { throw Failure(path) }
        return bytes
    }

    /// Adds text to the end of a file, which is made if it is not there.
    package static func append(_ text: String, to path: String) throws(Failure) {
        try write(text, to: path, mode: "ab")
    }

    /// Replaces a file's bytes; a disk that fills up is noticed when the file is closed.
    package static func write(_ text: String, to path: String) throws(Failure) {
        try write(text, to: path, mode: "wb")
    }

    private static func write(_ text: String, to path: String, mode: String) throws(Failure) {
        guard let file = fopen(path, mode) else { throw Failure(path) }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        let closed = fclose(file)
        guard written == bytes.count, closed == 0 else { throw Failure(path) }
    }

    /// The paths of all files below a folder, relative to it, sorted; hidden ones are left out.
    package static func below(_ folder: String) throws(Failure) -> [String] {
        guard let handle = opendir(folder) else { throw Failure(folder) }
        defer { closedir(handle) }
        var found: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            if isFolder(folder + "/" + name) {
                found += try below(folder + "/" + name).map { name + "/" + $0 }
            } else {
                found.append(name)
            }
        }
        return found.sorted()
    }

    /// Makes a folder and those above it.
    package static func makeFolder(_ path: String) throws(Failure) {
        if path.isEmpty || isFolder(path) { return }
        if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o777) == 0 || isFolder(path) else { throw Failure(path) }
    }

    /// Whether there is a folder of that path.
    package static func isFolder(_ path: String) -> Bool {
        guard let handle = opendir(path) else { return false }
        closedir(handle)
        return true
    }

    /// Whether there is anything of that path.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
