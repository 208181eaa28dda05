import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

struct RunnerTests {
    private static let ok = ScriptedTarget { _ in .json(200, #"{"a": 1, "token": "tok_12345"}"#) }

    @Test func `an answer as documented passes`() throws {
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "expect": {"status": 200, "headers": {"Content-Type": "$contains(json)"}, "body": {"a": 1}}}]"#
        )
        let result = try Self.ok.run(suite)
        #expect(result.verdict == .passed)
        #expect(result.checks == 1)
        #expect(result.notes.isEmpty)
    }

    @Test func `a member that a payload does not name is noted`() throws {
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "expect": {"status": 200, "body": {"$payload": "x/y", "a": 1}}}]"#,
            payloads: ["x/y": #"{"a": "$integer"}"#])
        let result = try Self.ok.run(suite)
        #expect(result.verdict == .passed)
        #expect(result.notes == ["undocumented member /token"])
    }

    @Test(arguments: [
        ("otp.a", Verdict.failed), ("otp.g", .warning), ("otp.c", .note),
    ])
    func `the evidence of a clause decides what a difference weighs`(
        _ clause: String, _ verdict: Verdict
    ) throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 404}}]"#, clause: clause)
        #expect(try Self.ok.run(suite).verdict == verdict)
    }

    @Test func `under strict a guide counts as much as the reference`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 404}}]"#, clause: "otp.g")
        let loose = try Self.ok.context(suite)
        let strict = RunContext(
            suite: suite, target: loose.target, transport: loose.transport, run: "r", isStrict: true
        )
        #expect(Runner(strict, workers: 1).run(suite.scenarios).map(\.verdict) == [.failed])
    }

    @Test func `every block and every difference of an answer is reported`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /x", "expect": [
                  {"status": 201, "headers": {"X-A": "$string"}, "body": {"a": 2, "b": 3}},
                  {"clause": "otp.g", "empty": true}
                ]}]
                """)
        let result = try Self.ok.run(suite)
        #expect(result.verdict == .failed)
        #expect(result.findings.map(\.severity) == [.failure, .warning])
        #expect(result.findings[0].mismatches.count == 3)
        #expect(result.findings[1].mismatches.count == 1)
    }

    @Test func `a set-up step that does not answer 2xx blocks the scenario`() throws {
        let target = ScriptedTarget {
            $0.path.hasSuffix("/setup") ? .json(500, "{}") : .json(200, "{}")
        }
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /setup"}, {"send": "GET /x", "expect": {"status": 200}}]"#)
        let result = try target.run(suite)
        #expect(result.verdict == .blocked)
        #expect(result.reason == "a set-up step answered 500")
        #expect(target.requests.count == 1)
        #expect(ExitStatus([result]) == .unreachable)
    }

    @Test func `a right answer without a value that another right one has ends a scenario`() throws
    {
        let suite = try TinySuite.suite(
            steps: """
                [
                  {"send": "GET /x", "expect": {"status": 200}, "keep": {"v": "/refusal"}},
                  {"send": "GET /{v}", "expect": {"status": 500}}
                ]
                """)
        let result = try Self.ok.run(suite)
        #expect(result.verdict == .notJudged)
        #expect(result.reason == "the answer has no '/refusal' to keep as {v}")
    }

    @Test func `a value that is not there to keep blocks, unless its answer already failed`() throws
    {
        let blocked = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "keep": {"v": "/no"}}, {"send": "GET /{v}", "expect": {"status": 200}}]"#
        )
        let result = try Self.ok.run(blocked)
        #expect(result.verdict == .blocked)
        #expect(result.reason == "the answer has no '/no' to keep as {v}")
        let failed = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "expect": {"status": 201}, "keep": {"v": "/no"}}, {"send": "GET /{v}", "expect": {"status": 200}}]"#
        )
        #expect(try Self.ok.run(failed).verdict == .failed)
    }

    @Test func `a set-up answer without what nobody promises is not judged`() throws {
        let calls = #"{"calls": {"GET /x": {"evidence": "A", "page": "auth"}}}"#
        func verdict(_ clause: String) throws -> ScenarioResult? {
            let shown = #"[{"send": "GET /x", "expect": {"status": 200, "body": {"no": "$id"}}}]"#
            let kept =
                #"[{"send": "GET /x", "keep": {"v": "/no"}}, {"send": "GET /{v}", "expect": {"status": 200}}]"#
            let suite = try Suite(
                files: TinySuite.files([
                    "otp/one": #"{"title": "t", "clause": "\#(clause)", "steps": \#(shown)}"#,
                    "otp/two": #"{"title": "t", "clause": "otp.a", "steps": \#(kept)}"#,
                ]) + [SuiteFile(path: "specs/v1/calls.json", bytes: Array(calls.utf8))])
            let results = Runner(try Self.ok.context(suite), workers: 1).run(suite.scenarios)
            return results.first { $0.scenario.name == "otp/two" }
        }
        let ours = try verdict("otp.c")
        #expect(ours?.verdict == .notJudged)
        #expect(
            ours?.reason
                == "the answer has no '/no' to keep as {v}, which nobody promises (otp.c [C])")
        #expect(try verdict("otp.a")?.verdict == .blocked)
    }

    @Test(arguments: [#"{"$not": "{all.no}"}"#, #""{all.no}""#])
    func `what is held against something kept is not promised by that`(_ pattern: String) throws {
        let calls = #"{"calls": {"GET /x": {"evidence": "A", "page": "auth"}}}"#
        let shown = #"[{"send": "GET /x", "expect": {"status": 200, "body": {"no": "$id"}}}]"#
        let held =
            #"[{"send": "GET /x", "keep": {"all": ""}}, {"send": "GET /x", "expect": {"body": {"no": \#(pattern)}}}]"#
        let suite = try Suite(
            files: TinySuite.files([
                "otp/one": #"{"title": "t", "clause": "otp.c", "steps": \#(shown)}"#,
                "otp/two": #"{"title": "t", "clause": "otp.a", "steps": \#(held)}"#,
            ]) + [SuiteFile(path: "specs/v1/calls.json", bytes: Array(calls.utf8))])
        let results = Runner(try Self.ok.context(suite), workers: 1).run(suite.scenarios)
        let result = try #require(results.first { $0.scenario.name == "otp/two" })
        #expect(result.verdict == .notJudged)
        #expect(
            result.reason
                == "the answer has no '/no' to keep as {all.no}, which nobody promises (otp.c [C])")
    }

    @Test func `later steps run after a failed check as long as nothing they keep is missing`()
        throws
    {
        let target = ScriptedTarget { _ in .json(200, #"{"v": "w"}"#) }
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "expect": {"status": 201}, "keep": {"v": "/v"}}, {"send": "GET /{v}", "expect": {"status": 202}}]"#
        )
        let result = try target.run(suite)
        #expect(result.findings.count == 2)
        #expect(target.requests.map(\.target) == ["/api/v1/x", "/api/v1/w"])
    }

    @Test func `credentials, tokens, headers and bodies go out as the scenario says`() throws {
        let target = ScriptedTarget { _ in .json(200, #"{"id": 7, "t": "tok"}"#) }
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /a", "keep": {"k": ""}},
                 {"send": "POST /b/{k.id}", "token": "{k.t}", "body": {"id": "{k.id}", "{k.t}": ["x{k.id}"]}},
                 {"send": "POST /c", "as": "secret", "text": "{"},
                 {"send": "PUT /d", "as": "secret-headers", "headers": {"X-Secret-Key": null, "Content-Type": "text/plain"}, "text": "x"},
                 {"send": "GET /e", "as": "nobody", "origin": true, "expect": {"status": 200}}]
                """)
        let result = try target.run(suite) { $0.access = .administer }
        #expect(result.verdict == .passed)
        let wire = target.requests.map { request in
            let ofEvery = ["Host", "User-Agent", "Accept", "Accept-Encoding"]
            let headers = request.headers.filter { !ofEvery.contains($0.name) }.map {
                "\($0.name): \($0.value)"
            }
            return "\(request.method) \(request.target) | " + headers.joined(separator: ", ")
                + " | " + String(decoding: request.body, as: UTF8.self)
        }
        expectSameText(
            wire.joined(separator: "\n"),
            """
            GET /api/v1/a | X-Publishable-Key: pk_test_12345678 | \n\
            POST /api/v1/b/7 | X-Publishable-Key: pk_test_12345678, Authorization: Bearer tok, \
            Content-Type: application/json | {"id":7,"tok":["x7"]}
            POST /api/v1/c | Authorization: Bearer sk_test_12345678, Content-Type: application/json | {
            PUT /api/v1/d | X-Organization-Id: org_1, Content-Type: text/plain | x
            GET /e |  | \n
            """.replacing("| \n\n", with: "| \n").trimmingLastNewline)
    }

    @Test func `a step sent several times must be answered right every time`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "times": 3, "expect": {"status": 200}}]"#)
        let result = try target.run(suite)
        #expect(result.checks == 3)
        #expect(target.requests.count == 3)
    }

    @Test func `people are fresh, recognisable and the same within a scenario`() throws {
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "POST /x", "body": ["{email.ann}", "{phone.ann}", "{phone.bob}", "{subject.ann}"]},
                 {"send": "POST /x", "body": ["{email.ann}", "{phone.ann}", "{phone.bob}", "{subject.ann}"],
                  "expect": {"status": 200}}]
                """)
        _ = try target.run(suite)
        let bodies = target.requests.map(\.body)
        #expect(bodies[0] == bodies[1])
        let values = try JSONNode(parsing: bodies[0])
        #expect(values[0]?.string == "ann+fanfare-kit-r1-0@example.com")
        #expect(values[3]?.string == "fanfare-kit-r1-0-ann")
        #expect(values[1] != values[2])
        #expect(try #require(values[1]?.string).firstMatch(of: /^\+1[2-9]\d\d555\d{4}$/) != nil)
    }

    @Test func `what the target cannot do is unsupported, with the reason`() throws {
        let rows: [(steps: String, reason: String)] = [
            (
                #"[{"advance": "61s"}, {"send": "GET /", "expect": {"status": 200}}]"#,
                "needs a clock that can be moved by 1m1s"
            ),
            (
                #"[{"inbox": "{email.a}"}, {"send": "GET /", "expect": {"status": 200}}]"#,
                "needs an inbox to read codes from"
            ),
            (
                #"[{"send": "GET /", "as": "secret", "expect": {"status": 200}}]"#,
                "needs the secret key"
            ),
            (
                #"[{"send": "GET /{other.publishableKey}", "expect": {"status": 200}}]"#,
                "needs a second organization"
            ),
            (
                #"[{"send": "GET /{queue.open}", "expect": {"status": 200}}]"#,
                "needs a resource queue.open"
            ),
        ]
        for row in rows {
            let result = try Self.ok.run(try TinySuite.suite(steps: row.steps)) { target in
                target.keys = TargetKeys(publishableKey: "pk_test_12345678")
                target.resources = [:]
            }
            #expect(result.verdict == .unsupported)
            #expect(result.reason == row.reason)
        }
    }

    @Test func `results come in the order of the names, however many run at once`() throws {
        let scenario =
            #"{"title": "t", "clause": "otp.a", "steps": [{"send": "GET /", "expect": {"status": 200}}]}"#
        let names = (10..<60).map { "otp/s\($0)" }
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: names.map { ($0, scenario) })))
        let context = try Self.ok.context(suite)
        #expect(Runner(context, workers: 8).run(suite.scenarios).map(\.scenario.name) == names)
    }
}

extension String {
    fileprivate var trimmingLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
