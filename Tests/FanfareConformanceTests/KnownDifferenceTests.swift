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

    @Test func `an entry is good to the end of its last day`() throws {
        let known = try Self.known(
            #"{"scenario": "otp/one", "reason": "r", "until": "2026-06-30"}"#)
        let scenarios = try TinySuite.suite(steps: #"[{"advance": "1s"}]"#).scenarios
        let last = try #require(Instant(iso8601: "2026-06-30T23:59:59Z"))
        let next = try #require(Instant(iso8601: "2026-07-01T00:00:00Z"))
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
            known.problems(in: scenarios, at: Instant(milliseconds: 0)).map(\.description) == [
                "known.json:2:1: no scenario matches 'otp/ome'. Did you mean 'otp/one'?"
            ])
    }

    @Test func `an entry none of whose differences occur any more is stale`() throws {
        let known = try Self.known(#"{"scenario": "otp/*", "reason": "r"}"#)
        #expect(known.stale(after: [try Self.result(#"{"status": 200}"#)]).count == 1)
        #expect(known.stale(after: [try Self.result(#"{"status": 201}"#)]).isEmpty)
        #expect(known.stale(after: []).isEmpty)
    }

    @Test func `the template names what differs now, and can be read again`() throws {
        let result = try Self.result(#"[{"status": 201}, {"clause": "otp.g", "status": 201}]"#)
        let template = KnownDifferences.template([result])
        let known = try KnownDifferences(SuiteFile(path: "k", bytes: Array(template.utf8)))
        #expect(known.entries.map(\.clause) == ["otp.a", "otp.g"])
        #expect(known.judged(result).verdict == .known)
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/known.schema.json")))
        #expect(schema.violations(try JSONNode(parsing: template)) == [])
    }

    @Test(arguments: [
        #"{"scenario": "a"}"#, #"{"scenario": "a", "reason": ""}"#, #"{"reason": "r"}"#,
        #"{"scenario": "a", "reason": "r", "until": "soon"}"#,
        #"{"scenario": "a", "reason": "r", "untill": "x"}"#,
    ])
    func `a wrong entry is refused by decoder and schema`(_ entry: String) throws {
        #expect(throws: SuiteProblem.self) { try Self.known(entry) }
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/known.schema.json")))
        #expect(!schema.violations(try JSONNode(parsing: "{\"known\": [\(entry)]}")).isEmpty)
    }
}
