import Synchronization

/// What cuts short whatever clients wait for: the end of the program, by a signal.
package enum ClientAlarm {
    /// Becomes readable with the alarm and stays so; -1 while nobody watches for one.
    private static let watched = Atomic<Int32>(-1)
    private static let raised = Atomic<Bool>(false)

    /// How long what is waited for may still take, in nanoseconds.
    static let grace: UInt64 = 500_000_000

    /// Watches a descriptor that becomes readable with the alarm.
    package static func watch(_ descriptor: Int32) {
        watched.store(descriptor, ordering: .relaxed)
    }

    /// Says that what begins from now on has its own time; a signal handler may call it.
    package static func raise() { raised.store(true, ordering: .relaxed) }

    /// What to wait for too, -1 for nothing: what begins after the alarm clears up after it.
    static var descriptor: Int32 {
        raised.load(ordering: .relaxed) ? -1 : watched.load(ordering: .relaxed)
    }
}
