import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// SIGINT and SIGTERM turned into stop requests.
///
/// A signal handler may do next to nothing: it counts, and writes to the descriptor that wakes the
/// loop.
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
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                StopSignals.count.add(1, ordering: .relaxed)
                WakeUp.signal(StopSignals.wakeDescriptor.load(ordering: .relaxed))
            }
        }
    }
}
