#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Files {
    /// Replaces a file's bytes, or sends them into a pipe or to a device.
    package static func write(_ text: String, to path: String) throws(Failure) {
        try write(text, to: path, O_TRUNC, patience: patience)
    }

    /// Adds text to the end of a file, which is made if it is not there; waits for nobody.
    package static func append(_ text: String, to path: String) throws(Failure) {
        try write(text, to: path, O_APPEND, patience: 0)
    }

    /// Makes sure that a file will be able to be written, without making it.
    package static func requireWritable(_ path: String) throws(Failure) {
        guard !path.isEmpty else { throw .empty() }
        switch Kind(of: path) {
        case .folder?: throw .isFolder(path)
        case .other?: throw .isSpecial(path)
        case .pipe?: break
        case .file?: guard access(path, W_OK) == 0 else { throw .writing(path) }
        case .device?:
            // Writing nothing shows whether something could be.
            try write("", to: path, 0, patience: 0)
        case nil:
            // Also when a symbolic link leads to what is not there yet.
            guard errno == ENOENT else { throw .writing(path) }
            guard !path.hasSuffix("/") else { throw .isFolder(path) }
            let folder = folder(of: destination(of: path))
            let shown = folder.isEmpty ? "." : folder
            guard let kind = Kind(of: shown) else { throw .writing(path) }
            guard kind == .folder else { throw .writing(path, ENOTDIR) }
            guard access(shown, W_OK | X_OK) == 0 else { throw .writing(path) }
        }
    }

    /// Removes a file.
    package static func remove(_ path: String) throws(Failure) {
        guard unlink(path) == 0 else { throw .writing(path) }
    }

    private static func write(
        _ text: String, to path: String, _ flags: Int32, patience: Int
    ) throws(Failure) {
        guard !path.isEmpty else { throw .empty() }
        let isNew = Kind(of: path) == nil
        let descriptor = try opened(path, flags, patience)
        do throws(Failure) {
            do throws(Failure) {
                try write(Array(text.utf8)[...], to: descriptor, path, patience)
            } catch {
                close(descriptor)
                throw error
            }
            // A disk that fills up may be noticed only now.
            guard close(descriptor) == 0 else { throw .writing(path) }
        } catch {
            // Half a file is worse than none.
            if isNew { unlink(path) }
            throw error
        }
    }

    private static func opened(
        _ path: String, _ flags: Int32, _ patience: Int
    ) throws(Failure) -> Int32 {
        let flags = flags | O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        // A pipe whose reader is still on its way has none yet; opening it anew is the only way to ask.
        for tries in 0... {
            let descriptor = open(path, flags, 0o666)
            if descriptor >= 0 { return descriptor }
            let code = errno
            guard code == ENXIO, Kind(of: path) == .pipe, tries < 50 * patience else {
                throw .writing(path, code)
            }
            poll(nil, 0, 20)
        }
        throw .writing(path)
    }

    private static func write(
        _ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ path: String, _ patience: Int
    ) throws(Failure) {
        var rest = bytes
        repeat {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&entry, 1, Int32(patience * 1000)) != 0 else { throw .unread(path) }
            } else if errno != EINTR {
                throw .writing(path)
            }
        } while !rest.isEmpty
    }
}

/// Inside the enumeration, `write` is its own.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
