import FanfareModel
import HTTPEngine

/// The machine's time in the model's own terms; the mock reads it nowhere else.
enum RealClock {
    /// The present instant.
    static var now: Instant { Instant(milliseconds: Int64(SystemClock.realTime / 1_000_000)) }
}
