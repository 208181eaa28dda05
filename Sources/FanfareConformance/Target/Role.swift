/// What scenarios expect of a resource of a role: which call shows it, and in which state it is.
package struct Role: Sendable {
    /// The states that the roles ask for.
    package enum State: String, Sendable {
        case open = "OPEN"
        case notYetOpen = "PENDING"
        case closed = "CLOSED"
    }

    /// The name in target files: `queue.notYetOpen`.
    package let name: String
    /// The path before the id that shows it, nil where no call does.
    package let path: String?
    /// The list in an experience's sequences that holds it.
    package let list: String?
    /// The state it is in, nil where any will do.
    package let state: State?

    /// Every role.
    package static let all: [Role] =
        [
            Role(name: "experience.main", path: "/experiences/", list: nil, state: nil),
            Role(name: "sequence.main", path: nil, list: nil, state: nil),
            Role(name: "queue.onePlace", path: "/queues/", list: "queues", state: .open),
            Role(
                name: "appointment.main", path: "/appointments/", list: "appointments", state: nil),
            Role(name: "waitlist.main", path: nil, list: nil, state: nil),
        ]
        + [
            ("queue", "/queues/", "queues"), ("draw", "/draws/", "draws"),
            ("auction", "/auctions/", "auctions"), ("release", "/timed-releases/", "timedReleases"),
        ].flatMap { kind, path, list in
            [("open", State.open), ("notYetOpen", .notYetOpen), ("closed", .closed)].map {
                Role(name: "\(kind).\($0.0)", path: path, list: list, state: $0.1)
            }
        }.filter { Target.defaultWorld[$0.name] != nil }
}
