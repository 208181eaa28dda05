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
        settings = try reader.settings()
        reader.currency = Currency(settings.currencyCode) ?? .usDollar
        plans = try reader.objects("experiences") { reader throws(WorldFileError) in
            Plan(experience: try ExperienceOutline(reader))
        }
        try reader.finish()
    }

    /// Builds the world that this describes.
    func world(organizationID: String, seed: UInt64, now: Instant) -> World {
        var world = World(organizationID: organizationID, settings: settings, seed: seed, now: now)
        for plan in plans { plan.experience.build(in: &world) }
        return world
    }
}

extension WorldFile {
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
