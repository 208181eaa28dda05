import JSONTree

/// A subscription to webhooks that is there from the beginning.
struct WebhookOutline: Sendable {
    let plan: WebhookPlan

    init(_ reader: WorldReader) throws(WorldFileError) {
        let url = try reader.requiredString("url")
        let target: WebhookTarget
        do throws(WebhookTarget.Refusal) {
            target = try WebhookTarget(url)
        } catch {
            throw reader.error(
                reader.member("url") ?? reader.node, error.message, at: "url")
        }
        let manner = WebhookManner.reading(
            timeout: try reader.duration("timeout"),
            authorities: try reader.string("certificateAuthorities"),
            isInsecure: try reader.bool("insecure"), of: target)
        var plan = WebhookPlan(target: target)
        switch manner {
        case .success(let manner): plan.manner = manner
        case .failure(let refusal):
            throw reader.error(
                reader.member(refusal.member) ?? reader.node, refusal.message, at: refusal.member)
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
