/// What somebody may do by the control protocol.
enum ControlAccess: Sendable, Hashable {
    /// Everything, in every organization.
    case everything
    /// Everything in one organization, by its identifier, and nothing elsewhere.
    case organization(String)

    /// Whether an organization may be seen and moved.
    func includes(_ organization: String) -> Bool {
        switch self {
        case .everything: true
        case .organization(let id): id == organization
        }
    }
}

/// By which way a request came to the mock.
package struct Approach: Sendable {
    /// Whether the peer is on this machine, as far as its address tells.
    var peerIsLocal = true
    var entrance = Entrance.shared

    /// Names a way; the default is that of a program on this machine.
    package init(peerIsLocal: Bool = true, entrance: Entrance = .shared) {
        self.peerIsLocal = peerIsLocal
        self.entrance = entrance
    }

    /// What a port is for.
    package enum Entrance: Sendable {
        /// One port serves everything.
        case shared
        /// The API's port, beside which the control protocol has one.
        case api
        /// The port of the control protocol.
        case control
    }
}

/// The ports of a mock that serves the control protocol on one of its own.
struct MockPorts: Sendable {
    let api: Int
    let control: Int
}
