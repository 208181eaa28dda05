import Synchronization

/// The memory for forwarded calls: their bodies, and their answers until the clients have taken them.
///
/// Organizations share it as `FairShare` says. For any thread.
final class ForwardingRoom: Sendable {
    private let share: Mutex<FairShare>

    init(bytes: Int) { share = Mutex(FairShare(places: bytes)) }

    /// How many bytes nobody holds.
    var free: Int { share.withLock { $0.free } }

    /// Room for one call of an organization, which has none yet.
    func part(of organization: String) -> Part { Part(self, organization) }

    /// What one call holds, given back when nobody refers to this any more.
    final class Part: Sendable {
        private let room: ForwardingRoom
        private let organization: String
        private let bytes = Atomic<Int>(0)

        fileprivate init(_ room: ForwardingRoom, _ organization: String) {
            self.room = room
            self.organization = organization
        }

        /// Takes so many bytes more; false, and none, when the organization may not have them.
        func grow(by count: Int) -> Bool {
            let isThere = room.share.withLock { share in
                guard share.room(for: organization) >= count else { return false }
                share.take(count, for: organization)
                return true
            }
            if isThere { bytes.add(count, ordering: .relaxed) }
            return isThere
        }

        deinit {
            let count = bytes.load(ordering: .relaxed)
            room.share.withLock { $0.giveBack(count, of: organization) }
        }
    }
}
