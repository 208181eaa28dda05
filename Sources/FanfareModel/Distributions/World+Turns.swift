/// What whoever keeps a text about the catalogue asks, to know how long it stays right.
extension World {
    /// Counts the changes of the catalogue.
    public var catalogueChanges: UInt64 { catalogue.changes }

    /// When something in an experience opens or closes next.
    public func nextTurn(inExperience index: Key<Experience>) -> Instant? {
        catalogue[index].sequences
            .flatMap { catalogue[$0].distributions }
            .compactMap { catalogue.schedule(of: $0)?.nextTurn(after: now) }.min()
    }
}

extension Schedule {
    /// When it opens or closes next.
    fileprivate func nextTurn(after now: Instant) -> Instant? {
        [openAt, closeAt].compactMap(\.self).filter { $0 > now }.min()
    }
}
