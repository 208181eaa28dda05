import Foundations
import HTTPEngine
import JSONTree

/// What keeps a scenario from being seen on a target that is not ours alone, without any fault of it.
extension ScenarioRun {
    /// Ends a scenario that something else than it is about stands in the way of: no room is left, or the
    /// target's limit is reached.
    func requireRoom(_ pattern: RequestPattern, _ response: HTTPResponse) throws(Halt) {
        guard !context.target.hasControl, response.status >= 400 else { return }
        if isFull(response) {
            let words = response.json?["error"]?.string.map { ", \"\($0)\"" } ?? ""
            throw .inconclusive(
                "\(pattern.method) \(pattern.path.source) has no room for more: it answered \(response.status)\(words)"
            )
        }
        guard response.status == 429 else { return }
        result.isLimited = true
        let until = response.headers["Retry-After"].map { ", Retry-After: \($0)" } ?? ""
        throw .inconclusive(
            "the target's limit is reached, for \(pattern.method) \(pattern.path.source): it answered 429\(until); a slower \"pace\" in a target file keeps below it"
        )
    }

    /// Ends a scenario unjudged that speaks of a member which an answer lacks and no page promises.
    func requirePromised(
        _ pointer: JSONPointer, in request: RequestPattern, _ absence: String
    ) throws(Halt) {
        guard let call = context.suite.calls.call(of: request)?.name else { return }
        let place = pointer.tokens.map { Int($0) == nil ? $0 : "*" }
        let member = DocumentedAnswers(context.suite, of: call)[call].members[place]
        let clauses = member?.clauses ?? [:]
        func severity(_ clause: Clause) -> Severity {
            clause.evidence.severity(strict: context.isStrict)
        }
        let strongest = clauses.keys.sorted().compactMap { context.suite.clauses[$0] }
            .max { severity($0) < severity($1) }
        guard let strongest, severity(strongest) == .note else { return }
        throw .notJudged(
            "\(absence), which nobody promises (\(strongest.id) [\(strongest.evidence.rawValue)])")
    }

    /// Whether an answer says that there is room for no more.
    func isFull(_ response: HTTPResponse) -> Bool {
        guard response.status >= 400, let error = response.json?["error"]?.string else {
            return false
        }
        return context.suite.calls.all.contains { call in
            call.full.map { error.lowercased().contains($0.lowercased()) } ?? false
        }
    }

    /// Takes back the findings of a request that left later than it had to, where it was refused for it.
    func requirePunctuality(
        _ isExpected: Bool, _ response: HTTPResponse, findings before: Int
    ) throws(Halt) {
        guard wait.isLate, !isExpected, response.status >= 400, result.findings.count > before
        else { return }
        result.findings.removeLast(result.findings.count - before)
        throw .inconclusive(
            "a wait overshot: the request left \(wait.overshoot) later than it had to")
    }
}

extension HTTPResponse {
    /// How many seconds a client is asked to wait, nil where that is not said (RFC 9110 section 10.2.3).
    var retryAfter: Int? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = Int(text) { return max(0, seconds) }
        guard let moment = Timestamp(httpDate: text) else { return nil }
        return max(0, (moment.milliseconds - Environment.now().milliseconds + 999) / 1000)
    }
}

extension HTTPRequest {
    /// Whether a one-time code is sent out for it.
    var asksForCode: Bool { path.hasSuffix("/auth/otp/request") }

    /// Whether it only reads (RFC 9110 section 9.2.1).
    var changesNothing: Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }
}
