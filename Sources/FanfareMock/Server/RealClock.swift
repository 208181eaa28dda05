import FanfareModel

// The C time types are declared once more by the compiler's own shims, and the optimiser finds those.
#if canImport(SwiftOverlayShims)
    import SwiftOverlayShims
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The only place where the mock reads the time of the machine.
enum RealClock {
    /// The present instant.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Nanoseconds since some point in the past, for measuring only.
    static var ticks: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
