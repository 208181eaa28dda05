#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The system's clocks, the only ones that this package reads.
///
/// Every module reads them here: the C time types are found in more than one module of the
/// toolchain, and which one a file sees depends on what else it imports.
package enum SystemClock {
    /// Nanoseconds since some point in the past, for time-outs and for measuring.
    package static var ticks: UInt64 { read(CLOCK_MONOTONIC) }

    /// The ticks that will have been reached after a time.
    package static func deadline(after time: Duration) -> UInt64 {
        ticks + time.clampedNanoseconds
    }

    /// Nanoseconds since 1970: what the machine's clock said at the start of the process, and the time
    /// that has passed since.
    ///
    /// Nobody can set it, back or ahead; only the small corrections of the clock's speed (NTP) reach
    /// it. The time that the machine sleeps counts, or a laptop that was closed for an hour would be
    /// an hour behind the world.
    package static var realTime: UInt64 { start &+ read(boot) }

    private static let start = read(CLOCK_REALTIME) &- read(boot)

    private static let boot = CLOCK_BOOTTIME

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

extension Duration {
    /// Whole nanoseconds, never negative, at most some centuries.
    var clampedNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(min(seconds, 1 << 33)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
