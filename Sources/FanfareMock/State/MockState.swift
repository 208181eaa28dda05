import FanfareModel

/// All organizations of a mock with their keys, as one value that another thread may write down.
struct MockState: Sendable {
    private struct Tenant: Sendable {
        let id: String
        let publishableKey: String
        let secretKey: String
        let state: OrganizationState
    }

    /// What the identifiers and keys of further organizations come from.
    private let generator: SeededGenerator
    private let tenants: [Tenant]

    /// The mock as it stands, everything that is due done.
    init(_ mock: Mock, real: Instant) {
        generator = mock.generator
        tenants = mock.organizations.all.map { organization in
            organization.catchUp(real: real)
            return Tenant(
                id: organization.id, publishableKey: organization.publishableKey,
                secretKey: organization.secretKey, state: organization.state)
        }
    }

    /// The state as it lies in a file.
    var bytes: [UInt8] {
        let consumers = tenants.reduce(0) { $0 + $1.state.world.consumers.count }
        var writer = StateWriter(.mock, expecting: 256 * consumers)
        writer.write(generator)
        writer.write(tenants.count)
        for tenant in tenants {
            writer.write(tenant.id)
            writer.write(tenant.publishableKey)
            writer.write(tenant.secretKey)
            tenant.state.write(to: &writer)
        }
        return writer.sealed()
    }

    /// Reads what lay in a file.
    init(_ bytes: [UInt8]) throws(StateError) {
        var reader = try StateReader(bytes, .mock)
        generator = try reader.read("generator")
        var tenants: [Tenant] = []
        var names: Set<String> = []
        for _ in 0..<(try reader.tally()) {
            let (id, key, secret): (String, String, String) =
                (try reader.read(), try reader.read(), try reader.read())
            for name in [id, key, secret] {
                try reader.require(names.insert(name).inserted, "names that differ, not two \(id)")
            }
            let state = try OrganizationState(from: &reader, organizationID: id)
            tenants.append(
                Tenant(id: id, publishableKey: key, secretKey: secret, state: state))
        }
        try reader.finish()
        try reader.require(
            names.contains(Mock.Default.organizationID),
            "the organization \(Mock.Default.organizationID) among those of a mock")
        self.tenants = tenants
    }
}

extension MockState {
    /// Lets a mock that has just begun go on from this state; gives how far the state was ahead of time.
    @discardableResult
    func restore(_ mock: Mock, real: Instant) -> Duration {
        var ahead = Duration.zero
        mock.generator = generator
        for tenant in tenants {
            let organization = mock.organizations[tenant.id] ?? make(tenant, in: mock, real: real)
            ahead = max(ahead, organization.restore(tenant.state, real: real))
            mock.organizations.listenersChanged(organization)
        }
        return ahead
    }

    private func make(_ tenant: Tenant, in mock: Mock, real: Instant) -> Organization {
        let organization = Organization(
            id: tenant.id, publishableKey: tenant.publishableKey, secretKey: tenant.secretKey,
            blueprint: tenant.state.blueprint, seed: tenant.state.seed,
            clock: tenant.state.initialClock, real: real,
            usual: mock.configuration)
        mock.organizations.add(organization)
        return organization
    }
}
