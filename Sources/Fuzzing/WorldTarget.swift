import FanfareMock
import FanfareModel
import JSONTree

/// A world file is refused at a place inside it, or makes a world that is sound now and later.
func fuzzWorld(_ bytes: [UInt8]) throws {
    guard let document = try? JSONNode(parsing: bytes) else { return }
    let file: WorldFile
    do throws(WorldFileError) {
        file = try WorldFile(document)
    } catch {
        try require(error.offset <= bytes.count, "an error at \(error.offset)")
        return try require(!error.message.isEmpty, "an error without words")
    }
    let start = Instant(milliseconds: 1_767_225_600_000)
    var world = file.world(organizationID: "org_fuzz", seed: 1, now: start)
    for day in [0, 1, 2, 400, 40_000] {
        world.advance(to: start + .seconds(86_400 * day))
        try checkInvariants(of: world)
    }
}

private func checkInvariants(of world: World) throws {
    let broken = world.brokenInvariants()
    try require(broken.isEmpty, broken.joined(separator: "; "))
}
