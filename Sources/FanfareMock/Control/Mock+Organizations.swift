import FanfareModel

extension Mock {
    /// Makes a sandbox with keys, a clock and a world of its own; nil where the one that it would be lives.
    ///
    /// Its identifier and its keys follow from seed and name alone, so that they are the same in every
    /// run whoever came first; without either, from what the mock has handed out so far.
    func createOrganization(
        _ blueprint: WorldFile, seed: UInt64?, name: String? = nil, startAt: Instant?, real: Instant
    ) -> Organization? {
        let isRepeatable = seed != nil || name != nil
        var own = SeededGenerator(
            seed: seed ?? configuration.seed, stream: "organization/\(name ?? "")")
        func letters() -> String { isRepeatable ? own.letters(20) : generator.letters(20) }
        let id = "org_\(letters())"
        guard organizations[id] == nil else { return nil }
        let organization = Organization(
            id: id, publishableKey: "pk_test_\(letters())", secretKey: "sk_test_\(letters())",
            blueprint: blueprint.reading(configuration.leeway),
            seed: seed ?? (isRepeatable ? own.next() : generator.next()),
            clock: startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(), real: real,
            editions: editions, journalLimit: configuration.journalLimit)
        organizations.add(organization)
        return organization
    }
}
