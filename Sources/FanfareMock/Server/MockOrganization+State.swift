import HTTPEngine
import JSONTree

/// A moment of an organization that it can go back to, as long as the mock runs.
public struct MockSnapshot: Sendable, Hashable {
    /// The identifier, `snap_…`.
    public let id: String
    /// The organization's time then, as ISO 8601.
    public let createdAt: String
}

extension MockOrganization {
    /// Keeps how everything stands, to go back to.
    public func snapshot() throws(MockControlError) -> MockSnapshot {
        let made = try control("POST", "/snapshots")
        return MockSnapshot(
            id: made["id"]?.string ?? "", createdAt: made["createdAt"]?.string ?? "")
    }

    /// Goes back to a snapshot: everything since then has not happened, the clock included.
    public func restore(_ snapshot: MockSnapshot) throws(MockControlError) {
        _ = try control("POST", "/snapshots/\(snapshot.id)/restore")
    }

    /// Everything the organization answers from, as bytes that `importState` takes anywhere.
    public func exportState() throws(MockControlError) -> [UInt8] {
        try server.answer("GET", "/state", nil, organization: id).body
    }

    /// Goes on from a state, of this organization or another, keeping its own name and keys.
    public func importState(_ state: [UInt8]) throws(MockControlError) {
        _ = try server.answer("PUT", "/state", state, organization: id)
    }
}
