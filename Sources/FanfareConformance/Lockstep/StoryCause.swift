import JSONTree

/// What brings a difference about: what was done before the call that shows it, and by which of the people.
///
/// Stories of one cause show it by different calls; the cause is what they have in common.
struct StoryCause: Hashable, Sendable {
    /// The calls that did something, in order.
    private let acts: [Act]
    /// The call that shows it, where nothing was done before: then it alone is the cause.
    private let witness: String?

    private struct Act: Hashable {
        let operation: String
        /// The person, by the order in which people do something.
        let person: Int
    }

    /// What only makes others possible: to come, to go into an experience.
    private static let preparations: Set = [
        "POST /auth/guest", "POST /auth/otp/request", "POST /auth/external/authorize",
        "POST /experiences/*/enter",
    ]

    /// Takes the story's moves apart; its last call is the one that shows the difference.
    ///
    /// A token that is taken after its time is one cause, whatever call it is shown to.
    init(_ story: Plot, isOfExpiry: Bool = false) {
        if isOfExpiry {
            (acts, witness) = ([], DocumentedAnswers.expiry)
            return
        }
        var calls = story.told
        let last = calls.popLast()?.call
        var people: [String] = []
        acts = calls.filter { Self.isAct($0.call) }.map { call, person in
            let person = person ?? ""
            let number = people.firstIndex(of: person) ?? people.count
            if number == people.count { people.append(person) }
            return Act(operation: call.operation, person: number)
        }
        witness = acts.isEmpty ? last?.operation : nil
    }

    private static func isAct(_ call: CallMove) -> Bool {
        if preparations.contains(call.operation) { return false }
        // Whoever shows a code without being anybody yet comes; with a token two people become one.
        let comes = ["POST /auth/otp/verify", "POST /auth/external/exchange"]
        if comes.contains(call.operation), call.token == nil { return false }
        return call.method != "GET"
    }
}

extension Plot {
    /// The person of each move, nil for nobody: whose a token is, whatever the story called it.
    var people: [String?] {
        var owners: [String: String] = [:]
        return moves.map { move in
            guard case .call(let call) = move else { return nil }
            let person = call.shown.lazy.compactMap { owners[$0] }.first ?? call.person
            for gift in call.gives { owners[gift.name] = person }
            return person
        }
    }

    /// The calls, each with its person.
    var told: [(call: CallMove, person: String?)] {
        zip(moves, people).compactMap { move, person in
            if case .call(let call) = move { (call, person) } else { nil }
        }
    }
}

extension CallMove {
    /// The names of the tokens that it shows, without their ages.
    fileprivate var shown: [String] {
        let texts = [token].compactMap(\.self) + (body ?? []).compactMap(\.value.string)
        return texts.filter { $0.hasPrefix("{") && $0.contains("Token") }.map { text in
            String(text.dropFirst().prefix { $0 != "_" && $0 != "}" })
        }
    }

    /// Whom it is about: whose token it has, whose id it names, who gets what it gives.
    var person: String? {
        let texts =
            [token, path].compactMap(\.self) + (body ?? []).flatMap { $0.value.texts }
            + gives.map { "{\($0.name)" } + ["{\(codeName)"]
        return StoryWorld.people.lazy.compactMap { person in
            texts.firstIndex { $0.contains("{\(person).") }.map { (person, $0) }
        }.min { $0.1 < $1.1 }?.0
    }

    /// Whether it is a consumer's own call, and not the organization's server's.
    var isOfServer: Bool {
        credential == .secret || credential == .secretHeaders
            || headers.contains { $0.value.string?.contains("{secretKey}") ?? false }
    }
}
