import HTTPEngine
import JSONTree

extension ScenarioRun {
    /// Holds the last answer against every block, and says whether it satisfies all.
    func check(
        _ blocks: [AnswerBlock], _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) throws(Halt) -> Bool {
        var isFine = true
        for block in blocks where applies(block.condition) {
            let found: (block: AnswerBlock, mismatches: [Mismatch])
            if let alternatives = block.alternatives {
                guard let one = checked(alternatives, response, body, since: start) else {
                    continue
                }
                found = one
            } else {
                found = (block, mismatches(block, response, body, since: start))
            }
            result.checks += 1
            let (block, mismatches) = found
            judged.insert((block.clause ?? scenario.clause).id)
            guard !mismatches.isEmpty else { continue }
            isFine = false
            result.date(now(at: start, response))
            report(block, mismatches)
            if block.stops { throw .incomplete("what follows presumes that this is as expected") }
        }
        return isFine
    }

    /// Holds a message that the target has sent against what is expected of it; reports show it beside
    /// the call before.
    func checkMessage(_ blocks: [AnswerBlock], _ message: JSONNode) {
        for block in blocks {
            result.checks += 1
            judged.insert((block.clause ?? scenario.clause).id)
            guard let pattern = block.body else { continue }
            var matching = Matching(value: value, now: { nil })
            let difference = matching.difference(pattern, message)
            if difference.differs { report(block, [.body(difference)]) }
        }
    }

    /// Adds a finding about the last exchange.
    func report(_ block: AnswerBlock, _ mismatches: [Mismatch]) {
        guard let exchange = result.exchanges.last,
            let clause = context.suite.clauses[(block.clause ?? scenario.clause).id]
        else { return }
        let kept = mismatches.map { $0.excerpt(within: &result.room) }
        let weakness = weakness(of: clause, mismatches, at: exchange.step)
        let evidence = weakness?.evidence ?? clause.evidence
        result.findings.append(
            Finding(
                clause: clause, evidence: evidence, weakness: weakness?.text,
                severity: evidence.severity(strict: context.isStrict),
                place: block.place, mismatches: kept, exchange: exchange))
    }

    /// Whether something applies to the target; where it gives another answer to the reading, or has
    /// not been seen to give any, it does not.
    func applies(_ condition: ReadingCondition?) -> Bool {
        guard let condition else { return true }
        let found = context.readings[condition.reading]?.answer
        guard found != condition.answer else { return true }
        let answer = found.flatMap { context.suite.readings[condition.reading]?.answer($0)?.text }
        unlike = "does not apply: \(answer ?? "nothing told how it reads \(condition.reading)")"
        return false
    }

    /// The block of the target's own answer to a reading and what differs from it, nil where the answer
    /// is none of those that differ here; the first response that only one block fits tells.
    private func checked(
        _ alternatives: AnswerBlock.Alternatives, _ response: HTTPResponse, _ body: JSONNode?,
        since start: Int
    ) -> (block: AnswerBlock, mismatches: [Mismatch])? {
        let tried = alternatives.blocks.map { answer, block in
            (answer, block, mismatches(block, response, body, since: start))
        }
        let fitting = tried.filter { $0.2.isEmpty }
        var known = context.readings[alternatives.reading]
        if known == nil, fitting.count == 1 {
            known = context.readings.settle(
                alternatives.reading, fitting[0].0, by: scenario.name)
        }
        guard let known else {
            if let one = fitting.first { return (one.1, []) }
            return tried.min { $0.2.weight < $1.2.weight }.map { ($0.1, $0.2) }
        }
        guard let own = tried.first(where: { $0.0 == known.answer }) else {
            return fitting.first.map { ($0.1, []) }
        }
        guard !own.2.isEmpty, let other = fitting.first else { return (own.1, own.2) }
        return (
            own.1,
            own.2 + [
                .contradiction(
                    own.1.place, reading: alternatives.reading, known: known, actual: other.0)
            ]
        )
    }

    /// What a finding rests on that holds less surely than its clause: a call that leads to it, or the
    /// answers to a reading that a target contradicts itself in.
    private func weakness(
        of clause: Clause, _ mismatches: [Mismatch], at step: Int
    ) -> (evidence: Evidence, text: String)? {
        var found: [(evidence: Evidence, text: String)] = []
        if let call = context.suite.calls.weakest(of: scenario, upTo: step) {
            found.append(
                (call.evidence, "seen through \(call.name) [\(call.evidence.rawValue)]"))
        }
        for case .contradiction(_, let id, let known, let actual) in mismatches {
            for name in [known.answer, actual] {
                guard let answer = context.suite.readings[id]?.answer(name) else { continue }
                found.append(
                    (answer.evidence, "that \(answer.text) is [\(answer.evidence.rawValue)]"))
            }
        }
        let weaker = found.filter { clause.evidence.isStronger(than: $0.evidence) }
        return weaker.reduce(nil) { weakest, next in
            guard let weakest, !weakest.evidence.isStronger(than: next.evidence) else {
                return next
            }
            return weakest
        }
    }

    /// Everything about an answer that a block did not expect.
    func mismatches(
        _ block: AnswerBlock, _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) -> [Mismatch] {
        let own: (String) -> JSONNode? = { [self] name in
            guard name.hasPrefix("answer.") else { return value(name) }
            let path = name.split(separator: ".").dropFirst().map(String.init)
            return body?[JSONPointer(tokens: path)]
        }
        var matching = Matching(value: own) { [self] in
            now(at: start, response)
        } tokenNow: { [self] in
            tokenNow(at: start, response)
        }
        var mismatches: [Mismatch] = []
        if let status = block.status, !status.allows(response.status) {
            mismatches.append(.status(status, actual: response.status))
        }
        for (name, pattern) in block.headers {
            if let leaf = matching.header(response.headers.values(for: name), pattern) {
                mismatches.append(.header(name, leaf))
            }
        }
        if let place = block.empty, !response.body.isEmpty {
            mismatches.append(.notEmpty(place, bytes: response.body.count))
        }
        if let pattern = block.body {
            mismatches += bodyMismatches(pattern, response, body, &matching)
        }
        for note in matching.notes where !result.notes.contains(note) && result.notes.count < 40 {
            result.notes.append(note)
        }
        return mismatches
    }

    private func bodyMismatches(
        _ pattern: Pattern, _ response: HTTPResponse, _ body: JSONNode?, _ matching: inout Matching
    ) -> [Mismatch] {
        guard let body else {
            let reason = response.body.isEmpty ? "it is empty" : JSONFlaw.text(response.body)
            return [.notJSON(pattern.place, reason: reason)]
        }
        let difference = matching.difference(pattern, body)
        return difference.differs ? [.body(difference)] : []
    }

    /// The same by the clock that the target's tokens are stamped by, which its control protocol may name.
    private func tokenNow(at start: Int, _ response: HTTPResponse) -> Timestamp? {
        let now = now(at: start, response)
        guard let now, context.target.can(.clock),
            let skew = try? control.tokenSkew(of: organization?.organizationId)
        else { return now }
        return now.advanced(by: TimeSpan(milliseconds: -skew.milliseconds))
    }

    /// The organization's time when a step began: its clock, else the answer's own date, else ours.
    func now(at start: Int, _ response: HTTPResponse) -> Timestamp? {
        guard context.target.can(.clock) else {
            let date = context.target.datesRightly ? response.headers["Date"] : nil
            return date.flatMap(Timestamp.init(httpDate:)) ?? Environment.now()
        }
        if clock.now(at: start) == nil,
            let answer = try? control.clock(of: organization?.organizationId)
        {
            clock.learn(answer)
        }
        return clock.now(at: start)
    }
}

/// Why a body is not JSON, as half a sentence.
enum JSONFlaw {
    static func text(_ bytes: [UInt8]) -> String {
        do throws(JSONError) {
            _ = try JSONNode(parsing: bytes, limits: .ofAnswer)
            return "it is JSON"
        } catch {
            return "\(error.reason) at \(JSONPosition(offset: error.offset, in: bytes))"
        }
    }
}

extension Matching {
    /// Compares the values of a header with a pattern; any of several may match.
    mutating func header(_ values: [String], _ pattern: Pattern) -> Difference.Leaf? {
        if case .once(let inner) = pattern.kind {
            guard values.count > 1 else { return header(values, inner) }
            return Difference.Leaf(
                kind: .length, expected: "the header once",
                actual: JSONNode(values.joined(separator: " | ")),
                remark: "it stands \(values.count) times", place: pattern.place)
        }
        guard let first = values.first else {
            return difference(pattern, nil).leaves.first
        }
        for value in values {
            var trial = self
            guard !trial.difference(pattern, Self.node(value, for: pattern)).differs else {
                continue
            }
            self = trial
            return nil
        }
        return difference(pattern, Self.node(first, for: pattern)).leaves.first
    }

    /// Headers are text; where a number is expected, text that is one counts as a number.
    private static func node(_ value: String, for pattern: Pattern) -> JSONNode {
        let wantsNumber =
            switch pattern.kind {
            case .matcher(.integer, _), .matcher(.number, _), .matcher(.unixTime, _): true
            case .scalar(let node): node.number != nil
            default: false
            }
        guard wantsNumber, let node = try? JSONNode(parsing: value), node.number != nil else {
            return JSONNode(value)
        }
        return node
    }
}
