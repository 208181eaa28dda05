import SafeText
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the tool writes to: its two streams, or, in tests, two texts.
struct Console: Sendable {
    /// Writes results, whatever they quote made printable.
    let out: @Sendable (String) -> Void
    /// Writes what is no result, the same way.
    let err: @Sendable (String) -> Void
    /// Writes to the results what a CI system shall obey, as it is.
    let command: @Sendable (String) -> Void
    /// Writes to a terminal what moves its cursor, as it is.
    let control: @Sendable (String) -> Void
    /// Whether a person watches the results.
    let isTerminal: Bool
    /// Whether a person watches the errors.
    let showsProgress: Bool
    /// Whether it is the process's own, whose signals may be heeded.
    let isOfProcess: Bool

    /// Writes to two places.
    init(
        out: @escaping @Sendable (String) -> Void, err: @escaping @Sendable (String) -> Void,
        isTerminal: Bool = false, showsProgress: Bool = false, isOfProcess: Bool = false
    ) {
        self.out = { out(Printable.lines($0, keepsColours: isTerminal)) }
        self.err = { err(Printable.lines($0)) }
        command = out
        control = err
        self.isTerminal = isTerminal
        self.showsProgress = showsProgress
        self.isOfProcess = isOfProcess
    }

    /// The streams of the process.
    static let standard = Console(
        out: { write($0, to: 1) }, err: { write($0, to: 2) }, isTerminal: isatty(1) == 1,
        showsProgress: isatty(2) == 1, isOfProcess: true)

    /// The error of the system that lost results, 0 while none did.
    private static let failure = Atomic<Int32>(0)

    /// Why results were lost, nil when none were.
    static var loss: String? {
        let number = failure.load(ordering: .relaxed)
        return number == 0 ? nil : String(cString: strerror(number))
    }

    /// Writes all of a text; a reader that has gone away ends the attempt.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, base, rest.count)
                #elseif canImport(Musl)
                    let count = Musl.write(descriptor, base, rest.count)
                #endif
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN, isWritable(descriptor) { continue }
                guard count > 0 else {
                    // A reader who has gone away wants no more; a full disk loses what was wanted.
                    if descriptor == 1, errno != EPIPE {
                        failure.store(errno, ordering: .relaxed)
                    }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// Waits for a reader who is slow; whoever shares a terminal or a pipe with us may have made it
    /// one that does not wait.
    private static func isWritable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, -1) > 0 || errno == EINTR
    }
}
