#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A value that several threads change, and whose changes a thread can wait for.
package final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// Guards a value.
    package init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        // A wait must not grow by what the machine's clock is set back.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Changes the value, and wakes whoever waits.
    package func change<Result>(_ change: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return change(&value)
    }

    /// Waits until something can be taken from the value; nil when the patience is over.
    package func wait<Result>(
        atMost patience: Duration, until take: (inout Value) -> Result?
    ) -> Result? {
        let end = SystemClock.ticks + patience.clampedNanoseconds
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = take(&value) { return result }
            if !waitForChange(until: end) { return take(&value) }
        }
    }

    /// Waits for a change with the lock held; false when a moment of `SystemClock.ticks` has come first.
    private func waitForChange(until end: UInt64) -> Bool {
        var time = timespec()
        time.tv_sec = time_t(end / 1_000_000_000)
        time.tv_nsec = Int(end % 1_000_000_000)
        return pthread_cond_timedwait(changed, mutex, &time) == 0
    }
}
