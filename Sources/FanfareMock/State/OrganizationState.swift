package import FanfareModel
import JSONTree

/// Everything an organization answers from, as one value: taking it is a copy, going back an assignment.
///
/// The journal is no part of it, because it tells what was asked, not how things stand; nor are the
/// snapshots, nor the keys, which stay with the organization.
struct OrganizationState: Sendable {
    let seed: UInt64
    /// What a reset begins anew from.
    let blueprint: WorldFile
    let initialClock: VirtualClock
    let clock: VirtualClock
    /// The latest era that had begun; the world may be in an earlier one that somebody went back to.
    let latestEra: Era
    /// How many requests were given an identifier.
    let requests: UInt64
    let world: World
    let faults: Faults
    let webhooks: Webhooks
}

extension OrganizationState {
    func write(to writer: inout StateWriter) {
        writer.write(seed)
        writer.write(blueprint)
        writer.write(initialClock)
        writer.write(clock)
        writer.write(latestEra)
        writer.write(Int(requests))
        writer.write(faults)
        writer.write(webhooks)
        world.write(to: &writer)
    }

    /// Reads a state that an organization of this name is to go on from.
    init(
        from reader: inout StateReader, organizationID: String
    ) throws(StateError) {
        seed = try reader.read()
        blueprint = try reader.read("blueprint")
        initialClock = try reader.read("initialClock")
        clock = try reader.read("clock")
        latestEra = try reader.read("latestEra")
        requests = UInt64(try reader.tally())
        faults = try reader.read("faults")
        webhooks = try reader.read("webhooks")
        world = try World(
            from: &reader, organizationID: organizationID,
            wording: (blueprint.edition ?? Editions.all.standard).wording)
    }
}

extension WorldFile: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let text: String = try reader.read()
        do {
            self = try WorldFile(try JSONNode(parsing: text))
        } catch let error as WorldFileError {
            throw reader.unusable(expected: "a world, but at '\(error.pointer)' \(error.message)")
        } catch {
            throw reader.unusable(expected: "a world as JSON")
        }
    }

    package func write(to writer: inout StateWriter) { writer.write(document.text()) }
}

/// One organization's state by itself, as it is exported.
struct ExportedState {
    /// Whose state it was.
    let organizationID: String
    let state: OrganizationState

    /// The bytes of the state of the organization with a name.
    static func bytes(of state: OrganizationState, _ organizationID: String) -> [UInt8] {
        var writer = StateWriter(.organization, expecting: 256 * state.world.consumers.count)
        writer.write(organizationID)
        state.write(to: &writer)
        return writer.sealed()
    }

    /// Reads a state for the organization with a name, whosever it was.
    init(_ bytes: [UInt8], for id: String) throws(StateError) {
        var reader = try StateReader(bytes, .organization)
        organizationID = try reader.read("organizationId")
        state = try OrganizationState(from: &reader, organizationID: id)
        try reader.finish()
    }
}
