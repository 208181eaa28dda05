#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A command of the user's that prints a one-time code.
enum CodeCommand {
    /// How long it may take: a person may have to type the code.
    static let patience = TimeSpan(milliseconds: 120_000)
    /// How many bytes are looked at.
    private static let limit = 64 << 10

    /// Why there is no code, as the end of a sentence.
    struct Failure: Error, Equatable {
        let reason: String
    }

    /// Runs the command for a recipient and takes the first run of four digits or more it prints.
    static func code(
        _ command: String, to recipient: String, patience: TimeSpan = patience
    ) throws(Failure) -> String {
        let end = Environment.monotonicMilliseconds() + patience.milliseconds
        let quoted = "'" + recipient.replacing("'", with: "'\\''") + "'"
        let child = try Child(command.replacing("{to}", with: quoted))
        let output = child.output(until: end, atMost: limit)
        // One that prints without end is ended by that.
        child.closeOutput()
        let status = child.end(by: end)
        let runs = String(decoding: output, as: UTF8.self).split { !$0.isASCII || !$0.isNumber }
        if let code = runs.first(where: { $0.count >= 4 }) { return String(code) }
        switch status {
        case nil: throw Failure(reason: "the command did not end within \(patience)")
        case 126, 127:
            throw Failure(reason: "the command cannot be run (the shell ended with \(status ?? 0))")
        default: throw Failure(reason: "the command printed none")
        }
    }
}

/// A shell whose output is read.
private struct Child {
    private let process: pid_t
    private let readEnd: Int32
    private let isGroup: Bool

    init(_ command: String) throws(CodeCommand.Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.refused(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawnattr_init(&attributes)
        // What this process ignores is its own affair.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        // All that it starts can be ended with it, unless a person at the terminal is to be asked: only
        // the terminal's own group may read from it.
        isGroup = isatty(0) != 1
        if isGroup {
            posix_spawnattr_setpgroup(&attributes, 0)
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
        }
        posix_spawnattr_setflags(&attributes, flags)
        let texts: [String] = ["/bin/sh", "-c", command]
        var words: [UnsafeMutablePointer<CChar>?] = texts.map { text in strdup(text) }
        words.append(nil)
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw Self.refused(code)
        }
        self.process = process
        readEnd = ends[0]
    }

    private static func refused(_ code: Int32) -> CodeCommand.Failure {
        CodeCommand.Failure(
            reason: "the system starts no command: \(String(cString: strerror(code)))")
    }

    func closeOutput() { close(readEnd) }

    /// What it prints until it ends or the time is over, so many bytes at most.
    func output(until end: Int, atMost limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let left = end - Environment.monotonicMilliseconds()
            guard left > 0, Interruption.signal == nil else { break }
            var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(min(left, 1000))) > 0 else { continue }
            let count = read(readEnd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Waits for its end, and ends it when the time is over; its status, nil when it had to be ended.
    func end(by end: Int) -> Int32? {
        var status: Int32 = 0
        while Environment.monotonicMilliseconds() < end, Interruption.signal == nil {
            let found = waitpid(process, &status, WNOHANG)
            if found != 0 { return found == process ? (status >> 8) & 0xFF : 0 }
            poll(nil, 0, 10)
        }
        kill(isGroup ? -process : process, SIGKILL)
        waitpid(process, &status, 0)
        return nil
    }
}
