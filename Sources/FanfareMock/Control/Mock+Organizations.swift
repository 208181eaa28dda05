import FanfareModel

extension Mock {
    /// Makes a sandbox with keys, a clock and a world of its own.
    func createOrganization(
        _ blueprint: WorldFile, seed: UInt64?, startAt: Instant?, real: Instant
    ) -> Organization {
        let name = token()
        let organization = Organization(
            id: "org_\(name)", publishableKey: "pk_test_\(token())",
            secretKey: "sk_test_\(token())",
            blueprint: blueprint, seed: seed ?? generator.next(),
            clock: startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(), real: real,
            editions: editions, journalLimit: configuration.journalLimit)
        organizations.add(organization)
        return organization
    }

    /// Twenty letters and digits.
    private func token() -> String {
        let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return String((0..<20).map { _ in letters[Int(generator.next() % 32)] })
    }
}
