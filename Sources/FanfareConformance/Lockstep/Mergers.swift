import JSONTree

/// Who becomes whom, and where two become one who both were in: which of the two entries goes on there is
/// no page's to say.
struct Mergers {
    /// Where two entries of people have become one person's.
    private(set) var places: Set<String> = []
    /// Where each consumer is or was in.
    private var entered: [String: Set<String>] = [:]
    /// Those who have become one, by linking, with all that each of them was.
    private var kin: [Set<String>] = []
    /// Who has logged out, nil for somebody who is not known.
    private var gone: [String?] = []
    /// Whose each value is that an answer gave, and since when, by its name.
    private var holders: [String: [Holder]] = [:]

    /// Who has become somebody else by linking.
    private var merged: Set<String> = []

    private struct Holder {
        let consumer: String?
        let since: Timestamp
        let isGuest: Bool
    }

    /// Takes in a call that both servers granted.
    mutating func note(_ call: CallMove, _ expected: JSONNode?, isComing: Bool, at now: Timestamp) {
        let session = expected?["session"]?["consumerId"]?.string
        let bearer = call.token.flatMap(holder)?.consumer
        if isComing, let bearer, let session, bearer != session {
            let own = entered.removeValue(forKey: bearer) ?? []
            merged.insert(bearer)
            places.formUnion(own.intersection(entered[session] ?? []))
            entered[session, default: []].formUnion(own)
        }
        if isComing, call.token != nil {
            let pair = Set([bearer, session].compactMap(\.self))
            let related = kin.filter { !$0.isDisjoint(with: pair) }
            kin.removeAll { !$0.isDisjoint(with: pair) }
            kin.append(related.reduce(pair) { $0.union($1) })
        }
        if call.operation == "POST /auth/logout" { gone.append(bearer) }
        if ["/enter", "/bid", "/book"].contains(where: call.operation.hasSuffix),
            let consumer = expected?["consumerId"]?.string ?? bearer
        {
            entered[consumer, default: []].insert(call.place)
        }
        let before = call.refreshToken.flatMap(holder)
        let holder = Holder(
            consumer: session ?? before?.consumer, since: now,
            isGuest: call.operation == "POST /auth/guest" || before?.isGuest ?? false)
        for gift in call.gives where expected?[JSONPointer(tokens: gift.path)]?.string != nil {
            holders[gift.name, default: []].append(holder)
        }
    }

    /// Whether whoever a call is by has linked, or whoever that is is not known.
    func hasLinked(_ call: CallMove) -> Bool {
        guard let consumer = consumer(of: call) else { return true }
        return kin.contains { $0.contains(consumer) }
    }

    /// Whether one has logged out who has become the same as whoever a call is by.
    func hasLeft(_ call: CallMove) -> Bool {
        let consumer = consumer(of: call)
        return gone.contains { other in
            guard let consumer, let other else { return true }
            return consumer == other || kin.contains { $0.isSuperset(of: [consumer, other]) }
        }
    }

    /// Whether a call is by somebody who has become somebody else since: by a guest's own token.
    func isOfMerged(_ call: CallMove) -> Bool {
        consumer(of: call).map(merged.contains) ?? false
    }

    /// Whether a call shows the token of somebody who came as a guest.
    func isOfGuest(_ call: CallMove) -> Bool {
        (call.token ?? call.refreshToken).flatMap(holder)?.isGuest ?? false
    }

    /// By whom a call is: who shows a token in its head or its body.
    private func consumer(of call: CallMove) -> String? {
        (call.refreshToken ?? call.token).flatMap(holder)?.consumer
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

extension CallMove {
    /// The refresh token that a body shows.
    fileprivate var refreshToken: String? {
        body?.first { $0.name == "refreshToken" }?.value.string
    }
}
