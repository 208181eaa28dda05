package import FanfareModel
import HTTPEngine

/// The machine's time in the model's own terms; the mock reads it nowhere else.
package enum RealClock {
    /// The present instant.
    package static var now: Instant {
        Instant(milliseconds: Int64(SystemClock.realTime / 1_000_000))
    }
}
