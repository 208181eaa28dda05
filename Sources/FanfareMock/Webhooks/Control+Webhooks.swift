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

    /// GET /__admin/webhooks/deliveries; with `wait` it waits until enough fit.
    static func listDeliveries(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = FieldReader(context.control.query)
        let all = context.organization.webhooks.deliveries
        let choice = DeliveryChoice(&fields, of: all, context.mock.editions.webhookTypes)
        try fields.finish()
        let limit = try context.limit(else: 1000, atMost: 2 * Webhooks.limit)
        let deliveries = Array(choice.newestFirst(of: all).prefix(limit))
        guard deliveries.count < 50 else {
            return .later(Errand(.short) { .ok(list(deliveries)) })
        }
        var reply = Reply.ok(list(deliveries))
        if deliveries.count < choice.query.count {
            reply.continuation = choice.query.patience.map { .mayWait(for: .delivery, atMost: $0) }
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
    /// What a subscription is made of; nil when it is none.
    fileprivate mutating func webhook(of known: [String]) -> WebhookPlan? {
        let url = string("url", limit: 2048)
        let types = eventTypes(of: known)
        let secret = optionalText("secret")
        let timeout = optionalDuration("timeout")
        let authorities = optionalString("certificateAuthorities", limit: 64 << 10)
        let isInsecure = optionalBool("insecure")
        guard !url.isEmpty else { return nil }
        do throws(WebhookTarget.Refusal) {
            let target = try WebhookTarget(url)
            let manner = WebhookManner.reading(
                timeout: timeout, authorities: authorities, isInsecure: isInsecure, of: target)
            switch manner {
            case .success(let manner):
                return WebhookPlan(target: target, manner: manner, types: types, secret: secret)
            case .failure(let refusal):
                report(refusal.member, .unreadable(refusal.message))
            }
        } catch {
            report("url", .unreadable(error.message))
        }
        return nil
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
}

/// Which deliveries are meant.
private struct DeliveryChoice {
    let query: PatientQuery
    private let type: String?
    private let state: String?
    private let webhookID: String?
    private let consumerID: String?
    /// Where the delivery that is known already lies; the others come after it.
    private let start: Int

    init(
        _ fields: inout FieldReader, of deliveries: [WebhookDelivery], _ types: [String]
    ) {
        type = fields.optionalWord("type", of: types)
        state = fields.optionalWord(
            "state", of: WebhookDelivery.stateNames + [WebhookDelivery.settled])
        webhookID = fields.optionalString("webhookId")
        consumerID = fields.optionalString("consumerId")
        query = PatientQuery(&fields)
        let known = query.after.map { id in deliveries.lastIndex { $0.id == id } }
        if let known, known == nil {
            fields.report(
                "after",
                .unreadable(
                    "No delivery here has this id: after takes the id of one that this call has listed."
                ))
        }
        start = known.flatMap { $0 }.map { $0 + 1 } ?? 0
    }

    func newestFirst(of deliveries: [WebhookDelivery]) -> some Sequence<WebhookDelivery> {
        deliveries.dropFirst(start).reversed().lazy.filter(fits)
    }

    private func fits(_ delivery: WebhookDelivery) -> Bool {
        (type ?? delivery.type) == delivery.type
            && (state.map { delivery.isCalled($0) } ?? true)
            && (webhookID ?? delivery.subscription.id) == delivery.subscription.id
            && delivery.isNewEnough(since: query.since)
            && (consumerID.map { $0 == delivery.consumerID } ?? true)
    }
}

extension WebhookDelivery {
    /// The word for every state in which nothing more will come of it.
    fileprivate static let settled = "settled"

    fileprivate func isCalled(_ state: String) -> Bool {
        state == Self.settled ? !isOpen : state == stateName
    }

    /// Whom it tells of.
    fileprivate var consumerID: String? {
        (try? JSONNode(parsing: body))?["data"]?["consumerId"]?.string
    }
}
