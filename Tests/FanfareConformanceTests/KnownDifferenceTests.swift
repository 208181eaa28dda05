import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

struct KnownDifferenceTests {
    private static func known(_ entries: String) throws -> KnownDifferences {
        try KnownDifferences(
            SuiteFile(path: "known.json", bytes: Array("{\"known\": [\n\(entries)\n]}".utf8)))
    }

    private static let target = ScriptedTarget { _ in .json(200, #"{"a": {"b": 1}, "c": 1}"#) }

    private static func result(_ expect: String, clause: String = "otp.a") throws -> ScenarioResult
    {
        try target.run(
            try TinySuite.suite(
                steps: #"[{"send": "GET /", "expect": \#(expect)}]"#, clause: clause))
    }

    @Test(arguments: [
        (#"{"scenario": "otp/one", "reason": "r"}"#, #"{"status": 201}"#, Verdict.known),
        (#"{"scenario": "otp/*", "reason": "r"}"#, #"{"status": 201}"#, .known),
        (#"{"scenario": "otp.a", "reason": "r"}"#, #"{"status": 201}"#, .known),
        (#"{"scenario": "otp/two", "reason": "r"}"#, #"{"status": 201}"#, .failed),
        (
            #"{"scenario": "otp/one", "clause": "otp.g", "reason": "r"}"#, #"{"status": 201}"#,
            .failed
        ),
        (#"{"scenario": "otp/one", "part": "status", "reason": "r"}"#, #"{"status": 201}"#, .known),
        (
            #"{"scenario": "otp/one", "part": "status", "reason": "r"}"#,
            #"{"status": 201, "body": {"c": 2}}"#, .failed
        ),
        (
            #"{"scenario": "otp/one", "part": "/a", "reason": "r"}"#, #"{"body": {"a": {"b": 2}}}"#,
            .known
        ),
        (
            #"{"scenario": "otp/one", "part": "/a", "reason": "r"}"#,
            #"{"body": {"a": {"b": 2}, "c": 2}}"#, .failed
        ),
        (
            #"{"scenario": "otp/one", "part": "X-A", "reason": "r"}"#,
            #"{"headers": {"X-A": "a"}}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "status", "actual": 200, "reason": "r"}"#,
            #"{"status": 201}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "status", "actual": 404, "reason": "r"}"#,
            #"{"status": 201}"#, .failed
        ),
        (
            #"{"scenario": "otp/one", "part": "/c", "actual": 1, "reason": "r"}"#,
            #"{"body": {"c": 2}}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "/d", "actual": "(missing)", "reason": "r"}"#,
            #"{"body": {"d": 2}}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "X-A", "actual": "…", "reason": "r"}"#,
            #"{"headers": {"X-A": "a"}}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "Date", "actual": "Thu, … GMT", "reason": "r"}"#,
            #"{"headers": {"Date": "a"}}"#, .known
        ),
        (
            #"{"scenario": "otp/one", "part": "Date", "actual": "Fri, … GMT", "reason": "r"}"#,
            #"{"headers": {"Date": "a"}}"#, .failed
        ),
        (#"{"scenario": "otp/one", "reason": "r"}"#, #"{"status": 200}"#, .unexpectedlyPassed),
        (#"{"scenario": "otp/*", "reason": "r"}"#, #"{"status": 200}"#, .passed),
    ])
    func `an entry accepts what it names, and nothing else`(
        _ entry: String, _ expect: String, _ verdict: Verdict
    ) throws {
        #expect(try Self.known(entry).judged(Self.result(expect)).verdict == verdict)
    }

    @Test func `an accepted difference is still printed, with its reason`() throws {
        let entry =
            #"{"scenario": "otp/one", "reason": "being fixed", "link": "https://x/1", "until": "2026-12-31"}"#
        let result = try Self.known(entry).judged(Self.result(#"{"status": 201}"#))
        let context = try Self.target.context(try TinySuite.suite(steps: #"[{"advance": "1s"}]"#))
        let text = FailureBlock(result, in: context).text
        #expect(
            text.hasPrefix(
                "KNOWN  otp/one\n       one thing happens\n        known until 2026-12-31: being fixed (https://x/1)\n"
            ))
        #expect(text.contains("actual: 200"))
        #expect(ExitStatus([result]) == .conforms)
    }

    @Test func `what differs otherwise now says what it was`() throws {
        let entry = #"{"scenario": "otp/one", "part": "status", "actual": 404, "reason": "r"}"#
        let known = try Self.known(entry)
        let result = known.judged(try Self.result(#"{"status": 201}"#))
        #expect(
            result.changes == ["known.json:2:1: differs otherwise now: status is 200, known is 404"]
        )
        #expect(known.stale(after: [result]).isEmpty)
        let context = try Self.target.context(try TinySuite.suite(steps: #"[{"advance": "1s"}]"#))
        #expect(FailureBlock(result, in: context).text.contains("known is 404\n"))
        let other = known.judged(try Self.result(#"{"body": {"c": 2}}"#))
        #expect(other.changes == ["known.json:2:1: differs otherwise now, not status"])
        let passed = known.judged(try Self.result(#"{"status": 200}"#))
        #expect(passed.reason == "no longer differs: remove the entry at known.json:2:1")
    }

    @Test func `two entries accept a finding of two parts together`() throws {
        let known = try Self.known(
            """
            {"scenario": "otp/one", "part": "status", "actual": 200, "reason": "r"},
            {"scenario": "otp/one", "part": "/c", "actual": 1, "reason": "r"}
            """)
        let judged = known.judged(try Self.result(#"{"status": 201, "body": {"c": 2}}"#))
        #expect(judged.verdict == .known)
        #expect(judged.known.count == 2)
    }

    @Test func `a scenario that is not judged can be accepted`() throws {
        let known = try Self.known(
            #"{"scenario": "otp/one", "part": "not judged", "reason": "r"}"#)
        var result = try Self.result(#"{"status": 200}"#)
        result.verdict = .notJudged
        result.reason = "GET / is not served"
        #expect(known.judged(result).verdict == .known)
        #expect(
            try Self.known(#"{"scenario": "otp/one", "reason": "r"}"#).judged(result).verdict
                == .notJudged)
    }

    @Test func `an entry is good to the end of its last day`() throws {
        let known = try Self.known(
            #"{"scenario": "otp/one", "reason": "r", "until": "2026-06-30"}"#)
        let scenarios = try TinySuite.suite(steps: #"[{"advance": "1s"}]"#).scenarios
        let last = try #require(Timestamp(iso8601: "2026-06-30T23:59:59Z"))
        let next = try #require(Timestamp(iso8601: "2026-07-01T00:00:00Z"))
        #expect(known.problems(in: scenarios, at: last).isEmpty)
        #expect(
            known.problems(in: scenarios, at: next).map(\.description) == [
                "known.json:2:1: the known difference 'otp/one' expired on 2026-06-30: r"
            ])
    }

    @Test func `an entry that matches no scenario is a problem with the nearest name`() throws {
        let known = try Self.known(#"{"scenario": "otp/ome", "reason": "r"}"#)
        let scenarios = try TinySuite.suite(steps: #"[{"advance": "1s"}]"#).scenarios
        #expect(
            known.problems(in: scenarios, at: Timestamp(milliseconds: 0)).map(\.description) == [
                "known.json:2:1: no scenario matches 'otp/ome'. Did you mean 'otp/one'?"
            ])
    }

    @Test func `an entry none of whose differences occur any more is stale`() throws {
        let known = try Self.known(#"{"scenario": "otp/*", "reason": "r"}"#)
        #expect(known.stale(after: [try Self.result(#"{"status": 200}"#)]).count == 1)
        #expect(known.stale(after: [try Self.result(#"{"status": 201}"#)]).isEmpty)
        #expect(known.stale(after: []).isEmpty)
    }

    private static func report(_ results: [ScenarioResult]) throws -> RunReport {
        RunReport(
            context: try target.context(try TinySuite.suite(steps: #"[{"advance": "1s"}]"#)),
            results: results, startedAt: Timestamp(milliseconds: 0), milliseconds: 0)
    }

    @Test func `the template names what differs now, and is taken once its reasons are given`()
        throws
    {
        let result = try Self.result(#"[{"status": 201}, {"clause": "otp.g", "status": 201}]"#)
        let now = try #require(Timestamp(iso8601: "2026-11-28T12:00:00Z"))
        let template = KnownDifferences.template(try Self.report([result]), at: now)
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/known.schema.json")))
        #expect(!schema.violations(try JSONNode(parsing: template)).isEmpty)
        #expect(throws: SuiteProblem.self) {
            try KnownDifferences(SuiteFile(path: "k", bytes: Array(template.utf8)))
        }
        let edited = template.replacing("say why this is accepted", with: "being fixed")
        #expect(schema.violations(try JSONNode(parsing: edited)) == [])
        let known = try KnownDifferences(SuiteFile(path: "k", bytes: Array(edited.utf8)))
        #expect(known.entries.map(\.clause) == ["otp.a", "otp.g"])
        #expect(known.entries.map(\.part) == ["status", "status"])
        #expect(known.entries.map(\.actual) == [200, 200])
        #expect(known.entries.first?.until == Timestamp(iso8601: "2027-02-26T00:00:00Z"))
        #expect(known.judged(result).verdict == .known)
    }

    @Test func `a blocked scenario can be known, and must go on being blocked`() throws {
        let steps = #"[{"send": "GET /gone"}, {"send": "GET /", "expect": {"status": 200}}]"#
        func result(_ status: Int) throws -> ScenarioResult {
            try ScriptedTarget { request in
                .json(request.path.hasSuffix("gone") ? status : 200, "{}")
            }.run(try TinySuite.suite(steps: steps))
        }
        let blocked = try result(404)
        #expect(blocked.verdict == .blocked)
        let now = Timestamp(milliseconds: 0)
        let template = KnownDifferences.template(try Self.report([blocked]), at: now)
            .replacing("say why this is accepted", with: "r")
        let known = try KnownDifferences(SuiteFile(path: "k", bytes: Array(template.utf8)))
        let judged = known.judged(blocked)
        #expect(judged.verdict == .known)
        #expect(ExitStatus([judged]) == .conforms)
        #expect(known.stale(after: [judged]).isEmpty)
        #expect(known.judged(try result(200)).verdict == .unexpectedlyPassed)
        // Neither an entry for what differs nor a target that has died.
        let wide = try Self.known(#"{"scenario": "otp/one", "reason": "r"}"#)
        #expect(wide.judged(blocked).verdict == .blocked)
        #expect(wide.judged(blocked).changes == ["known.json:2:1: known to differ, is blocked now"])
        var dead = blocked
        dead.isUnreachable = true
        #expect(known.judged(dead).verdict == .blocked)
    }

    @Test(arguments: [
        #"{"scenario": "a"}"#, #"{"scenario": "a", "reason": ""}"#,
        #"{"scenario": "a", "reason": "say why this is accepted"}"#, #"{"reason": "r"}"#,
        #"{"scenario": "a", "reason": "r", "until": "soon"}"#,
        #"{"scenario": "a", "reason": "r", "untill": "x"}"#,
        #"{"scenario": "**", "reason": "r"}"#, #"{"scenario": "*/*", "reason": "r"}"#,
    ])
    func `a wrong entry is refused by decoder and schema`(_ entry: String) throws {
        #expect(throws: SuiteProblem.self) { try Self.known(entry) }
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/known.schema.json")))
        #expect(!schema.violations(try JSONNode(parsing: "{\"known\": [\(entry)]}")).isEmpty)
    }
}
