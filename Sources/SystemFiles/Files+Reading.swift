#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Files {
    /// The bytes of a file, or of a pipe or device until it ends.
    ///
    /// A file that does not begin as it should is read no further than that shows, and one whose first byte is
    /// none of `first` is refused at once: a device need never end. `expansion` is how
    /// many bytes of memory each byte of it takes until it is used, itself included: where there is not
    /// so much, it is refused, since nobody can go on from a lack of memory later.
    package static func read(
        _ path: String, atMost limit: Int = Files.limit, beginning: String = "",
        expansion: Int = 1, first: Set<UInt8>? = nil
    ) throws(Failure) -> [UInt8] {
        guard !path.isEmpty else { throw .empty() }
        // A pipe that nobody writes to would otherwise hold up whoever opens it.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .reading(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .reading(path) }
        let kind = Kind(status)
        // Some that claim no size have many bytes, but none that claims one has fewer.
        let isTooLarge = kind == .file && Int64(status.st_size) > Int64(limit)
        switch kind {
        case .folder: throw .isFolder(path)
        case .other: throw .isSpecial(path)
        case .file where isTooLarge && beginning.isEmpty: throw .tooLarge(path, limit: limit)
        case .file, .pipe, .device: break
        }
        let expected = kind == .file && !isTooLarge ? Int(status.st_size) + 1 : 0
        return try read(
            descriptor, kind, path, isTooLarge ? 0 : limit, limit, Array(beginning.utf8),
            expected, expansion, first)
    }

    private static func wrongBeginning(_ byte: UInt8, _ first: Set<UInt8>) -> String {
        let wanted = first.sorted().filter { (0x21...0x7E).contains($0) }
            .map { "'\(Character(UnicodeScalar($0)))'" }.joined(separator: " or ")
        let found = "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        return "it begins with the byte \(found), not with \(wanted); name another file"
    }

    private static func read(
        _ descriptor: Int32, _ kind: Kind, _ path: String, _ allowed: Int, _ limit: Int,
        _ beginning: [UInt8], _ expected: Int, _ expansion: Int, _ first: Set<UInt8>?
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count > 0 {
                // The first bytes show whether it is worth its space.
                let room = bytes.isEmpty ? count : max(expected, 2 * bytes.capacity)
                if bytes.count + count > bytes.capacity {
                    guard hasMemory(expansion * room) else { throw .noMemory(path, room) }
                    bytes.reserveCapacity(room)
                }
                bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                if let first, let byte = bytes.first, !first.contains(byte) {
                    throw Failure(path, Self.wrongBeginning(byte, first))
                }
                if bytes.count >= beginning.count, !bytes.starts(with: beginning) { return bytes }
                guard bytes.count <= allowed else { throw .tooLarge(path, limit: limit) }
            } else if count == 0 {
                // The end, or a named pipe that has no writer yet.
                guard kind == .pipe, bytes.isEmpty, try wait(descriptor, patience, path) else {
                    return bytes
                }
            } else if errno == EAGAIN {
                // A person types as slowly as they like; a command that makes the bytes may take a while.
                let isTerminal = isatty(descriptor) == 1
                _ = try wait(descriptor, isTerminal ? nil : 6 * patience, path)
            } else if errno != EINTR {
                throw .reading(path)
            }
        }
    }

    /// Whether the system gives so much memory; an array that is refused it ends the process.
    private static func hasMemory(_ count: Int) -> Bool {
        let memory = mmap(
            nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard memory != UnsafeMutableRawPointer(bitPattern: -1) else { return false }
        munmap(memory, count)
        return true
    }

    /// Waits for bytes, so many seconds at most; false when the writer has come and gone.
    private static func wait(
        _ descriptor: Int32, _ seconds: Int?, _ path: String
    ) throws(Failure) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&entry, 1, seconds.map { Int32($0 * 1000) } ?? -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .silent(path, seconds: seconds ?? 0) }
            return Int32(entry.revents) & Int32(POLLIN) != 0
        }
    }

    /// Makes sure that something can be read there by somebody who takes a path to a file.
    package static func requireFile(_ path: String) throws(Failure) {
        guard !path.isEmpty else { throw .empty() }
        guard let kind = Kind(of: path) else { throw .reading(path) }
        guard kind != .folder else { throw .isFolder(path) }
        guard kind == .file else { throw Failure(path, "it is no regular file; name one") }
        guard access(path, R_OK) == 0 else { throw .reading(path) }
    }
}
