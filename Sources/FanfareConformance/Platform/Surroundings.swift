#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the process is told by the system: variables, clocks, the terminal.
package enum Surroundings {
    /// A variable of the environment, nil when it is not set or empty.
    package static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Milliseconds of a clock that never goes back.
    package static func monotonicMilliseconds() -> Int { microseconds(of: CLOCK_MONOTONIC) / 1000 }

    /// The time of day.
    package static func now() -> Instant {
        Instant(milliseconds: microseconds(of: CLOCK_REALTIME) / 1000)
    }

    /// Whether a person watches what is written to a descriptor.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The number of processors.
    package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Lets the calling thread rest.
    package static func sleep(_ span: TimeSpan) {
        let nanoseconds = span.milliseconds % 1000 * 1_000_000
        var wish = timespec(tv_sec: span.milliseconds / 1000, tv_nsec: nanoseconds)
        var rest = timespec()
        while nanosleep(&wish, &rest) != 0, errno == EINTR { wish = rest }
    }

    private static func microseconds(of clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
