import HTTPEngine
import JSONTree

/// A moment of an organization that it can go back to, as long as the mock runs.
public struct MockSnapshot: Sendable, Hashable, Identifiable {
    /// The identifier, `snap_…`.
    public let id: String
    /// The organization's time then.
    public let createdAt: MockInstant
}

extension MockOrganization {
    /// Keeps how everything stands, to go back to.
    public func snapshot() async throws(MockControlError) -> MockSnapshot {
        let made = try await control("POST", "/snapshots")
        guard let id = made["id"]?.string, let createdAt = made["createdAt"]?.instant else {
            throw MockControlError("the snapshot did not say what it is called")
        }
        return MockSnapshot(id: id, createdAt: createdAt)
    }

    /// Goes back to a snapshot: everything since then has not happened, the clock included.
    public func restore(_ snapshot: MockSnapshot) async throws(MockControlError) {
        _ = try await control("POST", "/snapshots/\(snapshot.id)/restore")
        handedOut.forget()
    }

    /// Everything the organization answers from, as bytes that `importState` takes anywhere.
    public func exportState() async throws(MockControlError) -> [UInt8] {
        try await server.answer("GET", "/state", nil, organization: id).body
    }

    /// Goes on from a state, of this organization or another, keeping its own name and keys.
    public func importState(_ state: [UInt8]) async throws(MockControlError) {
        _ = try await server.answer("PUT", "/state", state, organization: id)
        handedOut.forget()
    }
}
