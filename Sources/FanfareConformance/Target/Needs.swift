/// What a scenario needs of its target, derived from its steps.
package struct Needs: Sendable, Hashable {
    /// How far it moves the clock, nil when it does not.
    package private(set) var clock: TimeSpan?
    /// Whether it reads messages.
    package private(set) var inbox = false
    /// How often it reads messages.
    package private(set) var messages = 0
    /// Whether it wants to know more of a message than the code.
    package private(set) var messageDetails = false
    /// Whether it waits for webhooks.
    package private(set) var webhooks = false
    /// Whether it decides how webhooks are answered.
    package private(set) var ownEndpoint = false
    /// What its requests do to the target.
    package private(set) var access = Target.Access.read
    /// Whether it acts as a server.
    package private(set) var secretKey = false
    /// Whether it makes experiences or distributions through the documented admin calls.
    package private(set) var adminCalls = false
    /// Whether it names the organization.
    package private(set) var organizationId = false
    /// Whether it asks for what lies beside the base URL.
    package private(set) var serverRoot = false
    /// Whether it needs a second organization.
    package private(set) var otherOrganization = false
    /// Whether it needs an organization that nobody else uses.
    package private(set) var sandbox = false
    /// Whether it counts requests against a limit, whose minute must not end in between.
    package private(set) var countsRequests = false
    /// The resources it uses, by role.
    package private(set) var roles: Set<String> = []

    /// Whether time has to stand still between its steps: a second more or less decides, and a busy
    /// machine must not.
    package var stillTime: Bool { clock != nil || countsRequests }

    /// Collects what a scenario needs.
    package init(_ scenario: Scenario) {
        sandbox = scenario.needsSandbox
        countsRequests = sandbox && scenario.citations.contains { $0.id.hasPrefix("limits.") }
        ownEndpoint = scenario.receiverStatus != nil
        for step in scenario.steps { add(step) }
        for name in scenario.variables.map(\.name) { add(variable: name) }
    }

    private mutating func add(_ step: Step) {
        switch step.action {
        case .advance(let span):
            clock = TimeSpan(milliseconds: (clock?.milliseconds ?? 0) + span.milliseconds)
        case .inbox:
            inbox = true
            messages += 1
            let known: Set<Keep.Source> = [.body(Template("/code")), .body(Template("/to"))]
            messageDetails = messageDetails || step.keep.contains { !known.contains($0.source) }
        case .webhook: webhooks = true
        case .send, .together: break
        }
        for request in step.requests {
            secretKey = secretKey || request.credential.isSecret
            organizationId = organizationId || request.credential == .secretHeaders
            access = max(access, request.access)
            adminCalls = adminCalls || request.isAdminCall
            serverRoot = serverRoot || request.atOrigin
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
    package func obstacle(on target: Target) -> Obstacle? {
        if serverRoot, !target.address.isWholeServer { return .besideBase }
        if webhooks, let obstacle = webhookObstacle(target) { return obstacle }
        if target.hasControl { return controlObstacle(target) ?? missingRole(on: target) }
        if access > target.access { return access.refusal }
        if adminCalls, !target.answersAdminCalls {
            return .adminHost
        }
        if sandbox { return .sandbox }
        if otherOrganization { return .secondOrganization }
        if let clock, clock > target.patience {
            return .clock(clock)
        }
        if inbox, let obstacle = messageObstacle(target) { return obstacle }
        if secretKey, target.keys?.secretKey == nil { return .secretKey }
        if organizationId, target.keys?.organizationId == nil {
            return .organizationId
        }
        return missingRole(on: target)
    }

    /// What a target's control protocol leaves out and nothing else makes up for.
    private func controlObstacle(_ target: Target) -> Obstacle? {
        if adminCalls, !target.answersAdminCalls { return .adminHost }
        if sandbox, !target.can(.worlds) { return .worlds }
        if let clock, !target.can(.clock), clock > target.patience { return .clock(clock) }
        return inbox && !target.can(.inbox) ? messageObstacle(target) : nil
    }

    /// Whether every target that can serve a scenario of the other needs can serve one of these.
    func areWithin(_ other: Needs) -> Bool {
        func implies(_ need: KeyPath<Needs, Bool>) -> Bool {
            !self[keyPath: need] || other[keyPath: need]
        }
        return (clock?.milliseconds ?? 0) <= (other.clock?.milliseconds ?? 0)
            && min(messages, 2) <= min(other.messages, 2) && access <= other.access
            && roles.isSubset(of: other.roles)
            && [
                \.inbox, \.messageDetails, \.secretKey, \.adminCalls, \.organizationId,
                \.serverRoot,
                \.otherOrganization, \.sandbox, \.webhooks, \.ownEndpoint,
            ].allSatisfy(implies)
    }

    /// How many things it needs, to try first what most targets can serve.
    var weight: Int {
        let needs = [
            clock != nil, inbox, messages > 1, messageDetails, access > .read, access > .write,
            secretKey,
            adminCalls, organizationId, serverRoot, otherOrganization, sandbox, webhooks,
            ownEndpoint,
        ]
        return needs.count { $0 } + roles.count
    }

    private func webhookObstacle(_ target: Target) -> Obstacle? {
        if target.can(.webhooks), target.reachesUs { return nil }
        if ownEndpoint { return .ownEndpoint }
        return target.webhooks == nil ? .webhooks : nil
    }

    private func messageObstacle(_ target: Target) -> Obstacle? {
        switch target.codes {
        case nil: .codes
        case _ where messageDetails: .messages
        case .fixed where messages > 1: .severalCodes
        case .fixed, .command: nil
        }
    }

    private func missingRole(on target: Target) -> Obstacle? {
        roles.sorted().first { target.resource($0) == nil }.map { .resource($0) }
    }
}

extension RequestPattern.Credential {
    fileprivate var isSecret: Bool { self == .secret || self == .secretHeaders }
}

extension RequestPattern {
    /// Whether it is one of the creations that the reference documents for the admin host.
    fileprivate var isAdminCall: Bool {
        method == "POST"
            && ["/experiences", "/queues", "/draws", "/auctions"].contains(path.source)
    }

    /// What the request may do to a target; signing people in is what a consumer's server does too.
    fileprivate var access: Target.Access {
        if ["GET", "HEAD", "OPTIONS"].contains(method) { return .read }
        return credential.isSecret && !path.source.hasPrefix("/auth/") ? .administer : .write
    }
}

extension Target.Access {
    fileprivate var refusal: Obstacle {
        switch self {
        case .read, .write: .onlyReading
        case .administer: .noAdministration
        }
    }
}
