import FanfareModel
package import JSONTree

/// What is wrong with a world file, and where.
package struct WorldFileError: Error, Sendable {
    /// The place inside the document.
    package let pointer: JSONPointer
    /// The offset of the value in the text.
    package let offset: Int
    /// What is wrong and what is allowed.
    package let message: String
}

/// The beginnings of a world as data: settings, and experiences with everything inside them.
package struct WorldFile: Sendable {
    private let plans: [Plan]
    private let settings: Settings

    /// One step of building; times are relative to the start until then.
    private struct Plan: Sendable {
        let experience: ExperienceOutline
    }

    /// Reads a world.
    package init(_ document: JSONNode) throws(WorldFileError) {
        let reader = try WorldReader(document)
        let base = try reader.extendedWorld()
        settings = try reader.settings(over: base?.settings ?? Settings())
        reader.currency = Currency(settings.currencyCode) ?? .usDollar
        let added = try reader.objects("experiences") { reader throws(WorldFileError) in
            Plan(experience: try ExperienceOutline(reader))
        }
        plans = (base?.plans ?? []) + added
        try reader.finish()
    }

    /// Builds the world that this describes.
    func world(organizationID: String, seed: UInt64, now: Instant) -> World {
        var world = World(organizationID: organizationID, settings: settings, seed: seed, now: now)
        for plan in plans { plan.experience.build(in: &world) }
        return world
    }
}

extension WorldReader {
    /// The embedded world that `"extends"` names: what this one says is laid over it.
    fileprivate func extendedWorld() throws(WorldFileError) -> WorldFile? {
        guard let name = try string("extends") else { return nil }
        // Read anew from its text: an embedded world may itself extend another one.
        guard let file = EmbeddedFiles.all.first(where: { $0.path == WorldFile.path(name) }),
            let document = try? JSONNode(parsing: file.text)
        else {
            throw error(node, "no embedded world is called \"\(name)\"", at: "extends")
        }
        return try WorldFile(document)
    }
}

extension WorldFile {
    /// Where an embedded world lies.
    fileprivate static func path(_ name: String) -> String { "fixtures/worlds/\(name).json" }

    /// The worlds that the mock carries, by name.
    package static let embedded: [String: WorldFile] = {
        var worlds: [String: WorldFile] = [:]
        for file in EmbeddedFiles.all where file.path.hasPrefix("fixtures/worlds/") {
            let name = file.path.dropFirst("fixtures/worlds/".count).dropLast(".json".count)
            do {
                worlds[String(name)] = try WorldFile(try JSONNode(parsing: file.text))
            } catch {
                preconditionFailure("embedded world \(file.path): \(error)")
            }
        }
        return worlds
    }()

    /// The world of a mock that is told nothing else.
    package static let `default`: WorldFile = {
        guard let world = embedded["default"] else {
            preconditionFailure("the default world is not embedded")
        }
        return world
    }()
}
