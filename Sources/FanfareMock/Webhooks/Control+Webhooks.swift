import FanfareModel
import JSONTree

/// Webhooks.
extension Control {
    /// POST /__admin/webhooks.
    static func addWebhook(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let plan = fields.webhook(of: context.mock.editions.webhookTypes)
        try fields.finish()
        guard let plan else { throw .validation([FieldIssue("url", .required)]) }
        guard !context.organization.webhooks.isFull else {
            return Reply(
                409,
                [
                    "error": "There are \(Webhooks.subscriptionLimit) webhooks already",
                    "message": "DELETE /__admin/webhooks/{id} removes one.",
                ])
        }
        let subscription = context.organization.webhooks.add(plan, at: context.world.now)
        context.mock.organizations.listenersChanged(context.organization)
        return Reply(201, subscription.json)
    }

    /// GET /__admin/webhooks.
    static func listWebhooks(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(["webhooks": JSONNode(context.organization.webhooks.list)])
    }

    /// DELETE /__admin/webhooks.
    static func deleteWebhooks(_ context: RequestContext) throws(FanfareError) -> Reply {
        context.organization.webhooks.removeAll()
        context.mock.organizations.listenersChanged(context.organization)
        return Reply(204)
    }

    /// DELETE /__admin/webhooks/{id}.
    static func deleteWebhook(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.organization.webhooks.remove(context.parameter) else {
            return Reply(
                404,
                [
                    "error": "There is no such webhook",
                    "message": "GET /__admin/webhooks lists those of the organization.",
                ])
        }
        context.mock.organizations.listenersChanged(context.organization)
        return Reply(204)
    }

    /// GET /__admin/webhooks/deliveries; with `wait` it waits for the first that fits.
    static func listDeliveries(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = FieldReader(JSONNode([JSONMember]()))
        let type = fields.choice("type", context.query("type"), context.mock.editions.webhookTypes)
        let state = fields.choice("state", context.query("state"), WebhookDelivery.stateNames)
        let since = context.query("since")
        let sinceInstant = since.flatMap(Instant.init(iso8601:))
        if since != nil, sinceInstant == nil { fields.report("since", .invalidInstant) }
        let wait = context.query("wait")
        let patience = wait.flatMap(Duration.init(words:))
        if wait != nil, patience == nil { fields.report("wait", .unreadable(Duration.help)) }
        try fields.finish()
        let limit = try context.limit(else: 1000, atMost: 2 * Webhooks.limit)
        let webhook = context.query("webhookId")
        let newest = context.organization.webhooks.deliveries.reversed().lazy.filter {
            (type ?? $0.type) == $0.type && (state ?? $0.stateName) == $0.stateName
                && (webhook ?? $0.subscription.id) == $0.subscription.id
                && $0.isNewEnough(since: sinceInstant)
        }.prefix(limit)
        let deliveries = Array(newest)
        guard deliveries.count < 50 else {
            return .later(Errand(.short) { .ok(list(deliveries)) })
        }
        var reply = Reply.ok(list(deliveries))
        if deliveries.isEmpty {
            reply.continuation = patience.map {
                .mayWait(for: .delivery, atMost: min($0, .seconds(60)))
            }
        }
        return reply
    }

    private static func list(_ newestFirst: [WebhookDelivery]) -> JSONNode {
        ["deliveries": JSONNode(newestFirst.reversed().map(\.json))]
    }

    /// POST /__admin/webhooks/deliveries/{id}/redeliver.
    static func redeliver(_ context: RequestContext) throws(FanfareError) -> Reply {
        let again = context.organization.webhooks.redeliver(
            context.parameter, at: context.world.now)
        guard let again else {
            return Reply(
                404,
                [
                    "error": "There is no such delivery",
                    "message": "GET /__admin/webhooks/deliveries lists the latest.",
                ])
        }
        return Reply(202, again.json)
    }
}

extension FieldReader {
    /// `url`, `events` and `secret`; nil when they are none of a subscription.
    fileprivate mutating func webhook(of known: [String]) -> WebhookPlan? {
        let url = string("url", limit: 2048)
        let types = eventTypes(of: known)
        let secret = optionalText("secret")
        guard !url.isEmpty else { return nil }
        do throws(WebhookTarget.Refusal) {
            return WebhookPlan(target: try WebhookTarget(url), types: types, secret: secret)
        } catch {
            report("url", .unreadable(error.message))
            return nil
        }
    }

    private mutating func eventTypes(of known: [String]) -> [String] {
        guard let node = body["events"], !node.isNull else { return [] }
        guard let elements = node.elements else {
            report("events", .wrongType(expected: "array"))
            return []
        }
        return elements.compactMap { element in
            guard let type = element.string, known.contains(type) else {
                report("events", .unknownWord(element.string ?? "", of: known))
                return nil
            }
            return type
        }
    }

    /// A word of a query that must be one of some.
    fileprivate mutating func choice(
        _ field: String, _ value: String?, _ allowed: [String]
    ) -> String? {
        if let value, !allowed.contains(value) { report(field, .unknownWord(value, of: allowed)) }
        return value
    }
}
