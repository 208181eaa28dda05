import HTTPEngine
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The end of a run before its time: SIGINT, SIGTERM or SIGHUP.
///
/// The first one ends every rest, cuts short what is waited for, and lets nothing new be sent but what
/// clears up, so that the reports can be written;
/// a second one ends the process at once, as the system does by itself.
package enum Interruption {
    private static let received = Atomic<Int32>(0)
    /// Readable from the first signal on.
    private static let alarm = Alarm()

    /// The signal that has come, nil while none has.
    package static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Begins to heed the signals; a hang-up that is ignored, as under nohup, stays so.
    package static func heed() {
        ClientAlarm.watch(alarm.readEnd)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            sigaddset(&signals, number)
            let before = systemSignal(number) { number in
                _ = systemSignal(number, SIG_DFL)
                Interruption.received.store(number, ordering: .relaxed)
                ClientAlarm.raise()
                Interruption.alarm.raise()
            }
            let wasIgnored =
                unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            if number == SIGHUP, wasIgnored { _ = systemSignal(number, SIG_IGN) }
        }
        // Whoever starts a process from a thread that has them blocked hands that down to it.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Ends the process by the signal that has come, so that whoever started it sees which.
    package static func endProcess() {
        guard let signal else { return }
        _ = systemSignal(signal, SIG_DFL)
        raise(signal)
    }

    /// What a signal is called: `SIGTERM`.
    package static func name(of signal: Int32) -> String {
        switch signal {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(signal)"
        }
    }

    /// Rests; less when a signal comes.
    static func rest(milliseconds: Int32) {
        var entry = pollfd(fd: alarm.readEnd, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, milliseconds)
    }

    /// A pipe to which a signal handler may write.
    private struct Alarm: Sendable {
        let readEnd: Int32
        private let writeEnd: Int32

        init() {
            var ends: [Int32] = [-1, -1]
            // Without a pipe the rests are not cut short, and all else is as it is.
            guard pipe(&ends) == 0 else {
                (readEnd, writeEnd) = (-1, -1)
                return
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (readEnd, writeEnd) = (ends[0], ends[1])
        }

        func raise() {
            var byte: UInt8 = 1
            _ = write(writeEnd, &byte, 1)
        }
    }
}

/// Inside the enumeration, `signal` is its own.
private func systemSignal(
    _ number: Int32, _ action: (@convention(c) (Int32) -> Void)?
) -> (@convention(c) (Int32) -> Void)? {
    signal(number, action)
}
