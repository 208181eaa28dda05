import FanfareModel
import HTTPEngine

/// What is no longer needed, until another thread lets go of it: a world of a million takes long.
///
/// Lives on the loop's thread.
final class Discarded {
    /// So few consumers are let go of at once.
    private static let few = 2000
    private static let longBody = 256 << 10

    private var kept: [Any] = []

    /// Takes over what an organization is about to give up, or the organization itself.
    func keep(_ organization: Organization) {
        if organization.isLarge(Self.few) { kept.append((organization, organization.state)) }
    }

    /// Takes over a state that nobody will go back to.
    func keep(_ state: OrganizationState) {
        if state.world.consumers.count > Self.few { kept.append(state) }
    }

    /// Takes over a long body that has been read.
    func keep(_ body: [UInt8]) {
        if body.count > Self.longBody { kept.append(body) }
    }

    /// Takes over what was told of a long time.
    func keep(_ events: [DomainEvent]) {
        if events.count > Self.few { kept.append(events) }
    }

    /// Whether there is anything to let go of.
    var isEmpty: Bool { kept.isEmpty }

    /// Lets another thread have it all; without one it goes here and now.
    ///
    /// Whoever calls it holds nothing of it any more, or would let go of it last and on this thread.
    func letGo() {
        if !kept.isEmpty { BlockingWork.letGo(of: &kept) }
    }
}

extension Organization {
    /// Whether it, or what it can go back to, has more than so many consumers.
    fileprivate func isLarge(_ limit: Int) -> Bool {
        world.consumers.count > limit
            || snapshots.all.contains { $0.state.world.consumers.count > limit }
    }
}
