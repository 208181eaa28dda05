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

    /// Why a target did not get to the end, where that is known.
    package let reasons: [String?]

    /// Whether enough was seen of both to say something: as much as there is to a scenario, or that one
    /// target did not get there.
    package let isComparable: Bool

    /// Compares two results of one scenario; `isShared` says that others may use the organization of
    /// either meanwhile.
    package init(_ one: ScenarioResult, _ other: ScenarioResult, isShared: Bool = false) {
        scenario = one.scenario
        verdicts = [one.verdict, other.verdict]
        reasons = [one.reason, other.reason]
        var likeness = Likeness(isShared: isShared)
        steps = Self.steps(one, other, &likeness)
        let wereSeen = [one, other].allSatisfy { !$0.verdict.isUnseen }
        isComparable = wereSeen || [one, other].allSatisfy(\.wasAnswered) && !steps.isEmpty
    }

    /// The answers that differ, in the order of the requests.
    private static func steps(
        _ one: ScenarioResult, _ other: ScenarioResult, _ likeness: inout Likeness
    ) -> [Step] {
        var steps: [Step] = []
        for row in one.scenario.stepsByChance {
            let mine = one.exchanges.filter { row.contains($0.step) }
            let others = other.exchanges.filter { row.contains($0.step) }
            let isOrdered =
                row.count == 1 && one.scenario.steps[row.lowerBound].requests.count < 2
            let pairs = isOrdered ? [] : unordered(mine, others, one.scenario, &likeness)
            for (mine, hers) in isOrdered ? Array(zip(mine, others)) : pairs {
                if let step = step(mine, hers, scenario: one.scenario, &likeness) {
                    steps.append(step)
                }
            }
        }
        return steps
    }

    /// Where chance decides which request is answered how, those answers belong together that are
    /// alike, whoever they speak of, and then those that are left.
    private static func unordered(
        _ mine: [Exchange], _ others: [Exchange], _ scenario: Scenario, _ likeness: inout Likeness
    ) -> [(Exchange, Exchange)] {
        var mine = mine
        var others = others
        for isBinding in [true, false] {
            mine.removeAll { exchange in
                let alike = others.firstIndex { other in
                    var trial = likeness
                    trial.isBinding = isBinding
                    guard step(exchange, other, scenario: scenario, &trial) == nil else {
                        return false
                    }
                    if isBinding { likeness = trial }
                    return true
                }
                if let alike { others.remove(at: alike) }
                return alike != nil
            }
        }
        return Array(zip(mine, others))
    }

    private static func step(
        _ one: Exchange, _ other: Exchange, scenario: Scenario, _ likeness: inout Likeness
    ) -> Step? {
        let statuses = [one.response?.status, other.response?.status]
        if scenario.steps[one.step].leavesToChance(one, other) { return nil }
        let body = bodyDifference(one, other, scenario.steps[one.step].place, &likeness)
        let remark = remark(one, other)
        guard statuses[0] != statuses[1] || body != nil || remark != nil else { return nil }
        let pattern = scenario.steps[one.step].requests.first
        let request = pattern.map { "\($0.method) \($0.path.source)" } ?? one.request.target
        return Step(
            index: one.step, request: request, statuses: statuses, body: body, remark: remark)
    }

    /// Of bodies that were not kept whole, only the length is known, and whether they are the same; one
    /// that is no JSON says nothing that a client of the other would understand.
    private static func remark(_ one: Exchange, _ other: Exchange) -> String? {
        guard one.isWhole, other.isWhole else {
            guard (one.responseBytes, one.digest) != (other.responseBytes, other.digest) else {
                return nil
            }
            return
                "bodies of \(one.responseBytes) and \(other.responseBytes) bytes, too long to compare"
        }
        let kinds = [one, other].map(\.kindOfBody)
        return kinds[0] == kinds[1] ? nil : "\(kinds[0]) in the first, \(kinds[1]) in the second"
    }

    private static func bodyDifference(
        _ one: Exchange, _ other: Exchange, _ place: FileLocation, _ likeness: inout Likeness
    ) -> Difference? {
        guard let first = one.response?.json, let second = other.response?.json else { return nil }
        let difference = likeness.difference(first, second, at: place)
        return difference.differs ? difference.excerpt : nil
    }
}

extension ScenarioResult {
    /// Whether the target itself answered, however that ended.
    fileprivate var wasAnswered: Bool {
        ![.unsupported, .inconclusive, .notRun].contains(verdict) && !isDisturbed && !isUnreachable
    }
}

extension Exchange {
    /// What an answer carries, in a word.
    fileprivate var kindOfBody: String {
        guard let response, !response.body.isEmpty else { return "no body" }
        return response.json == nil ? "a body that is no JSON" : "JSON"
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
    /// Whether a draw was won in one answer and lost in the other, and either is expected.
    fileprivate func leavesToChance(_ one: Exchange, _ other: Exchange) -> Bool {
        guard case .send(_, _, let expect?) = action,
            one.response?.status == other.response?.status
        else { return false }
        let words = [one, other].map { $0.response?.json?["status"] }
        guard Set(words.map { $0?.string }) == ["WON", "LOST"] else { return false }
        let bodies = expect.flatMap(\.unfolded).compactMap(\.body)
        return !bodies.isEmpty
            && bodies.allSatisfy { body in words.allSatisfy { body.allows($0, at: ["status"]) } }
    }

    /// Whether another person asks the same.
    fileprivate func asksTheSame(as other: Step) -> Bool {
        guard case .send(let one, _, _) = action, case .send(let another, _, _) = other.action,
            let token = one.token, let otherToken = another.token
        else { return false }
        return one.method == another.method && one.path == another.path && token != otherToken
    }
}
