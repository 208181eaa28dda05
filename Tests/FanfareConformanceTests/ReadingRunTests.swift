import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareConformance

/// A target is held to its own answer to a question that has several.
struct ReadingRunTests {
    private static let readings = """
        {"readings": {
          "order": {
            "question": "In which order?",
            "answers": {
              "up": {"evidence": "A", "text": "numbers go up"},
              "down": {"evidence": "A", "text": "numbers go down"}
            }
          }
        }}
        """

    private static func scenario(_ title: String, _ path: String) -> String {
        """
        {
          "title": "\(title)",
          "clause": "otp.a",
          "steps": [
            {
              "send": "GET /\(path)",
              "expect": {
                "reading": "order",
                "answers": { "up": { "body": [1, 2] }, "down": { "body": [2, 1] } }
              }
            },
            {
              "when": { "order": "up" },
              "send": "GET /last",
              "expect": { "clause": "otp.g", "body": { "last": 2 } }
            }
          ]
        }
        """
    }

    private static func suite(_ scenarios: [String: String]) throws -> Suite {
        try Suite(
            files: TinySuite.files(scenarios)
                + [SuiteFile(path: Readings.path, bytes: Array(readings.utf8))])
    }

    private static let two = [
        "otp/one": scenario("one is in order", "one"),
        "otp/two": scenario("two is in order", "two"),
    ]

    /// Answers lists by path; the last of each is 2.
    private static func target(_ lists: [String: String]) -> ScriptedTarget {
        ScriptedTarget { request in
            let name = String(request.path.split(separator: "/").last ?? "")
            return .json(200, lists[name] ?? #"{"last": 2}"#)
        }
    }

    @Test(arguments: [("[1, 2]", "up"), ("[2, 1]", "down")])
    func `either answer passes and is found out`(_ list: String, _ answer: String) throws {
        let context = try Self.target(["one": list, "two": list]).context(Self.suite(Self.two))
        let results = Runner(context, workers: 1).run(context.suite.scenarios)
        #expect(results.map(\.verdict) == [.passed, .passed])
        #expect(context.readings.all == ["order": .init(answer: answer, scenario: "otp/one")])
    }

    @Test func `a step of another answer is not taken`() throws {
        let target = Self.target(["one": "[2, 1]"])
        let result = try target.run(try Self.suite(["otp/one": Self.two["otp/one"] ?? ""]))
        #expect(result.verdict == .passed)
        #expect(target.requests.map(\.path) == ["/api/v1/one"])
    }

    @Test func `what is neither answer differs from the nearest`() throws {
        let result = try Self.target(["one": "[3]"]).run(
            try Self.suite(["otp/one": Self.two["otp/one"] ?? ""]))
        #expect(result.verdict == .failed)
    }

    @Test func `a target that contradicts itself differs, and is told where`() throws {
        let context = try Self.target(["one": "[1, 2]", "two": "[2, 1]"])
            .context(Self.suite(Self.two))
        let results = Runner(context, workers: 1).run(context.suite.scenarios)
        #expect(results.map(\.verdict) == [.passed, .failed])
        let block = FailureBlock(results[1], in: context).text
        #expect(
            block.contains(#"it answers order with "down" here and with "up" in otp/one"#),
            "\(block)")
    }

    @Test func `what a target's file states need not be found out`() throws {
        let context = try Self.target(["one": "[1, 2]", "two": "[1, 2]"])
            .context(Self.suite(Self.two)) { $0.readings = ["order": "down"] }
        let results = Runner(context, workers: 1).run(context.suite.scenarios)
        #expect(results.map(\.verdict) == [.failed, .failed])
        let block = FailureBlock(results[0], in: context).text
        #expect(block.contains(#"with "down" by its file"#), "\(block)")
    }

    @Test func `a scenario of which nothing applies is not judged`() throws {
        let scenario = """
            {
              "title": "the last comes last", "clause": "otp.g",
              "steps": [
                {
                  "send": "GET /one",
                  "expect": {
                    "clause": "otp.a", "reading": "order",
                    "answers": { "up": { "body": [1, 2] }, "down": { "body": [2, 1] } }
                  }
                },
                {
                  "when": { "order": "up" },
                  "send": "GET /last", "expect": { "body": { "last": 2 } }
                }
              ]
            }
            """
        let result = try Self.target(["one": "[2, 1]"]).run(
            try Self.suite(["otp/one": scenario]))
        #expect(result.verdict == .notJudged)
        #expect(result.reason == "does not apply: numbers go down")
        #expect(ExitStatus([result]) == .nothingChecked)
    }

    @Test(arguments: [
        (#""reading": "ordre""#, "no reading is called \"ordre\""),
        (#""up": { "body": [1, 2] }, "dwon""#, "\"dwon\" is no answer to order"),
    ])
    func `a reading or an answer that there is not is refused, with the nearest`(
        _ wrong: String, _ problem: String
    ) throws {
        let right =
            wrong.hasPrefix("\"reading")
            ? #""reading": "order""# : #""up": { "body": [1, 2] }, "down""#
        let text = (Self.two["otp/one"] ?? "").replacing(right, with: wrong)
        let files =
            TinySuite.files(["otp/one": text])
            + [SuiteFile(path: Readings.path, bytes: Array(Self.readings.utf8))]
        let problems = TinySuite.problems(files)
        #expect(problems.first?.contains(problem) == true, "\(problems)")
        #expect(problems.first?.contains("Did you mean") == true, "\(problems)")
    }

    @Test func `lint wants a reading found out before something depends on it`() throws {
        let text = """
            {
              "title": "the last comes last", "clause": "otp.a",
              "steps": [{ "when": { "order": "up" }, "send": "GET /last", "expect": { "status": 200 } }]
            }
            """
        let problems = Lint(try Self.suite(["otp/one": text])).problems().map(\.description)
        #expect(
            problems.contains { $0.contains("nothing before it tells how the target reads order") })
        #expect(problems.contains { $0.contains("no scenario tells how a target reads order") })
    }
}

/// A call that a target does not serve is one difference.
struct UnservedCallTests {
    private static func scenario(_ title: String, _ steps: String) -> String {
        "{\"title\": \"\(title)\", \"clause\": \"otp.a\", \"steps\": [\(steps)]}"
    }

    private static let scenarios = [
        "otp/asks": scenario("asking answers", #"{"send": "GET /me", "expect": {"status": 200}}"#),
        "otp/asks-later": scenario(
            "asking later answers",
            #"{"send": "POST /guest"}, {"send": "GET /me", "expect": {"status": 200}}"#),
        "otp/builds-on-it": scenario(
            "what is built on it answers",
            #"{"send": "GET /me"}, {"send": "POST /guest", "expect": {"status": 200}}"#),
        "otp/guest": scenario(
            "a guest comes", #"{"send": "POST /guest", "expect": {"status": 200}}"#),
    ]

    private func verdicts(
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws -> [String: Verdict] {
        let suite = try Suite(files: TinySuite.files(Self.scenarios))
        var context = try ScriptedTarget(answer).context(suite)
        context.served = ServedCalls(suite.scenarios, of: suite)
        let results = Runner(context, workers: 1).run(suite.scenarios)
        return Dictionary(uniqueKeysWithValues: results.map { ($0.scenario.name, $0.verdict) })
    }

    @Test(arguments: [404, 405, 501])
    func `one scenario fails and what is built on the call is not judged`(_ status: Int) throws {
        let verdicts = try verdicts { request in
            request.path.hasSuffix("/guest")
                ? .json(200, "{}") : .json(status, #"{"error": "No route for \#(request.path)"}"#)
        }
        #expect(
            verdicts == [
                "otp/asks": .failed, "otp/asks-later": .notJudged, "otp/builds-on-it": .notJudged,
                "otp/guest": .passed,
            ])
    }

    @Test func `a thing that is not found is no call that is not served`() throws {
        let verdicts = try verdicts { request in
            if request.path.hasSuffix("/guest") { return .json(200, "{}") }
            return .json(404, request.path.hasSuffix("/me") ? #"{"error": "Nobody"}"# : "{}")
        }
        #expect(verdicts["otp/asks-later"] == .failed)
        #expect(verdicts["otp/builds-on-it"] == .blocked)
    }

    @Test func `a sibling that takes any name does not hide that a call is not served`() throws {
        let verdicts = try verdicts { request in
            if request.path.hasSuffix("/guest") { return .json(200, "{}") }
            return request.path == "/api/v1/me" || request.path.hasSuffix("v1/no7call7of7this7name")
                ? HTTPResponse(status: 404, body: Array("404 page not found".utf8))
                : .json(401, #"{"error": "Secret key required"}"#)
        }
        #expect(verdicts["otp/asks"] == .failed)
        #expect(verdicts["otp/asks-later"] == .notJudged)
    }

    @Test func `of calls that are to be refused, one that is not served is left out`() throws {
        let refused = #""expect": {"status": "4xx", "body": {"error": "No"}}"#
        let suite = try Suite(
            files: TinySuite.files([
                "otp/asks": Self.scenario(
                    "asking answers", #"{"send": "GET /me", "expect": {"status": 200}}"#),
                "otp/refuses": Self.scenario(
                    "nobody is let in",
                    "{\"send\": \"GET /me\", \(refused)}, {\"send\": \"POST /guest\", \(refused)}"),
            ]))
        for (guest, verdict) in [(#"{"error": "No"}"#, Verdict.passed), ("{}", .failed)] {
            let target = ScriptedTarget { request in
                request.path.hasSuffix("/guest")
                    ? .json(401, guest) : HTTPResponse(status: 404, body: Array("not found".utf8))
            }
            var context = try target.context(suite)
            context.served = ServedCalls(suite.scenarios, of: suite)
            let result = Runner(context, workers: 1).run(suite.scenarios)[1]
            #expect(result.verdict == verdict)
            #expect(result.notes == ["GET /me is not served, as otp/asks shows"])
        }
    }

    @Test func `a call that was answered once is served`() throws {
        let count = Mutex(0)
        let verdicts = try verdicts { request in
            if request.path.hasSuffix("/guest") { return .json(200, "{}") }
            guard request.path.hasSuffix("/me") else { return .json(404, "{}") }
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 1 ? .json(200, "{}") : .json(404, "{}")
        }
        // The one that comes first in the suite's order is answered.
        #expect(verdicts["otp/asks-later"] == .passed)
        #expect(verdicts["otp/asks"] == .failed)
    }
}

/// A check weighs no more than the calls that lead to it.
struct EvidenceTests {
    private func suite(_ evidence: String) throws -> Suite {
        let scenario = """
            {"title": "one thing happens", "clause": "otp.a", "steps": [
              {"send": "POST /things/{queue.open}/close"},
              {"send": "GET /x", "expect": {"status": 404}}]}
            """
        let calls = """
            {"calls": {"POST /things/*/close": {"evidence": "\(evidence)", "page": "auth"},
                       "GET /x": {"evidence": "A", "page": "auth"}}}
            """
        return try Suite(
            files: TinySuite.files(["otp/one": scenario])
                + [SuiteFile(path: Calls.path, bytes: Array(calls.utf8))])
    }

    @Test(arguments: [
        ("A", Verdict.failed), ("R", .failed), ("G", .warning), ("C", .note),
    ])
    func `the weakest call before a check decides what a difference weighs`(
        _ evidence: String, _ verdict: Verdict
    ) throws {
        let suite = try suite(evidence)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite)
        let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        #expect(result.verdict == verdict)
        #expect(result.findings.first?.evidence.rawValue == evidence)
        let block = FailureBlock(result, in: context).text
        #expect(
            block.contains("seen through POST /things/*/close [\(evidence)]") == (evidence != "A"))
    }

    @Test(arguments: ["A", "R", "G", "C"])
    func `lint refuses a scenario that is marked graver than the calls it is seen through`(
        _ evidence: String
    ) throws {
        let problems = Lint(try suite(evidence)).problems().map(\.description)
        let isRefused = problems.contains {
            $0.contains("otp.a [A] is seen through POST /things/*/close [\(evidence)]")
        }
        #expect(isRefused == ["G", "C"].contains(evidence), "\(problems)")
    }
}

/// What scenarios can say of numbers, headers and messages.
struct MatcherRangeTests {
    private func verdict(
        _ expect: String, _ body: String, headers: [(String, String)] = []
    ) throws -> Verdict {
        let suite = try TinySuite.suite(steps: "[{\"send\": \"GET /x\", \"expect\": \(expect)}]")
        let target = ScriptedTarget { _ in
            var response = HTTPResponse.json(200, body)
            for (name, value) in headers { response.headers.append(name, value) }
            return response
        }
        return try target.run(suite).verdict
    }

    @Test(arguments: [
        ("$integer(0..)", "0", true), ("$integer(0..)", "-1", false), ("$integer(1..9)", "9", true),
        ("$integer(1..9)", "10", false), ("$integer(..3)", "3", true),
        ("$integer(..3)", "4", false),
        ("$integer(>3)", "3", false), ("$integer(>3)", "4", true), ("$integer(>3)", "4.5", false),
        ("$integer(0..)", "5.0", true), ("$integer(>{answer.b})", "7", false),
        ("$integer(>{answer.b})", "8", true),
    ])
    func `a number lies between its bounds`(
        _ form: String, _ number: String, _ isRight: Bool
    ) throws {
        let verdict = try verdict(
            #"{"body": {"a": "\#(form)"}}"#, #"{"a": \#(number), "b": 7}"#)
        #expect(verdict == (isRight ? .passed : .failed))
    }

    @Test(arguments: [
        "$integer()", "$integer(..)", "$integer(a..)", "$integer(1.5..)", "$integer(>)",
    ])
    func `a range that is none is refused`(_ form: String) {
        #expect(throws: SuiteProblems.self) {
            try TinySuite.suite(
                steps: "[{\"send\": \"GET /x\", \"expect\": {\"body\": {\"a\": \"\(form)\"}}}]")
        }
    }

    @Test func `two members of one answer are compared`() throws {
        let expect = #"{"body": {"a": "{answer.b.c}"}}"#
        #expect(try verdict(expect, #"{"a": "x", "b": {"c": "x"}}"#) == .passed)
        #expect(try verdict(expect, #"{"a": "x", "b": {"c": "y"}}"#) == .failed)
    }

    @Test func `a header that has to stand once does not stand twice`() throws {
        let expect = #"{"headers": {"X-Once": {"$once": "a"}}}"#
        #expect(try verdict(expect, "{}", headers: [("X-Once", "a")]) == .passed)
        #expect(try verdict(expect, "{}", headers: [("X-Once", "b")]) == .failed)
        #expect(try verdict(expect, "{}", headers: [("X-Once", "a"), ("X-Once", "a")]) == .failed)
        #expect(try verdict(expect, "{}") == .failed)
    }

    @Test(arguments: [
        ("X-Publishable-Key, Content-Type", true), ("content-type,x-publishable-key", true),
        ("not-x-publishable-key", false), ("x-publishable-keys", false), ("*", false),
    ])
    func `a list names a word in letters of either case`(_ list: String, _ isRight: Bool) throws {
        let verdict = try verdict(
            #"{"headers": {"X-List": "$lists(x-publishable-key)"}}"#, "{}",
            headers: [("X-List", list)])
        #expect(verdict == (isRight ? .passed : .failed))
    }

    @Test func `a scenario ends where a block differs that the rest presumes`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /x", "expect": {"clause": "otp.g", "status": 404, "stop": true}},
                 {"send": "GET /y", "expect": {"status": 404}}]
                """)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        #expect(try target.run(suite).verdict == .warning)
        #expect(target.requests.count == 1)
    }
}
