/// In what a call was made, as far as it says which statement its answer rests on: by whom, and what was done
/// at the same place before.
///
/// A scenario's step has one as well as a story's move.
struct Situation: Sendable {
    /// Whether the keys are those of another organization.
    var isElsewhere = false
    /// As whom it was sent.
    var credential = RequestPattern.Credential.publishable
    /// Which kind of token it shows, nil for none.
    var token: TokenKind?
    /// The calls before it at the same place, and how often each was made.
    var acts: [String: Int] = [:]

    /// A kind of token.
    enum TokenKind: Sendable, Hashable { case access, other }

    /// Of a move, after what was granted before it.
    init(_ call: CallMove, after granted: [Silences.Granted]) {
        isElsewhere = call.isElsewhere
        credential = call.credential
        token = Self.kind(of: call.token)
        let place = call.place
        for one in granted where one.call.place == place || Self.endsSession(one.call.operation) {
            acts[one.call.operation, default: 0] += 1
        }
    }

    /// Of a step, after the steps before it.
    init?(_ scenario: Scenario, at step: Int, of calls: Calls) {
        guard case .send(let request, _, _) = scenario.steps[step].action else { return nil }
        isElsewhere = request.headers.contains { $0.value?.source.contains("{other.") ?? false }
        credential = request.credential
        token = Self.kind(of: request.token?.source)
        let place = Self.place(request)
        for one in scenario.steps[..<step].flatMap(\.requests) {
            guard let name = calls.call(of: one)?.name,
                Self.place(one) == place || Self.endsSession(name)
            else { continue }
            acts[name, default: 0] += 1
        }
    }

    private static func place(_ request: RequestPattern) -> Substring {
        request.path.source.split(separator: "/").dropFirst().first ?? ""
    }

    private static func endsSession(_ operation: String) -> Bool {
        operation == "POST /auth/logout"
    }

    private static func kind(of token: String?) -> TokenKind? {
        token.map { $0.contains("ccessToken") ? .access : .other }
    }

    /// How much of one is in the other, 0 for nothing and 1000 for all of both; who asks weighs most.
    func likeness(to other: Self) -> Int {
        var likeness = 0
        if isElsewhere == other.isElsewhere { likeness += 400 }
        if credential == other.credential { likeness += 150 }
        if token == other.token { likeness += 150 }
        return likeness + actsInCommon(with: other) * 3 / 10
    }

    /// Whether the same was done before, but for what was done more than twice.
    func isAfterTheSame(as other: Self) -> Bool { actsInCommon(with: other) == 1000 }

    /// How much of what was done is the same, in thousandths; what was done often was done twice.
    private func actsInCommon(with other: Self) -> Int {
        let names = Set(acts.keys).union(other.acts.keys)
        guard !names.isEmpty else { return 1000 }
        var (common, all) = (0, 0)
        for name in names {
            let (one, two) = (min(2, acts[name] ?? 0), min(2, other.acts[name] ?? 0))
            common += min(one, two)
            all += max(one, two)
        }
        return common * 1000 / all
    }
}
