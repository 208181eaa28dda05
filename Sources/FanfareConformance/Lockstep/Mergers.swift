import JSONTree

/// Who becomes whom, and where two become one who both were in: which of the two entries goes on there is
/// no page's to say.
struct Mergers {
    /// Where two entries of people have become one person's.
    private(set) var places: Set<String> = []
    /// Where each consumer is or was in.
    private var entered: [String: Set<String>] = [:]
    /// Whose each value is that an answer gave, and since when, by its name.
    private var holders: [String: [Holder]] = [:]

    private struct Holder {
        let consumer: String?
        let since: Timestamp
    }

    /// Takes in a call that both servers granted.
    mutating func note(_ call: CallMove, _ expected: JSONNode?, isComing: Bool, at now: Timestamp) {
        let session = expected?["session"]?["consumerId"]?.string
        let bearer = call.token.flatMap(holder)?.consumer
        if isComing, let bearer, let session, bearer != session {
            let own = entered.removeValue(forKey: bearer) ?? []
            places.formUnion(own.intersection(entered[session] ?? []))
            entered[session, default: []].formUnion(own)
        }
        if ["/enter", "/bid", "/book"].contains(where: call.operation.hasSuffix),
            let consumer = expected?["consumerId"]?.string ?? bearer
        {
            entered[consumer, default: []].insert(call.place)
        }
        let sent = (call.body ?? []).first { $0.name == "refreshToken" }?.value.string
        let holder = Holder(consumer: session ?? sent.flatMap(holder)?.consumer, since: now)
        for gift in call.gives where expected?[JSONPointer(tokens: gift.path)]?.string != nil {
            holders[gift.name, default: []].append(holder)
        }
    }

    /// Since when there is a value, nil where no answer has given it.
    func since(_ text: String) -> Timestamp? { holder(text)?.since }

    /// Whose a value is: `{ann.accessToken_1}` is the one before the newest of its name.
    private func holder(_ text: String) -> Holder? {
        let words = text.drop { $0 == "{" }.prefix { $0 != "}" }.split(separator: "_")
        let age = words.count > 1 ? Int(words[1]) ?? 0 : 0
        let all = words.first.flatMap { holders[String($0)] } ?? []
        return all.indices.contains(all.count - 1 - age) ? all[all.count - 1 - age] : nil
    }
}
