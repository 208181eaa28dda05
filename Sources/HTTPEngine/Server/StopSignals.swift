import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// SIGINT, SIGTERM and SIGHUP turned into stop requests.
///
/// SIGHUP is what a terminal sends that closes; where it was ignored at the start, as under nohup,
/// it stays ignored. A signal handler may do next to nothing: it counts, and writes to the
/// descriptor that wakes the loop. The third signal ends the process even if the loop is stuck.
enum StopSignals {
    private static let wakeDescriptor = Atomic<Int32>(-1)
    private static let count = Atomic<Int>(0)

    /// How many such signals have come.
    static var received: Int { count.load(ordering: .relaxed) }

    static func install(wakeDescriptor descriptor: Int32) {
        wakeDescriptor.store(descriptor, ordering: .relaxed)
        // Whoever starts a process from a thread that has them blocked hands that down to it, as
        // Foundation's Process does on a thread of Dispatch, and could not stop it then.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGHUP)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM, SIGHUP] where number != SIGHUP || !isIgnored(number) {
            signal(number) { number in
                let before = StopSignals.count.add(1, ordering: .relaxed).oldValue
                if before >= 2 { _exit(128 + number) }
                WakeUp.signal(StopSignals.wakeDescriptor.load(ordering: .relaxed))
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        // The action can only be read by setting one; nothing else has set any yet.
        let before = signal(number, SIG_IGN)
        signal(number, before)
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
