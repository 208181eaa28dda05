import FanfareModel
import Synchronization
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that holds one whole state at every instant, whatever ends the process.
///
/// A state is written beside it, brought to the disk and then renamed over it; whoever looks finds the
/// old one or the new one. It is readable by its owner alone, since it holds keys and codes.
final class StateFile: Sendable {
    /// Why the system refused.
    struct Failure: Error, Hashable, CustomStringConvertible {
        let description: String

        init(_ operation: String, _ path: String) {
            description = "\(operation) \(path): \(String(cString: strerror(errno)))"
        }
    }

    let path: String
    private var besides: String { path + ".new" }
    private var claims: String { path + ".lock" }
    /// The number of the newest state that was written; an older one that comes late is left out.
    private let newest = Mutex<Int>(-1)
    /// Held open while this process alone may write the file.
    private let claimed = Mutex<Int32>(-1)

    /// Follows a symbolic link, so that the file it leads to is replaced and not the link.
    init(_ path: String) { self.path = Files.destination(of: path) }

    deinit { giveUp() }

    /// Claims the file until it is given up or the process ends; false when somebody else has it.
    ///
    /// The claim is a lock on a file beside it, since the file itself is another after each save.
    func claim() throws(Failure) -> Bool {
        while true {
            let descriptor = open(claims, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Failure("cannot write", claims) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let isTaken = errno == EWOULDBLOCK
                close(descriptor)
                // Some file systems know no locks; there it is as it would be without.
                return !isTaken
            }
            // Whoever had it may have taken the file away between the two calls.
            if Self.identity(ofFileAt: claims) == Self.identity(of: descriptor) {
                claimed.withLock { $0 = descriptor }
                return true
            }
            close(descriptor)
        }
    }

    /// Lets somebody else have the file.
    func giveUp() {
        claimed.withLock { descriptor in
            guard descriptor >= 0 else { return }
            unlink(claims)
            close(descriptor)
            descriptor = -1
        }
    }

    private static func identity(ofFileAt path: String) -> [UInt64]? {
        var information = stat()
        return lstat(path, &information) == 0 ? identity(information) : nil
    }

    private static func identity(of descriptor: Int32) -> [UInt64]? {
        var information = stat()
        return fstat(descriptor, &information) == 0 ? identity(information) : nil
    }

    private static func identity(_ information: stat) -> [UInt64] {
        [
            UInt64(truncatingIfNeeded: information.st_dev),
            UInt64(truncatingIfNeeded: information.st_ino),
        ]
    }

    /// More than any state takes: a thousand bytes for each of four million consumers.
    private static let limit = 4 << 30

    /// How much memory a state takes with the bytes it is read from, as a multiple of these.
    private static let expansion = 5

    /// The bytes of the file, nil when there is none; of one that is no state, the first of them.
    func read() throws(Files.Failure) -> [UInt8]? {
        guard Files.exists(path) else { return nil }
        return try Files.read(
            path, atMost: Self.limit, beginning: StateKind.name + " ", expansion: Self.expansion)
    }

    /// Makes sure that the file is one or can become one, and not a device that would be replaced.
    func require() throws(Files.Failure) {
        if Files.exists(path) { try Files.requireFile(path) }
        try Files.requireWritable(path)
    }

    /// Makes sure, before there is anything to lose, that the file will be able to be written.
    func probe() throws(Failure) {
        close(try makeBesides())
        unlink(besides)
    }

    /// Replaces the file; a state with a lower number than the last is older and left out.
    func write(_ bytes: [UInt8], number: Int) throws(Failure) {
        let result = newest.withLock { newest in
            guard number > newest else { return Result<Void, Failure>.success(()) }
            return Result { () throws(Failure) in
                try replace(bytes)
                newest = number
            }
        }
        try result.get()
    }

    private func replace(_ bytes: [UInt8]) throws(Failure) {
        let descriptor = try makeBesides()
        do throws(Failure) {
            try write(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw Failure("cannot bring to the disk", besides) }
        } catch {
            close(descriptor)
            unlink(besides)
            throw error
        }
        close(descriptor)
        guard rename(besides, path) == 0 else { throw Failure("cannot replace", path) }
        try syncFolder()
    }

    /// Makes the file that is then renamed: what lies there already may be somebody else's, or a pipe
    /// that holds up whoever opens it, so it is taken away first and never opened.
    private func makeBesides() throws(Failure) -> Int32 {
        guard unlink(besides) == 0 || errno == ENOENT else {
            throw Failure("cannot write", besides)
        }
        let descriptor = open(besides, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("cannot write", besides) }
        return descriptor
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("cannot write", besides) }
            done += count
        }
    }

    /// The new name is on the disk only when the folder is.
    private func syncFolder() throws(Failure) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("cannot open", folder) }
        defer { close(descriptor) }
        // Some file systems know no such request; what they know is done.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw Failure("cannot bring to the disk", folder)
        }
    }
}

/// Inside the class, `write` is its own.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ size: Int) -> Int {
    write(descriptor, buffer, size)
}
