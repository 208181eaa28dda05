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
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                StopSignals.count.add(1, ordering: .relaxed)
                WakeUp.signal(StopSignals.wakeDescriptor.load(ordering: .relaxed))
            }
        }
    }
}
