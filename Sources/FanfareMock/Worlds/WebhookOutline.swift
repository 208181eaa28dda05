import JSONTree

/// A subscription to webhooks that is there from the beginning.
struct WebhookOutline: Sendable {
    let plan: WebhookPlan

    init(_ reader: WorldReader) throws(WorldFileError) {
        let url = try reader.requiredString("url")
        var plan: WebhookPlan
        do throws(WebhookTarget.Refusal) {
            plan = WebhookPlan(target: try WebhookTarget(url))
        } catch {
            throw reader.error(
                reader.member("url") ?? reader.node, error.message, at: "url")
        }
        plan.secret = try reader.string("secret")
        plan.types = try reader.eventTypes()
        self.plan = plan
    }
}

extension WorldReader {
    fileprivate func eventTypes() throws(WorldFileError) -> [String] {
        guard let value = member("events") else { return [] }
        let types = value.elements?.compactMap(\.string) ?? []
        let known = context.editions.webhookTypes
        guard types.count == value.elements?.count, types.allSatisfy(known.contains)
        else {
            throw error(
                value, "expected an array of \(known.joined(separator: ", "))",
                at: "events")
        }
        return types
    }
}
