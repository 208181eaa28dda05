import JSONTree

/// The right thing of another: what was given to one is shown where another's belongs.
extension StoryTeller {
    /// The same call with one of its values from somebody, somewhere or some time else, or made in the other
    /// organization; nil where nothing of the kind has been given.
    mutating func crossed(_ call: CallMove, with given: [String]) -> CallMove? {
        let values = (call.body ?? []).enumerated().compactMap { index, field in
            field.value.string?.name.map { (index: index, name: $0) }
        }
        guard !values.isEmpty else { return nil }
        let swaps = values.flatMap { value -> [(index: Int, name: String)] in
            guard let kind = ValueKind(value.name) else { return [] }
            return given.filter { $0 != value.name && ValueKind($0) == kind }
                .map { (value.index, $0) }
        }
        var other = call
        if swaps.isEmpty || chance(6) {
            other.isElsewhere.toggle()
        } else {
            let swap = pick(swaps)
            other.body?[swap.index].value = JSONNode("{\(swap.name)}")
        }
        return other
    }

    /// Two of a kind are open at once; each is tried with what belongs to the other, and then as it should.
    mutating func crossing() {
        let person = pick(stage.people)
        let other = chance(2) ? pick(stage.people) : person
        for one in [person, other] where !known.contains(one) { arrive(one) }
        let uses: [CallMove]
        switch below(5) {
        case 0, 1: uses = admissions(person, other)
        case 2: uses = codes(person, other)
        default: uses = sessions(person)
        }
        let values = uses.flatMap { $0.body ?? [] }.compactMap { $0.value.string?.name }
        for use in uses.shuffled(using: &random) {
            if !chance(5), let crossed = crossed(use, with: values) { moves.append(.call(crossed)) }
            if !chance(5) { moves.append(.call(use)) }
        }
    }

    /// Both are admitted, to two queues or to the same one; how each admission is validated.
    private mutating func admissions(_ person: String, _ other: String) -> [CallMove] {
        let queues = ["queue_wide", "queue_two", "queue_rate"].shuffled(using: &random)
        let second = person != other && chance(2) ? queues[0] : queues[1]
        let entries = [(person, queues[0]), (other, second)]
        for (one, queue) in entries { consumer(one, "POST /queues/*/enter", queue) }
        for (one, queue) in entries {
            server("POST /queues/*/admit", queue, body: [consumerID(one)], about: one)
        }
        return entries.map { one, queue in
            var call = CallMove("POST /queues/*/validate", queue)
            call.credential = .secret
            call.body = [
                .init(name: "consumerId", value: JSONNode("{\(one).consumerId}")),
                .init(name: "token", value: JSONNode("{\(one).admission.\(queue)}")),
            ]
            return call
        }
    }

    /// Both are sent a code, or one at two addresses; how each is verified.
    private mutating func codes(_ person: String, _ other: String) -> [CallMove] {
        let isByPhone = chance(2)
        let requests = [
            (person, requestCode(person, byPhone: isByPhone)),
            (other, requestCode(other, byPhone: person == other ? !isByPhone : chance(2))),
        ]
        for one in [person, other] { forget(one) }
        return requests.map { one, request in
            var call = CallMove("POST /auth/otp/verify")
            call.body = [.init(name: "code", value: JSONNode("{\(request.1)}"))] + request.0
            call.gives = Self.gifts("POST /auth/otp/verify", one, "")
            return call
        }
    }

    /// One has two sessions, or tokens of two ages, and ends either; how each is carried on and used.
    private mutating func sessions(_ person: String) -> [CallMove] {
        signInByEmail(person)
        if chance(2) {
            signInByEmail(person)
        } else {
            moves.append(.call(refreshing(person, "")))
        }
        if !chance(4) {
            var call = CallMove("POST /auth/logout")
            call.credential = .nobody
            call.token = "{\(person).accessToken\(chance(4) ? "_1" : "")}"
            moves.append(.call(call))
        }
        return ["", "_1"].flatMap { age in
            var look = CallMove("GET /consumers/me")
            look.token = "{\(person).accessToken\(age)}"
            return [look, refreshing(person, age)]
        }
    }

    private func refreshing(_ person: String, _ age: String) -> CallMove {
        var call = CallMove("POST /auth/refresh")
        call.body = [
            .init(name: "refreshToken", value: JSONNode("{\(person).refreshToken\(age)}"))
        ]
        call.gives = Self.gifts("POST /auth/refresh", person, "")
        return call
    }
}

/// What a value is good for: those of a kind may be taken for each other.
private enum ValueKind {
    case admission, code, consumer, exchangeCode, refreshToken

    /// The kind of a value by its name, nil for what is no credential.
    init?(_ name: String) {
        let words = name.split(separator: ".")
        switch words.count > 1 ? words[1] : "" {
        case "admission": self = .admission
        case "consumerId": self = .consumer
        case "exchangeCode": self = .exchangeCode
        case "refreshToken", "refreshToken_1": self = .refreshToken
        case let word where word.hasSuffix("Code"): self = .code
        default: return nil
        }
    }
}

extension [Move] {
    /// The names of all values that were probably given, each once, in order.
    var given: [String] {
        var names: [String] = []
        for case .call(let call) in self {
            for name in call.gives.map(\.name) + [call.codeName]
            where !name.isEmpty && !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }
}

extension String {
    /// The name that a text consists of: `ann.emailCode` for `{ann.emailCode}`.
    fileprivate var name: String? {
        hasPrefix("{") && hasSuffix("}") ? String(dropFirst().dropLast()) : nil
    }
}
