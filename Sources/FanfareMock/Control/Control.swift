import FanfareModel
import JSONTree

/// The control protocol: what tests and people move that the API itself does not let them move.
enum Control {
    /// GET /__admin/health.
    static func health(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == nil else {
            return .ok([
                "status": "ok", "capabilities": JSONNode(capabilities.map { JSONNode($0) }),
            ])
        }
        return .ok(["status": "ok", "needs": "control token"])
    }

    /// The parts of the protocol, so that whoever offers some of them can say which.
    private static let capabilities = [
        "organizations", "worlds", "clock", "inbox", "snapshots", "state", "journal", "faults",
        "webhooks", "events", "crowds",
    ]

    /// POST /__admin/reset.
    ///
    /// Those listen whom the world file names, unless `keepWebhooks` keeps who does; the answer says
    /// who that is, since whoever subscribed before would wait in vain.
    static func reset(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let keeps = fields.optionalBool("keepWebhooks") ?? false
        try fields.finish()
        let before = context.organization.webhooks.subscriptions
        context.mock.discarded.keep(context.organization)
        context.organization.reset(real: context.realNow, keepsWebhooks: keeps)
        context.mock.organizations.listenersChanged(context.organization)
        let now = context.organization.webhooks.subscriptions
        return .ok([
            "now": JSONNode(context.world.now.exactISO8601),
            "webhooks": JSONNode(context.organization.webhooks.list),
            "webhooksRemoved": JSONNode(
                before.filter { old in !now.contains { $0.id == old.id } }.count),
        ])
    }
}

/// Organizations.
extension Control {
    /// POST /__admin/organizations.
    static func createOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        var fields = try context.fields()
        let blueprint = fields.world(else: context.mock.world)
        let seed = fields.optionalInteger("seed", in: 0...Int.max)
        let name = fields.optionalString("name", limit: 200)
        let startAt = fields.optionalInstant("at")
        try fields.finish()
        let made = context.mock.createOrganization(
            blueprint, seed: seed.map(UInt64.init), name: name, startAt: startAt,
            real: context.realNow)
        guard let organization = made else { return alreadyLives(seed, name) }
        let members = [
            JSONMember("organizationId", JSONNode(organization.id)),
            JSONMember("publishableKey", JSONNode(organization.publishableKey)),
            JSONMember("secretKey", JSONNode(organization.secretKey)),
        ]
        return Reply(201, JSONNode(members + token(organization, context.mock)))
    }

    private static func alreadyLives(_ seed: Int?, _ name: String?) -> Reply {
        let words = [seed.map { "the seed \($0)" }, name.map { "the name \"\($0)\"" }]
            .compactMap(\.self).joined(separator: " and ")
        return Reply(
            409,
            [
                "error": "This organization lives already",
                "message": JSONNode(
                    "Its id and keys follow from \(words): give another name, or delete it first."),
            ])
    }

    /// DELETE /__admin/organizations/{id}.
    static func deleteOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access?.includes(context.parameter) == true,
            let organization = context.mock.organizations[context.parameter]
        else { return ControlError.unknownOrganization(context.parameter).reply(nil) }
        guard organization !== context.mock.defaultOrganization else {
            return Reply(
                409,
                [
                    "error": "The default organization cannot be deleted",
                    "message": "POST /__admin/reset lets it begin anew.",
                ])
        }
        context.mock.organizations.remove(organization)
        context.mock.discarded.keep(organization)
        return Reply(204)
    }
}

extension FieldReader {
    /// A world by the name of an embedded one, or written out.
    fileprivate mutating func world(else standard: WorldFile) -> WorldFile {
        guard let node = body["world"], !node.isNull else { return standard }
        if let name = node.string {
            if let world = WorldFile.embedded[name] { return world }
            report("world", .unknownWord(name, of: WorldFile.embedded.keys.sorted()))
            return standard
        }
        do throws(WorldFileError) {
            return try WorldFile(node)
        } catch {
            report("world" + error.pointer.description, .unreadable(error.message))
            return standard
        }
    }
}
