package import FanfareModel

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

/// Sandboxes for whoever holds the mock itself and needs no control protocol.
extension Mock {
    /// What a sandbox is called by.
    package struct SandboxKeys {
        /// Its identifier.
        package let organizationID: String
        /// Its publishable key.
        package let publishableKey: String
        /// Its secret key.
        package let secretKey: String
    }

    /// Makes a sandbox whose clock goes with the real one, or stands still.
    package func makeSandbox(
        _ world: WorldFile, seed: UInt64, real: Instant, isFrozen: Bool = false
    ) -> SandboxKeys {
        let organization = createOrganization(
            world, seed: seed, startAt: isFrozen ? real : nil, real: real)
        return SandboxKeys(
            organizationID: organization.id, publishableKey: organization.publishableKey,
            secretKey: organization.secretKey)
    }

    /// Removes a sandbox.
    package func removeSandbox(_ id: String) {
        guard let organization = organizations[id] else { return }
        organizations.remove(organization)
    }
}
