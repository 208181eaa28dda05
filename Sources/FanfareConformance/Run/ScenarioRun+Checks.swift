import HTTPEngine
import JSONTree

extension ScenarioRun {
    /// Holds the last answer against every block, and says whether it satisfies all.
    func check(
        _ blocks: [AnswerBlock], _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) -> Bool {
        var isFine = true
        for block in blocks {
            result.checks += 1
            let mismatches = mismatches(block, response, body, since: start)
            guard !mismatches.isEmpty else { continue }
            isFine = false
            result.date(now(at: start, response))
            report(block, mismatches)
        }
        return isFine
    }

    /// Adds a finding about the last exchange.
    func report(_ block: AnswerBlock, _ mismatches: [Mismatch]) {
        guard let exchange = result.exchanges.last,
            let clause = context.suite.clauses[(block.clause ?? scenario.clause).id]
        else { return }
        let kept = mismatches.map { $0.excerpt(within: &result.room) }
        result.findings.append(
            Finding(
                clause: clause, severity: clause.evidence.severity(strict: context.isStrict),
                place: block.place, mismatches: kept, exchange: exchange))
    }

    /// Everything about an answer that a block did not expect.
    func mismatches(
        _ block: AnswerBlock, _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) -> [Mismatch] {
        var matching = Matching(value: value) { [self] in now(at: start, response) }
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

    /// The organization's time when a step began: its clock, else the answer's own date, else ours.
    func now(at start: Int, _ response: HTTPResponse) -> Timestamp? {
        guard context.target.hasControl else {
            return response.headers["Date"].flatMap(Timestamp.init(httpDate:)) ?? Environment.now()
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
