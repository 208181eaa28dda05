import FanfareMock
import FanfareModel
import JSONTree

extension Mutation {
    /// Lets sandboxes begin with a world that differs from the one they were to have.
    static func world(_ change: @escaping @Sendable (inout JSONNode) -> Void) -> Mutation {
        around("POST /__admin/organizations") { intercepted in
            var world = complete(intercepted.body["world"] ?? .null)
            change(&world)
            intercepted.say("world", world)
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Lets sandboxes have another setting.
    static func setting(_ name: String, _ value: JSONNode) -> Mutation {
        world { world in
            var settings = world["settings"] ?? [:]
            settings[editing: name] = value
            world[editing: "settings"] = settings
        }
    }

    /// Lets organizations go by a setting that no world can name.
    static func setting<Value: Equatable & Sendable>(
        _ setting: any WritableKeyPath<Settings, Value> & Sendable, to value: Value
    ) -> Mutation {
        around { intercepted in
            let organization = intercepted.organization
            guard organization.settings[keyPath: setting] != value else {
                return intercepted.proceed()
            }
            organization.settings[keyPath: setting] = value
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Lets every distribution of a kind (`queues`, `draws`, …) be made otherwise.
    static func distributions(
        _ kind: String, _ change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> Mutation {
        world { $0.change("experiences", "*", "sequences", "*", kind, "*", by: change) }
    }

    /// A world without `extends`, everything written out.
    private static func complete(_ world: JSONNode) -> JSONNode {
        if let name = world.string { return embedded(name) }
        if world.isNull { return embedded("default") }
        guard let base = world["extends"]?.string.map(embedded) else { return world }
        var complete = world
        complete[editing: "extends"] = nil
        let experiences =
            (base["experiences"]?.elements ?? []) + (world["experiences"]?.elements ?? [])
        complete[editing: "experiences"] = JSONNode(experiences)
        for member in base["settings"]?.members ?? [] where complete["settings"]?[member.key] == nil
        {
            var settings = complete["settings"] ?? [:]
            settings[editing: member.key] = member.node
            complete[editing: "settings"] = settings
        }
        return complete
    }

    private static func embedded(_ name: String) -> JSONNode {
        WorldFile.embeddedDocument(name) ?? [:]
    }
}
