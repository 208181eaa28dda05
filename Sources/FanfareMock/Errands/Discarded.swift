import FanfareModel
import HTTPEngine

/// What is no longer needed, until another thread lets go of it: a world of a million takes long.
///
/// Lives on the loop's thread.
final class Discarded {
    /// So few consumers are let go of at once.
    private static let few = 2000

    private var kept: [Any] = []

    /// Takes over what an organization is about to give up, or the organization itself.
    func keep(_ organization: Organization) {
        if organization.isLarge(Self.few) { kept.append((organization, organization.state)) }
    }

    /// Takes over a state that nobody will go back to.
    func keep(_ state: OrganizationState) {
        if state.world.consumers.count > Self.few { kept.append(state) }
    }

    /// Lets another thread have it all; without one it goes here and now.
    func letGo() {
        guard !kept.isEmpty else { return }
        let crate = Crate(kept)
        kept = []
        try? BlockingWork.run { crate.empty() }
    }

    /// Something that is touched by the thread that empties it, and then by none.
    private final class Crate: @unchecked Sendable {
        private var content: [Any]

        init(_ content: [Any]) { self.content = content }

        func empty() { content = [] }
    }
}

extension Organization {
    /// Whether it, or what it can go back to, has more than so many consumers.
    fileprivate func isLarge(_ limit: Int) -> Bool {
        world.consumers.count > limit
            || snapshots.all.contains { $0.state.world.consumers.count > limit }
    }
}
