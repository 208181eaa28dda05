package import FanfareModel

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
            blueprint: blueprint,
            seed: seed ?? (isRepeatable ? own.next() : generator.next()),
            clock: startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(), real: real,
            usual: configuration)
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
        // Whose keys do not matter may have those of nobody else, whatever its seed.
        let made = createOrganization(
            world, seed: seed, name: generator.letters(20), startAt: isFrozen ? real : nil,
            real: real)
        guard let organization = made else { preconditionFailure("twenty letters came up twice") }
        return SandboxKeys(
            organizationID: organization.id, publishableKey: organization.publishableKey,
            secretKey: organization.secretKey)
    }

    /// The newest code that a sandbox has sent to an address or a number, nil for none.
    package func newestCode(to address: String, in id: String) -> String? {
        guard let inbox = organizations[id]?.world.inbox,
            let recipient = Recipient(email: address)
                ?? Recipient(phone: address, defaultCountry: nil)
        else { return nil }
        return inbox.message(inbox.newestNumber(to: recipient, over: nil))?.code
    }

    /// Removes a sandbox.
    package func removeSandbox(_ id: String) {
        guard let organization = organizations[id] else { return }
        organizations.remove(organization)
    }
}
