import JSONTree

/// Who becomes whom, and where two become one who both were in: which of the two entries goes on there is
/// no page's to say.
struct Mergers {
    /// Where two entries of people have become one person's.
    private(set) var places: Set<String> = []
    /// Where each consumer is or was in.
    private var entered: [String: Set<String>] = [:]
    /// Whose each value is that an answer gave, by its name.
    private var holders: [String: [String]] = [:]

    /// Takes in a call that both servers granted.
    mutating func note(_ call: CallMove, _ expected: JSONNode?, isComing: Bool) {
        let session = expected?["session"]?["consumerId"]?.string
        let bearer = call.token.flatMap(holder)
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
        guard let holder = session ?? sent.flatMap(holder) else { return }
        for gift in call.gives { holders[gift.name, default: []].append(holder) }
    }

    /// Whose a value is: `{ann.accessToken_1}` is the one before the newest of its name.
    private func holder(_ text: String) -> String? {
        let words = text.drop { $0 == "{" }.prefix { $0 != "}" }.split(separator: "_")
        let age = words.count > 1 ? Int(words[1]) ?? 0 : 0
        let all = words.first.flatMap { holders[String($0)] } ?? []
        return all.indices.contains(all.count - 1 - age) ? all[all.count - 1 - age] : nil
    }
}
