package import FanfareModel
import Foundations
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

/// The beginnings of a world as data: settings, experiences with everything inside them, consumers.
package struct WorldFile: Sendable {
    /// What its organization may set.
    private(set) var settings = Settings()
    /// What the file itself says of readings, whatever is usual.
    private var decided: Leeway = []
    /// What paths without a prefix are answered in, nil for the standard one.
    private(set) var edition: Edition?
    private var experiences: [ExperienceOutline] = []
    private var consumers: [ConsumerOutline] = []
    private var crowds: [CrowdOutline] = []
    /// Who listens from the beginning.
    private(set) var webhooks: [WebhookPlan] = []
    /// The document that all this was read from.
    private(set) var document = JSONNode(.null)

    /// Reads a world.
    package init(
        _ document: JSONNode, _ editions: Editions = .all
    ) throws(WorldFileError) {
        try self.init(document, WorldReader.Context(editions), extending: [])
    }

    /// Reads a world on whose way these others were named; none of them may be named again.
    private init(
        _ document: JSONNode, _ context: WorldReader.Context, extending chain: [String]
    ) throws(WorldFileError) {
        let reader = try WorldReader(document, context)
        if let name = try reader.string("extends") {
            let known = Self.embeddedNames.filter { !chain.contains($0) }
            guard known.contains(name), let base = Self.embeddedDocument(name) else {
                throw reader.error(
                    reader.member("extends") ?? document,
                    "there is no world '\(name)'.\(Nearest.hint(for: name, in: known))"
                        + " Known: \(known.joined(separator: ", ")).", at: "extends")
            }
            self = try WorldFile(base, context, extending: chain + [name])
        }
        settings = try reader.settings(from: settings, edition: &edition, deciding: &decided)
        context.currency = Currency(settings.currencyCode) ?? .usDollar
        experiences += try reader.objects("experiences") { reader throws(WorldFileError) in
            try ExperienceOutline(reader)
        }
        consumers += try reader.objects("consumers") { reader throws(WorldFileError) in
            try ConsumerOutline(reader)
        }
        crowds += try reader.objects("crowds") { reader throws(WorldFileError) in
            try CrowdOutline(reader)
        }
        webhooks += try reader.objects("webhooks") { reader throws(WorldFileError) in
            try WebhookOutline(reader).plan
        }
        guard webhooks.count <= Webhooks.subscriptionLimit else {
            throw reader.error(
                reader.member("webhooks") ?? document,
                "expected at most \(Webhooks.subscriptionLimit) subscriptions", at: "webhooks")
        }
        try reader.finish()
        self.document = document
    }

    /// What the file holds, in words.
    var summary: String {
        "\(Self.count(experiences.count, "experience")) and \(Self.count(consumers.count, "consumer"))"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The same with what is usual in a mock, where the file says nothing of it: answers to readings,
    /// and the bytes of webhooks.
    func completed(by usual: Mock.Configuration) -> WorldFile {
        var file = self
        file.settings.leeway.formUnion(usual.leeway.subtracting(decided))
        file.settings.writesWebhooksUnusually = settings.writesWebhooksUnusually ?? usual.strict
        return file
    }

    /// Builds the world that this describes.
    package func world(
        organizationID: String, seed: UInt64, now: Instant, era: Era = .first,
        signingKeys: SigningKeys? = nil
    ) -> World {
        var world = World(
            organizationID: organizationID, settings: settings, seed: seed, now: now, era: era,
            signingKeys: signingKeys, wording: (edition ?? Editions.all.standard).wording)
        for experience in experiences { experience.build(in: &world) }
        for consumer in consumers { world.add(consumer.plan) }
        for crowd in crowds { crowd.build(in: &world) }
        return world
    }
}

extension WorldFile {
    /// The worlds that the mock carries, by name.
    package static let embedded: [String: WorldFile] = {
        var worlds: [String: WorldFile] = [:]
        for name in embeddedNames {
            do {
                worlds[name] = try embeddedDocument(name).map { try WorldFile($0) }
            } catch {
                preconditionFailure("embedded world \(name): \(error)")
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

    private static let folder = "fixtures/worlds/"

    private static var embeddedNames: [String] {
        EmbeddedFiles.all.map(\.path).filter { $0.hasPrefix(folder) }
            .map { String($0.dropFirst(folder.count).dropLast(".json".count)) }
    }

    /// The text of a world that the mock carries, as a document.
    package static func embeddedDocument(_ name: String) -> JSONNode? {
        EmbeddedFiles.all.first { $0.path == "\(folder)\(name).json" }
            .flatMap { try? JSONNode(parsing: $0.text) }
    }
}
