/// The rules of experiences (specs/v1/contract.md#experiences).
extension World {
    /// Enters an experience; whoever is in it already keeps the first time of entering.
    public mutating func enterExperience(_ index: Key<Experience>, as consumer: ConsumerKey)
        -> Instant
    {
        if let enteredAt = catalogue[index].entries[consumer] { return enteredAt }
        catalogue[index].entries[consumer] = now
        consumers[consumer].holdings.append(.experience(index, enteredAt: now))
        return now
    }

    /// Leaves an experience; answers whether the consumer was in it.
    public mutating func leaveExperience(_ index: Key<Experience>, as consumer: ConsumerKey) -> Bool
    {
        guard
            let enteredAt = catalogue[index].entries.removeValue(forKey: consumer)
        else { return false }
        consumers[consumer].holdings.removeAll { $0 == .experience(index, enteredAt: enteredAt) }
        return true
    }
}
