/// The instants at which a queue admits by its rate: a steady beat that begins with the opening, whoever
/// comes when.
///
/// Every minute has the same beats; counted within it, no year is too far for 64 bits.
struct AdmissionBeat {
    private let start: Int64
    private let rate: Int64

    /// The beat of a queue, nil for one that admits nobody without being called.
    init?(_ queue: borrowing Queue) {
        guard let rate = queue.effectiveRate else { return nil }
        self.rate = Int64(rate)
        start = queue.schedule.openAt?.milliseconds ?? 0
    }

    /// How many beats there are through an instant.
    func count(through instant: Instant) -> Int {
        let (minutes, rest) = (instant.milliseconds - start)
            .quotientAndRemainder(dividingBy: 60_000)
        return Int(minutes * rate + rest * rate / 60_000)
    }

    /// The beat of a number, from 1; rounded up, so that none falls on an instant that lies before it.
    func instant(of number: Int) -> Instant {
        let (minutes, rest) = Int64(number).quotientAndRemainder(dividingBy: rate)
        return Instant(
            milliseconds: start + minutes * 60_000 + (rest * 60_000 + rate - 1) / rate)
    }

    /// The first beat after an instant.
    func next(after instant: Instant) -> Instant { self.instant(of: count(through: instant) + 1) }
}
