/// Why a target cannot serve a scenario, and what would let it.
package enum Obstacle: Sendable, Hashable {
    /// The scenario changes something, and only reading is allowed.
    case onlyReading
    /// The scenario administers the organization, which was not allowed.
    case noAdministration
    /// The admin calls may be answered by another host.
    case adminHost
    /// An organization that nobody else uses.
    case sandbox
    /// An organization with a world of the scenario's own.
    case worlds
    /// An organization with a world that the control protocol has refused, as its answer says.
    case ownWorld(String)
    /// A second organization.
    case secondOrganization
    /// A clock that can be moved so far.
    case clock(TimeSpan)
    /// A way to one-time codes.
    case codes
    /// Messages of which more than the code is known.
    case messages
    /// Codes that differ, where there is only a fixed one.
    case severalCodes
    /// Webhooks that come to the run.
    case webhooks
    /// Webhooks that are answered as the scenario says.
    case ownEndpoint
    /// The secret key.
    case secretKey
    /// The organization's id.
    case organizationId
    /// A resource of a role.
    case resource(String)
    /// What lies beside the base URL, where that is not the documented one.
    case besideBase

    /// What is missing, as half a sentence.
    package var text: String {
        switch self {
        case .onlyReading: "would change something, and only reading is allowed"
        case .noAdministration: "would administer the organization, which is not allowed"
        case .adminHost: "needs the admin calls, which another host may answer"
        case .sandbox: "needs an organization of its own"
        case .worlds: "needs an organization that begins with the scenario's world"
        case .ownWorld: "needs a world that its control protocol refuses"
        case .secondOrganization: "needs a second organization"
        case .clock(let span): "needs a clock that can be moved by \(span)"
        case .codes: "needs an inbox to read codes from"
        case .messages: "needs an inbox that tells more than the code"
        case .severalCodes: "needs codes that differ"
        case .webhooks: "needs webhooks that come to the run"
        case .ownEndpoint: "needs an endpoint for webhooks that fails on purpose"
        case .secretKey: "needs the secret key"
        case .organizationId: "needs the organization's id"
        case .resource(let role): "needs a resource \(role)"
        case .besideBase: "asks for what lies beside the base URL"
        }
    }

    /// What a target's owner writes where to have the scenario run, as half a sentence.
    package var remedy: String {
        switch self {
        case .onlyReading: #"leave out --read-only, or write "access": "write""#
        case .noAdministration: #""access": "administer" in the target file"#
        case .adminHost: #""adminCalls": true in the target file, if this address answers them"#
        case .sandbox, .secondOrganization, .messages, .ownEndpoint:
            "only a target with the control protocol has that ('fanfare-kit help control')"
        case .worlds: "'worlds' among the capabilities of its control protocol"
        case .ownWorld(let refusal): refusal
        case .clock(let span):
            span <= Self.longestPatience
                ? "--patience \(span), or the control protocol"
                : "only the control protocol has that"
        case .codes: #""otp": {"command": "…"} in the target file, or --otp-command"#
        case .severalCodes: #""otp": {"command": "…"} instead of "fixed""#
        case .webhooks:
            #""webhooks": {"listen": "…", "secret": "…"} in the target file ('fanfare-kit help targets')"#
        case .secretKey: "FANFARE_SECRET_KEY in the environment"
        case .organizationId: "FANFARE_ORGANIZATION_ID in the environment"
        case .besideBase: "its path is another than documented, so nothing beside it is asked for"
        case .resource(let role): #""resources": {"\#(role)": "…"} in the target file"#
        }
    }

    /// Whether a target's owner can take it away without the control protocol.
    var isInOnesHands: Bool {
        switch self {
        case .sandbox, .worlds, .ownWorld, .secondOrganization, .messages, .ownEndpoint,
            .besideBase:
            false
        case .clock(let span): span <= Self.longestPatience
        case .onlyReading, .noAdministration, .adminHost, .codes, .severalCodes, .webhooks,
            .secretKey, .organizationId, .resource:
            true
        }
    }

    /// What nobody would really wait any longer for.
    fileprivate static let longestPatience = TimeSpan(milliseconds: 15 * 60_000)

    /// Of obstacles that differ in their amount alone, what they have in common.
    fileprivate var kind: String {
        switch self {
        case .clock: "needs a clock that can be moved"
        case .resource: "needs resources that are not given"
        default: text
        }
    }
}

/// Scenarios that a target cannot serve for one reason.
package struct Unseen: Sendable {
    /// How many there are.
    package let count: Int
    /// What they lack and what would let them run, as half a sentence.
    package let text: String

    /// Obstacles, one for each scenario, as lines: what most lack first.
    package static func lines(_ obstacles: [Obstacle]) -> [Unseen] {
        Dictionary(grouping: obstacles, by: \.kind).map { kind, like in
            Unseen(count: like.count, text: kind + ": " + remedy(like))
        }.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    }

    private static func remedy(_ obstacles: [Obstacle]) -> String {
        let counts = Dictionary(grouping: obstacles) { $0 }.mapValues(\.count)
        let roles = counts.compactMap { obstacle, count -> (count: Int, role: String)? in
            if case .resource(let role) = obstacle { (count, role) } else { nil }
        }.sorted { ($1.count, $0.role) < ($0.count, $1.role) }
        guard roles.isEmpty else {
            return roles.map { "\($0.role) (\($0.count))" }.joined(separator: ", ")
                + #" among "resources" in the target file ('fanfare-kit doctor --write' finds them)"#
        }
        let spans = obstacles.compactMap { obstacle -> TimeSpan? in
            if case .clock(let span) = obstacle, span <= Obstacle.longestPatience {
                span
            } else {
                nil
            }
        }
        guard let longest = spans.max() else { return obstacles[0].remedy }
        let all = spans.count == obstacles.count ? "" : " for \(spans.count) of them"
        return "--patience \(longest)\(all), or the control protocol"
    }
}
