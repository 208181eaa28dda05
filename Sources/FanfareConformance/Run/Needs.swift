/// What a scenario needs of its target, derived from its steps.
package struct Needs: Sendable, Hashable {
    /// How far it moves the clock, nil when it does not.
    package private(set) var clock: TimeSpan?
    /// Whether it reads messages.
    package private(set) var inbox = false
    /// Whether it acts as a server.
    package private(set) var secretKey = false
    /// Whether it names the organization.
    package private(set) var organizationId = false
    /// Whether it needs a second organization.
    package private(set) var otherOrganization = false
    /// Whether it needs an organization that nobody else uses.
    package private(set) var sandbox = false
    /// The resources it uses, by role.
    package private(set) var roles: Set<String> = []

    /// Collects what a scenario needs.
    package init(_ scenario: Scenario) {
        sandbox = scenario.needsSandbox
        for step in scenario.steps { add(step) }
        for name in scenario.variables.map(\.name) { add(variable: name) }
    }

    private mutating func add(_ step: Step) {
        switch step.action {
        case .advance(let span):
            clock = TimeSpan(milliseconds: (clock?.milliseconds ?? 0) + span.milliseconds)
        case .inbox: inbox = true
        case .send, .together: break
        }
        for request in step.requests {
            secretKey = secretKey || request.credential.isSecret
            organizationId = organizationId || request.credential == .secretHeaders
        }
    }

    private mutating func add(variable name: String) {
        switch name {
        case "secretKey": secretKey = true
        case "organizationId": organizationId = true
        default:
            if name.hasPrefix("other.") { otherOrganization = true }
            if Target.defaultWorld[name] != nil { roles.insert(name) }
        }
    }

    /// Why a target cannot serve the scenario, nil when it can.
    package func obstacle(on target: Target) -> String? {
        if target.hasControl { return missingRole(on: target) }
        if sandbox { return "needs an organization of its own" }
        if otherOrganization { return "needs a second organization" }
        if let clock, clock > target.patience {
            return "needs a clock that can be moved by \(clock)"
        }
        if inbox { return "needs an inbox to read codes from" }
        if secretKey, target.keys?.secretKey == nil { return "needs the secret key" }
        if organizationId, target.keys?.organizationId == nil {
            return "needs the organization's id"
        }
        return missingRole(on: target)
    }

    private func missingRole(on target: Target) -> String? {
        roles.sorted().first { target.resources[$0] == nil }.map { "needs a resource \($0)" }
    }
}

extension RequestPattern.Credential {
    fileprivate var isSecret: Bool { self == .secret || self == .secretHeaders }
}
