import FanfareModel
import JSONTree

/// A moment of an organization that it can go back to.
struct Snapshot: Sendable {
    let id: String
    /// What a person calls it.
    let name: String?
    /// The organization's time.
    let createdAt: Instant
    let state: OrganizationState

    var json: JSONNode {
        [
            "id": JSONNode(id), "name": JSONNode(name),
            "createdAt": JSONNode(createdAt.exactISO8601),
            "consumers": JSONNode(state.world.consumers.count),
        ]
    }
}

/// The snapshots of one organization, oldest first.
///
/// They lie in memory and share with the world what neither has changed since. A reset leaves them.
struct Snapshots: Sendable {
    /// How many there may be at once.
    static let limit = 20

    private(set) var all: [Snapshot] = []
    private var made = 0

    var isFull: Bool { all.count >= Self.limit }

    subscript(id: String) -> Snapshot? { all.first { $0.id == id } }

    mutating func take(_ organization: Organization, name: String?) -> Snapshot {
        made += 1
        let snapshot = Snapshot(
            id: "snap_\(made)", name: name, createdAt: organization.world.now,
            state: organization.state)
        all.append(snapshot)
        return snapshot
    }

    /// Removes one; false when there is none of that identifier.
    mutating func remove(_ id: String) -> Bool {
        guard let index = all.firstIndex(where: { $0.id == id }) else { return false }
        all.remove(at: index)
        return true
    }
}
