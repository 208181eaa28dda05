import FanfareModel
import HTTPEngine
import JSONTree

/// Reads a fault out of a body; every issue names the member and what it may be.
struct FaultReader {
    var fields: FieldReader

    static let members: [ControlField] = [
        .init("operation", .text), .init("method", .text), .init("path", .path),
        .init("times", .wholeNumber), .init("every", .wholeNumber), .init("probability", .number),
        .init("status", .wholeNumber), .init("body", .json), .init("text", .text),
        .init("headers", .object), .init("error", .text), .init("resource", .text),
        .init("retryAfter", .wholeNumber), .init("delay", .textOrObject), .init("effect", .text),
        .init("reset", .text),
        .init("truncateAfter", .wholeNumber), .init("contentLengthOff", .wholeNumber),
        .init("drip", .wholeNumber), .init("malformedJSON", .flag), .init("contentType", .text),
        .init("runsOperation", .flag), .init("breaksRepeats", .flag),
    ]

    init(_ fields: FieldReader) { self.fields = fields }

    mutating func selector() -> Fault.Selector {
        Fault.Selector(
            operation: fields.optionalWord("operation", of: Editions.all.routes.map(\.name)),
            method: fields.optionalWord(
                "method", of: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
            path: fields.optionalPathPattern("path"))
    }

    mutating func frequency() -> Fault.Frequency {
        let times = fields.optionalInteger("times", in: 1...Int.max)
        let every = fields.optionalInteger("every", in: 2...Int.max)
        let share = fields.optionalShare("probability")
        if every != nil, share != nil { fields.report("probability", .conflicts(with: "every")) }
        let rhythm: Fault.Frequency.Rhythm =
            every.map { .every($0) } ?? share.map { .probability($0) } ?? .always
        return Fault.Frequency(times: times, rhythm: rhythm)
    }

    mutating func effect() -> Fault.Effect {
        var effect = Fault.Effect()
        effect.answer = answer()
        effect.headers = headers()
        let sight = fields.optionalWord("effect", of: Fault.Sight.allCases.map(\.rawValue))
            .flatMap(Fault.Sight.init)
        effect.delay = delay() ?? sight?.delay
        effect.damage = damage(sight)
        if let type = fields.optionalString("contentType") {
            if !HTTPHeaders.isValue(type) { fields.report("contentType", Self.controlCharacter) }
            effect.headers.append(("Content-Type", type))
        }
        if effect.sorts.isEmpty, fields.issues.isEmpty {
            fields.report("status", .wrongType(expected: "this or another member that breaks"))
        }
        effect.runsOperation = runsOperation(of: effect)
        effect.breaksRepeats = breaksRepeats(of: effect)
        refuseWhatNobodyNotices(effect, sight)
        return effect
    }

    private mutating func runsOperation(of effect: Fault.Effect) -> Bool {
        guard let runs = fields.optionalBool("runsOperation") else { return false }
        if !effect.sorts.contains(.answer), fields.issues.isEmpty {
            fields.report(
                "runsOperation",
                .wrongType(expected: "status, error or reset \"before\" beside it: else it runs"))
        }
        return runs
    }

    private mutating func breaksRepeats(of effect: Fault.Effect) -> Bool {
        guard let breaks = fields.optionalBool("breaksRepeats") else { return true }
        switch effect.damage {
        case .resetBefore, .resetAfterHead, .resetMiddle: break
        case .truncateAfter, .contentLengthOff, .drip, .malformedJSON, nil:
            guard fields.issues.isEmpty else { break }
            fields.report(
                "breaksRepeats",
                .wrongType(expected: "reset, lostCall, lostAnswer or halfAnswer beside it"))
        }
        return breaks
    }
}

/// What is answered.
extension FaultReader {
    private mutating func answer() -> Fault.Effect.Answer? {
        let status = fields.optionalInteger("status", in: 200...599)
        let error = error()
        let resource = fields.optionalWord("resource", of: Resource.allCases.map { "\($0)" })
        let retryAfter = fields.optionalInteger("retryAfter", in: 1...86400)
        requireBeside("error", ["resource", "retryAfter"])
        requireBeside("status", ["body", "text"])
        if status != nil, error != nil { fields.report("error", .conflicts(with: "status")) }
        if let error {
            return .error(
                error, Resource.allCases.first { "\($0)" == resource },
                retryAfter: retryAfter ?? 30)
        }
        guard let status else { return nil }
        let text = fields.optionalString("text", limit: 1 << 20)
        guard let body = fields.body["body"] else {
            return .status(status, body: Array((text ?? "").utf8), isJSON: false)
        }
        if text != nil { fields.report("text", .conflicts(with: "body")) }
        return .status(status, body: body.bytes(), isJSON: true)
    }

    private mutating func requireBeside(_ member: String, _ others: [String]) {
        guard fields.body[member]?.isNull ?? true else { return }
        for other in others where fields.body[other] != nil {
            fields.report(other, .wrongType(expected: "\(member) beside it"))
        }
    }

    private mutating func error() -> DocumentedError? {
        guard let word = fields.optionalString("error") else { return nil }
        let error = DocumentedError(spelling: word)
        if error == nil {
            fields.report(
                "error", .unknownWord(word, of: DocumentedError.allCases.map(\.rawValue)))
        }
        return error
    }

    private mutating func headers() -> [(name: String, value: String?)] {
        guard let node = fields.body["headers"], !node.isNull else { return [] }
        guard let members = node.members else {
            fields.report("headers", .wrongType(expected: "object"))
            return []
        }
        for member in members {
            let isText = member.node.string != nil || member.node.isNull
            if !isText || !HTTPHeaders.isName(member.key) {
                fields.report(
                    "headers.\(member.key)", .wrongType(expected: "a field name with text or null"))
            } else if let value = member.node.string, !HTTPHeaders.isValue(value) {
                fields.report("headers.\(member.key)", Self.controlCharacter)
            }
        }
        return members.map { ($0.key, $0.node.string) }
    }

    /// It would be a blank on the wire, and so another value than the one that was asked for.
    private static let controlCharacter = FieldIssue.Problem.unreadable(
        "No field can hold a control character, such as a line break")
}

/// What happens to the answer.
extension FaultReader {
    private mutating func delay() -> Fault.Delay? {
        guard let node = fields.body["delay"], !node.isNull else { return nil }
        let delay = Fault.Delay(node)
        if delay == nil {
            fields.report(
                "delay",
                .wrongType(
                    expected: "a duration such as 500ms or 2s, at most 1h, or"
                        + " {\"min\", \"median\", \"p99\", \"max\"} in rising order"))
        }
        return delay
    }

    private mutating func damage(_ sight: Fault.Sight?) -> Fault.Effect.Damage? {
        var found: [(member: String, damage: Fault.Effect.Damage)] = []
        if let damage = sight?.damage { found.append(("effect", damage)) }
        if let word = fields.optionalWord("reset", of: Self.resets.map(\.word)),
            let damage = Self.resets.first(where: { $0.word == word })?.damage
        {
            found.append(("reset", damage))
        }
        if let count = fields.optionalInteger("truncateAfter", in: 0...Int.max) {
            found.append(("truncateAfter", .truncateAfter(count)))
        }
        if let error = fields.optionalInteger("contentLengthOff", in: -1_000_000...1_000_000) {
            if error == 0 {
                fields.report("contentLengthOff", .unreadable("A length that is off by 0 is right"))
            }
            found.append(("contentLengthOff", .contentLengthOff(error)))
        }
        if let rate = fields.optionalInteger("drip", in: 1...1_000_000) {
            // It says how slow the slow answer is.
            if sight == .slowAnswer { found = [] }
            found.append(("drip", .drip(rate)))
        }
        if fields.optionalBool("malformedJSON") == true {
            found.append(("malformedJSON", .malformedJSON))
        }
        for (member, _) in found.dropFirst() {
            fields.report(member, .conflicts(with: found[0].member))
        }
        return found.first?.damage
    }

    private static let resets: [(word: String, damage: Fault.Effect.Damage)] = [
        ("before", .resetBefore), ("afterHead", .resetAfterHead), ("middle", .resetMiddle),
    ]
}

extension FieldReader {
    /// One of some words, or nothing.
    mutating func optionalWord(_ field: String, of words: [String]) -> String? {
        guard let word = optionalString(field) else { return nil }
        guard words.contains(word) else {
            report(field, .unknownWord(word, of: words))
            return nil
        }
        return word
    }

    /// A pattern of paths that may be missing.
    mutating func optionalPathPattern(_ field: String) -> PathPattern? {
        guard let text = optionalString(field) else { return nil }
        guard let pattern = PathPattern(text) else {
            report(
                field,
                .wrongType(expected: "a path such as /queues/*/status, ** only at its end"))
            return nil
        }
        return pattern
    }

    /// A number from 0 to 1 that may be missing.
    fileprivate mutating func optionalShare(_ field: String) -> Double? {
        guard let node = body[field], !node.isNull else { return nil }
        guard let share = node.number?.double, (0...1).contains(share) else {
            report(field, .wrongType(expected: "a number from 0 to 1"))
            return nil
        }
        return share
    }
}
