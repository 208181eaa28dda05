/// The organization's clock as far as it is known: the last answer, and the time since.
struct TargetClock {
    private var known: (now: Timestamp, at: Int)?
    private var isFrozen = false

    /// Takes over what the control protocol said just now.
    mutating func learn(_ answer: (now: Timestamp, isFrozen: Bool)) {
        known = (answer.now, Environment.monotonicMilliseconds())
        isFrozen = answer.isFrozen
    }

    /// The organization's time at a moment of the monotonic clock, nil while nothing is known.
    func now(at monotonic: Int) -> Timestamp? {
        guard let known else { return nil }
        guard !isFrozen else { return known.now }
        return known.now.advanced(by: TimeSpan(milliseconds: monotonic - known.at))
    }
}
