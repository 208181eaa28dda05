import FanfareConformance
import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// The mock inside this program as one of the two servers that play a story.
///
/// It is called as a function, on a clock that is handed to it: no control protocol lies between.
final class MockSide: LockstepSide {
    private let mock: Mock
    private let readings: [String: String]
    /// What decides whatever is left to chance.
    private let luck: UInt64
    private var worlds: [(document: JSONNode, file: WorldFile)] = []
    private var blueprint: WorldFile?
    private var organization: Mock.SandboxKeys?
    private var other: Mock.SandboxKeys?
    private(set) var now = StoryWorld.beginning
    let address = EmbeddedTarget.controlled.address

    /// Makes a mock on answers to readings.
    init(readings: [String: String] = [:], luck: Int) {
        self.readings = readings
        self.luck = UInt64(luck)
        mock = Mock(real: Self.instant(StoryWorld.beginning))
    }

    func begin(_ world: JSONNode) throws(LockstepFailure) {
        let file = try file(world)
        blueprint = file
        now = StoryWorld.beginning
        organization = mock.makeSandbox(file, seed: luck, real: Self.instant(now))
    }

    /// The other organization, made when first somebody turns to it: in most stories nobody does.
    private func elsewhere() -> Mock.SandboxKeys? {
        if other == nil, let blueprint {
            // Only the first one's clock is moved, on other targets too.
            other = mock.makeSandbox(
                blueprint, seed: ~luck, real: Self.instant(StoryWorld.beginning), isFrozen: true)
        }
        return other
    }

    func keys(elsewhere: Bool) -> TargetKeys {
        let keys = elsewhere ? self.elsewhere() : organization
        return TargetKeys(
            publishableKey: keys?.publishableKey ?? "", secretKey: keys?.secretKey,
            organizationId: keys?.organizationID)
    }

    func answer(to request: HTTPRequest) -> HTTPResponse {
        mock.respond(to: request, real: Self.instant(now)).response
    }

    func advance(_ span: TimeSpan) { now = now.advanced(by: span) }

    func code(to recipient: String) -> String? {
        organization.flatMap { mock.newestCode(to: recipient, in: $0.organizationID) }
    }

    func end() {
        for keys in [organization, other].compactMap(\.self) {
            mock.removeSandbox(keys.organizationID)
        }
        (organization, other) = (nil, nil)
    }

    /// The world on the readings, read once.
    private func file(_ world: JSONNode) throws(LockstepFailure) -> WorldFile {
        if let known = worlds.first(where: { $0.document == world }) { return known.file }
        do throws(WorldFileError) {
            let file = try WorldFile(world.reading(readings))
            worlds.append((world, file))
            return file
        } catch {
            throw LockstepFailure(reason: "the mock refuses the world: \(error.message)")
        }
    }

    private static func instant(_ time: Timestamp) -> Instant {
        Instant(milliseconds: Int64(time.milliseconds))
    }
}

extension JSONNode {
    /// A world whose organizations give answers to readings.
    fileprivate func reading(_ readings: [String: String]) -> JSONNode {
        guard !readings.isEmpty, let members else { return self }
        let answers = readings.sorted { $0.key < $1.key }.map { JSONMember($0, JSONNode($1)) }
        return JSONNode(
            members.map { member in
                guard member.key == "settings", let settings = member.node.members else {
                    return member
                }
                return JSONMember(
                    "settings", JSONNode(settings + [JSONMember("readings", JSONNode(answers))]))
            })
    }
}
