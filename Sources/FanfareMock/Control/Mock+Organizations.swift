import FanfareModel

extension Mock {
    /// Makes a sandbox with keys, a clock and a world of its own.
    func createOrganization(
        _ blueprint: WorldFile, seed: UInt64?, startAt: Instant?, real: Instant
    ) -> Organization {
        let name = generator.letters(20)
        let organization = Organization(
            id: "org_\(name)", publishableKey: "pk_test_\(generator.letters(20))",
            secretKey: "sk_test_\(generator.letters(20))",
            blueprint: blueprint.reading(configuration.leeway), seed: seed ?? generator.next(),
            clock: startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(), real: real,
            editions: editions, journalLimit: configuration.journalLimit)
        organizations.add(organization)
        return organization
    }
}
