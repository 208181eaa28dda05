import HTTPEngine

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the process is told by the system: variables, clocks, the terminal.
package enum Environment {
    /// A variable of the environment, nil when it is not set or empty.
    package static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Whether a variable of the environment is set, and to nothing.
    package static func isEmptyVariable(_ name: String) -> Bool {
        getenv(name).map { $0.pointee == 0 } ?? false
    }

    /// Milliseconds of a clock that never goes back.
    package static func monotonicMilliseconds() -> Int { Int(SystemClock.ticks / 1_000_000) }

    /// The time of day; setting the machine's clock during a run does not move it.
    package static func now() -> Timestamp {
        Timestamp(milliseconds: Int(SystemClock.realTime / 1_000_000))
    }

    /// Whether a person watches what is written to a descriptor.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The number of processors.
    package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Lets the calling thread rest, also while the run is being interrupted.
    package static func sleepThrough(_ span: TimeSpan) {
        poll(nil, 0, Int32(clamping: span.milliseconds))
    }

    /// Lets the calling thread rest; shorter when the run is interrupted.
    package static func sleep(_ span: TimeSpan) {
        let end = monotonicMilliseconds() + span.milliseconds
        while true {
            let left = end - monotonicMilliseconds()
            guard left > 0, Interruption.signal == nil else { return }
            Interruption.rest(milliseconds: Int32(min(left, 3_600_000)))
        }
    }
}
