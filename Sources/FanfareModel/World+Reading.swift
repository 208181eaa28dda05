/// What calls ask for all the time.
///
/// Whoever reads a whole part of the world from another module, such as the catalogue, is handed a
/// copy of it, with a reference counted for each of its lists; these answer in place.
extension World {
    /// The key of the queue with an identifier.
    public func queue(_ id: String) throws(FanfareError) -> Key<Queue> {
        try catalogue.queue(id)
    }

    /// The key of the experience with an identifier.
    public func experience(_ id: String) throws(FanfareError) -> Key<Experience> {
        try catalogue.experience(id)
    }

    /// Where a consumer stands in the line of a queue, 1 for the next; nil when it does not wait.
    public func position(of consumer: ConsumerKey, inQueue index: Key<Queue>) -> Int? {
        catalogue[index].position(of: consumer)
    }

    /// How many seconds a place in line takes at the rate of a queue, rounded up; nil without a rate.
    public func secondsOfWaiting(at position: Int, inQueue index: Key<Queue>) -> Int? {
        guard let rate = catalogue[index].effectiveRate else { return nil }
        return (position * 60 + rate - 1) / rate
    }

    /// Whether calls over a rate limit are refused, not only counted.
    public var enforcesRateLimits: Bool { settings.enforcesRateLimits }
}
