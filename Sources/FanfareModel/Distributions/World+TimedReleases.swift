/// The rules of timed releases (specs/v1/contract.md#releases).
extension World {
    /// Enters a timed release and is admitted; whoever is in it already keeps entry and variant.
    public mutating func enterTimedRelease(
        _ index: Key<TimedRelease>, as consumer: ConsumerKey, variantID: String?,
        fingerprint: String?
    ) throws(FanfareError) -> ReleaseEntry {
        if let entry = catalogue[index].entry(of: consumer),
            !entry.mayEnterAgain
        {
            return entry
        }
        try catalogue[index].schedule.requireOpen(.timedRelease, at: now)
        let key = DistributionKey.timedRelease(index)
        hold(.distribution(key), by: consumer)
        let admission =
            hasReachedOrderLimit(consumer)
            ? nil : admission(to: key, for: consumer, fingerprint: fingerprint)
        let entry = ReleaseEntry(
            consumer: consumer, enteredAt: now, variantID: variantID,
            state: admission.map(ReleaseEntry.State.entered) ?? .denied(.orderLimitExceeded))
        let ticket = catalogue[index].roster.add(entry)
        if let admission {
            agenda.add(
                .releaseExpires(release: index, ticket: ticket), due: admission.expiresAt)
        }
        return entry
    }

    /// Gives an admission up.
    public mutating func leaveTimedRelease(
        _ index: Key<TimedRelease>, as consumer: ConsumerKey
    ) throws(FanfareError) -> ReleaseEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        try catalogue[index].roster[ticket].leftByConsumer(at: now)
        occurred(.left(place: nil), to: consumer, in: .timedRelease(index))
        return catalogue[index].roster[ticket]
    }

    /// Uses a consumer's admission up.
    public mutating func complete(
        _ consumer: ConsumerKey, inTimedRelease index: Key<TimedRelease>,
        _ order: OrderNote = OrderNote()
    ) throws(FanfareError) -> ReleaseEntry {
        let ticket = try catalogue[index].ticket(of: consumer)
        try catalogue[index].roster[ticket].completed(at: now)
        ordered(order, by: consumer, in: .timedRelease(index))
        return catalogue[index].roster[ticket]
    }

    /// Ends an admission at its time.
    mutating func expireRelease(release index: Key<TimedRelease>, ticket: Int32) -> DomainEvent? {
        guard catalogue[index].roster[ticket].timeElapsed() else { return nil }
        let consumer = catalogue[index].roster[ticket].consumer
        return event(.denied(.admissionExpired), to: consumer, in: .timedRelease(index))
    }
}
