import SafeText

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
        var kind = Kind.noCode

        /// What kind of failure it is.
        enum Kind {
            /// There is no such command, or it may not be run.
            case cannotRun
            /// It failed with a complaint and printed nothing.
            case complains
            /// It printed no code.
            case noCode
            /// It did not end.
            case tooSlow
        }
    }

    /// Runs the command for a recipient and takes the first run of four digits or more it prints.
    ///
    /// `{since}` in it stands for the moment just before the code was asked for; relative paths begin in
    /// `folder`.
    static func code(
        _ command: String, to recipient: String, since: Timestamp = Environment.now(),
        in folder: String? = nil, patience: TimeSpan = patience
    ) throws(Failure) -> String {
        guard recipient.utf8.allSatisfy(isPlain) else {
            throw Failure(reason: "a shell would not take this recipient as it is")
        }
        let line = command.replacing("{to}", with: recipient)
            .replacing("{since}", with: since.description)
        let end = Environment.monotonicMilliseconds() + patience.milliseconds
        let child = try Child(line, in: folder)
        let (output, errors) = child.output(until: end, atMost: limit)
        // One that prints without end is ended by that.
        child.closeOutput()
        let status = child.end(by: end)
        let runs = String(decoding: output, as: UTF8.self).split { !$0.isASCII || !$0.isNumber }
        if let code = runs.first(where: { $0.count >= 4 }) { return String(code) }
        let kind: Failure.Kind =
            switch status {
            case nil: .tooSlow
            case .exited(126), .exited(127): .cannotRun
            case .exited(1...) where output.isEmpty && !errors.isEmpty: .complains
            default: .noCode
            }
        let outcome =
            status.map { "\($0) and printed no number of four digits or more" }
            ?? "did not end within \(patience)"
        throw Failure(
            reason: "the command \(outcome): \(shown(line))" + said(output, "printed")
                + said(errors, "complained"), kind: kind)
    }

    /// What means itself to a shell, in quotes of any kind and outside of them.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "@+-_.".utf8.contains(byte)
        }
    }

    /// The command without what `curl -u` and its like are told.
    private static func shown(_ line: String) -> String {
        var isSecret = false
        return line.split(separator: " ", omittingEmptySubsequences: false).map { word in
            defer { isSecret = ["-u", "--user", "-p", "--password"].contains(word) }
            return isSecret ? SecretLook.hidden : String(word)
        }.joined(separator: " ")
    }

    /// `; it printed "…"`, the beginning of it, nothing for nothing.
    private static func said(_ bytes: [UInt8], _ verb: String) -> String {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let whole = bytes.count > 400 ? Excerpt.wholeWords(words) : words
        return whole.isEmpty ? "" : "; it \(verb) \"\(whole)\""
    }
}

/// How a command has ended.
private enum Ending: CustomStringConvertible {
    case exited(Int32)
    case killed(Int32)

    var description: String {
        switch self {
        case .exited(let status): "ended with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        }
    }
}

/// A shell whose output is read.
private struct Child {
    private let process: pid_t
    private let readEnd: Int32
    /// Where its complaints come, -1 where a person at the terminal sees them.
    private let errorEnd: Int32
    private let isGroup: Bool

    init(_ command: String, in folder: String?) throws(CodeCommand.Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.refused(errno) }
        isGroup = isatty(0) != 1
        var errorEnds: [Int32] = [-1, -1]
        if isGroup, pipe(&errorEnds) != 0 { errorEnds = [-1, -1] }
        for end in ends + errorEnds where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        // Whoever is asked at a terminal may answer; nothing else is there to be read.
        if isGroup { posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) }
        if errorEnds[1] >= 0 { posix_spawn_file_actions_adddup2(&actions, errorEnds[1], 2) }
        posix_spawnattr_init(&attributes)
        // What this process ignores is its own affair.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        // All that it starts can be ended with it, unless a person at the terminal is to be asked: only
        // the terminal's own group may read from it.
        if isGroup {
            posix_spawnattr_setpgroup(&attributes, 0)
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
        }
        posix_spawnattr_setflags(&attributes, flags)
        let way = folder == nil ? "" : "cd -- \"$0\" || exit 126\n"
        let texts: [String] = ["/bin/sh", "-c", way + command] + [folder].compactMap(\.self)
        var words: [UnsafeMutablePointer<CChar>?] = texts.map { text in strdup(text) }
        words.append(nil)
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        for end in [ends[1], errorEnds[1]] where end >= 0 { close(end) }
        guard code == 0 else {
            for end in [ends[0], errorEnds[0]] where end >= 0 { close(end) }
            throw Self.refused(code)
        }
        self.process = process
        readEnd = ends[0]
        errorEnd = errorEnds[0]
        // A child of its own may keep the pipe open for ever: nobody waits for its end.
        if errorEnd >= 0 { _ = fcntl(errorEnd, F_SETFL, O_NONBLOCK) }
    }

    private static func refused(_ code: Int32) -> CodeCommand.Failure {
        CodeCommand.Failure(
            reason: "the system starts no command: \(String(cString: strerror(code)))")
    }

    func closeOutput() {
        for end in [readEnd, errorEnd] where end >= 0 { close(end) }
    }

    /// How long after the shell's end what it left in the background may print, in milliseconds.
    private static let grace = 200

    /// What it prints until it ends or the time is over, so many bytes at most, and the beginning of
    /// what it complains of.
    func output(until end: Int, atMost limit: Int) -> (output: [UInt8], errors: [UInt8]) {
        var bytes: [UInt8] = []
        var errors: [UInt8] = []
        var (end, isEnding) = (end, false)
        var buffer = [UInt8](repeating: 0, count: 4096)
        var sources = [readEnd, errorEnd]
        while bytes.count < limit {
            let now = Environment.monotonicMilliseconds()
            // Whatever it left in the background keeps the pipe open, for as long as that lives.
            if !isEnding, hasEnded { (end, isEnding) = (min(end, now + Self.grace), true) }
            let left = end - now
            guard left > 0, Interruption.signal == nil else { break }
            var entries = sources.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&entries, 2, Int32(min(left, 20))) > 0 else { continue }
            // One that is closed is ready for ever.
            if entries[1].revents != 0, !complaints(&errors) { sources[1] = -1 }
            guard entries[0].revents != 0 else { continue }
            let count = read(readEnd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        _ = complaints(&errors)
        return (bytes, errors)
    }

    /// Takes what there is of them, so that nothing waits to be rid of it; whether more may come.
    private func complaints(_ kept: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = errorEnd < 0 ? 0 : read(errorEnd, &buffer, buffer.count)
        if count > 0, kept.count < buffer.count { kept += buffer[..<count] }
        return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
    }

    /// Whether the shell has ended; that can be asked again.
    private var hasEnded: Bool {
        var information = siginfo_t()
        let code = waitid(
            P_PID, id_t(process), &information, Int32(WEXITED | WNOHANG | WNOWAIT))
        return code == 0 && information.si_signo == SIGCHLD
    }

    /// Waits for its end, and ends it when the time is over; how it ended, nil when it had to be ended.
    func end(by end: Int) -> Ending? {
        var status: Int32 = 0
        while Environment.monotonicMilliseconds() < end, Interruption.signal == nil {
            let found = waitpid(process, &status, WNOHANG)
            if found != 0 {
                let signal = found == process ? status & 0x7F : 0
                return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
            }
            poll(nil, 0, 10)
        }
        kill(isGroup ? -process : process, SIGKILL)
        waitpid(process, &status, 0)
        return nil
    }
}
