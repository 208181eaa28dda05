/// A wait on a clock that nobody can move: what was asked for since the last answer, and how much more it
/// became.
struct RealWait {
    /// When the last answer came, in monotonic milliseconds.
    private var answeredAt: Int?
    /// When the first answer of the scenario came: what it gave out is older than what came last.
    private var firstAt: Int?
    /// What was waited for since then, in milliseconds.
    private var whole = 0
    /// Whether a moment within a second matters.
    private var isFine = false
    /// What was waited for since then, in milliseconds.
    private var span = 0
    /// By how much a request left too late, at the worst.
    private(set) var late = TimeSpan(milliseconds: 0)

    /// What a wait may take longer before the moment is missed: scenarios stay a second away from limits.
    static let tolerance = TimeSpan(milliseconds: 500)

    /// Whether the next request is to leave at a moment of its own.
    var isTimed: Bool { span > 0 }

    /// By how much the scenario took longer than its waits until a request left.
    private var drift = TimeSpan(milliseconds: 0)

    /// Whether a moment was missed.
    var isLate: Bool {
        late > Self.tolerance || drift > TimeSpan(milliseconds: isFine ? 250 : 600)
    }

    /// By how much it was missed.
    var overshoot: TimeSpan { max(late, drift) }

    /// Adds a wait that begins now; how long there is to rest, so that it ends in time after the answer.
    mutating func begin(_ span: TimeSpan, now: Int) -> TimeSpan {
        self.span += span.milliseconds
        whole += span.milliseconds
        isFine = isFine || span.milliseconds % 1000 != 0
        let since = answeredAt ?? now
        answeredAt = since
        return TimeSpan(milliseconds: max(0, since + self.span - now))
    }

    /// A request is about to leave.
    mutating func end(now: Int) {
        guard isTimed, let answeredAt else { return }
        late = max(late, TimeSpan(milliseconds: now - answeredAt - span))
        if let firstAt { drift = TimeSpan(milliseconds: now - firstAt - whole) }
        span = 0
    }

    /// An answer has come.
    mutating func answered(now: Int) {
        answeredAt = now
        firstAt = firstAt ?? now
        span = 0
    }
}
