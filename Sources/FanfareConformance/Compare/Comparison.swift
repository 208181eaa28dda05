import HTTPEngine
import JSONTree

/// The same scenario on two targets: where their answers differ from one another.
package struct Comparison: Sendable {
    /// One answer that differs.
    package struct Step: Sendable {
        /// The step, from 0.
        package let index: Int
        /// The request line.
        package let request: String
        /// The statuses, nil for no answer.
        package let statuses: [Int?]
        /// How the second body differs from the first, nil when it does not.
        package let body: Difference?
        /// Why the bodies are not held against one another, nil when they are.
        package let remark: String?
    }

    /// The scenario.
    package let scenario: Scenario
    /// The verdicts of both.
    package let verdicts: [Verdict]
    /// The answers that differ.
    package let steps: [Step]

    /// Whether the two behave alike.
    package var isAlike: Bool { steps.isEmpty && verdicts[0] == verdicts[1] }

    /// Compares two results of one scenario.
    package init(_ one: ScenarioResult, _ other: ScenarioResult) {
        scenario = one.scenario
        verdicts = [one.verdict, other.verdict]
        steps = Self.pairs(one, other).compactMap { Self.step($0, $1, one.scenario) }
    }

    /// The answers that belong together, in the order of the requests.
    private static func pairs(
        _ one: ScenarioResult, _ other: ScenarioResult
    ) -> [(Exchange, Exchange)] {
        one.scenario.stepsByChance.flatMap { steps in
            let mine = one.exchanges.filter { steps.contains($0.step) }
            let others = other.exchanges.filter { steps.contains($0.step) }
            let isOrdered =
                steps.count == 1 && one.scenario.steps[steps.lowerBound].requests.count < 2
            return isOrdered ? Array(zip(mine, others)) : unordered(mine, others, one.scenario)
        }
    }

    /// Where chance decides which request is answered how, those answers belong together that are
    /// alike, and then those that are left.
    private static func unordered(
        _ mine: [Exchange], _ others: [Exchange], _ scenario: Scenario
    ) -> [(Exchange, Exchange)] {
        var others = others
        let unmatched = mine.filter { exchange in
            guard let alike = others.firstIndex(where: { step(exchange, $0, scenario) == nil })
            else { return true }
            others.remove(at: alike)
            return false
        }
        return Array(zip(unmatched, others))
    }

    private static func step(_ one: Exchange, _ other: Exchange, _ scenario: Scenario) -> Step? {
        let statuses = [one.response?.status, other.response?.status]
        let body = bodyDifference(one, other, scenario.steps[one.step].place)
        let remark = remark(one, other)
        guard statuses[0] != statuses[1] || body != nil || remark != nil else { return nil }
        let pattern = scenario.steps[one.step].requests.first
        let request = pattern.map { "\($0.method) \($0.path.source)" } ?? one.request.target
        return Step(
            index: one.step, request: request, statuses: statuses, body: body, remark: remark)
    }

    /// Of bodies that were not kept whole, only the length is known, and whether they are the same.
    private static func remark(_ one: Exchange, _ other: Exchange) -> String? {
        guard !one.isWhole || !other.isWhole,
            (one.responseBytes, one.digest) != (other.responseBytes, other.digest)
        else { return nil }
        return
            "bodies of \(one.responseBytes) and \(other.responseBytes) bytes, too long to compare"
    }

    private static func bodyDifference(
        _ one: Exchange, _ other: Exchange, _ place: FileLocation
    ) -> Difference? {
        guard let first = one.response?.json, let second = other.response?.json else { return nil }
        var matching = Matching(value: { _ in nil }, now: { nil })
        let difference = matching.difference(Pattern(like: first, at: place), second)
            .countingExtras(at: place)
        return difference.differs ? difference.excerpt : nil
    }
}

extension Scenario {
    /// The steps in rows: of those in one, several people ask the same one after the other.
    fileprivate var stepsByChance: [Range<Int>] {
        steps.indices.reduce(into: []) { rows, step in
            guard let row = rows.last, steps[row.lowerBound].asksTheSame(as: steps[step]) else {
                return rows.append(step..<step + 1)
            }
            rows[rows.count - 1] = row.lowerBound..<step + 1
        }
    }
}

extension Step {
    /// Whether another person asks the same.
    fileprivate func asksTheSame(as other: Step) -> Bool {
        guard case .send(let one, _, _) = action, case .send(let another, _, _) = other.action,
            let token = one.token, let otherToken = another.token
        else { return false }
        return one.method == another.method && one.path == another.path && token != otherToken
    }
}

extension Pattern {
    /// A pattern of what must be alike: ids, times, tokens and codes only by their form.
    fileprivate init(like node: JSONNode, under key: String = "", at place: FileLocation) {
        switch node.value {
        case .null, .bool: self.init(.scalar(node), at: place)
        case .number(let number):
            // Seconds since 1970, and those that are left of a minute, differ with the moment.
            let isTime = (number.integer ?? 0) > 1_000_000_000 || key == "retryAfter"
            self.init(isTime ? .matcher(.number, orNull: false) : .scalar(node), at: place)
        case .string(let text): self.init(Self.form(of: text, node, under: key), at: place)
        case .array(let elements):
            self.init(.array(elements.map { Pattern(like: $0, at: place) }), at: place)
        case .object(let members):
            self.init(
                .object(
                    members.map {
                        Member(
                            key: Template(literal: $0.key), place: place,
                            pattern: Pattern(like: $0.node, under: $0.key, at: place))
                    }), at: place)
        }
    }

    private static func form(of text: String, _ node: JSONNode, under key: String) -> Kind {
        if Timestamp(iso8601: text) != nil { return .matcher(.timestamp(nil), orNull: false) }
        if (try? CompactToken(text)) != nil { return .matcher(.jwt, orNull: false) }
        // What ends a slug is made of letters, which need not have a digit among them.
        let isOpaque =
            text.count >= 10 && !text.contains(" ")
            && (text.contains(where: \.isNumber) || key == "slug" && text.contains("-"))
        // `"code": "FP002"` says what happened; a `confirmationCode` was made for one person.
        let isMade = key.hasSuffix("Code") && text == text.uppercased()
        let isCode = text.count >= 4 && (isMade || text.allSatisfy(\.isNumber))
        let isPerson = text.contains("+fanfare-kit-") || text.hasPrefix("+1")
        return isOpaque || isCode || isPerson ? .matcher(.string, orNull: false) : .scalar(node)
    }
}

extension Difference {
    /// The same tree with members that only the second has as differences.
    fileprivate func countingExtras(at place: FileLocation) -> Difference {
        switch self {
        case .same, .nothing, .leaf, .omitted: self
        case .array(let elements): .array(elements.map { $0.countingExtras(at: place) })
        case .object(let entries):
            .object(
                entries.map { entry in
                    guard entry.isExtra, case .same(let node) = entry.difference else {
                        return Entry(
                            key: entry.key, difference: entry.difference.countingExtras(at: place),
                            isExtra: entry.isExtra)
                    }
                    let leaf = Leaf(
                        kind: .unexpected, expected: "", actual: node, remark: "only in the second",
                        place: place)
                    return Entry(key: entry.key, difference: .leaf(leaf), isExtra: false)
                })
        }
    }
}
