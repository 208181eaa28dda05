import FanfareConformance
import HTTPEngine
import JSONTree
import Synchronization
import TestSupport
import Testing

/// What stands between a run and the API is never blamed on a clause, and ends the run where it stays.
struct DisturbanceTests {
    private static let steps = #"[{"send": "GET /x", "expect": {"status": 200, "body": {"a": 1}}}]"#
    private static let page: HTTPResponse = {
        var response = HTTPResponse(status: 502, body: Array("<html>Bad Gateway</html>".utf8))
        response.headers.append("Server", "gate")
        return response
    }()

    /// Answers with a gateway's page so many times, then rightly.
    private static func target(failing times: Int, _ response: HTTPResponse = page)
        -> ScriptedTarget
    {
        let left = Allowance(times)
        return ScriptedTarget { _ in left.take() ? response : .json(200, #"{"a": 1}"#) }
    }

    @Test func `a gateway that fails now and then is asked again`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        #expect(try Self.target(failing: 3).run(suite).verdict == .passed)
    }

    @Test func `a gateway that always fails blocks and fails nobody`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let result = try Self.target(failing: .max).run(suite)
        #expect(result.verdict == .blocked)
        #expect(result.findings.isEmpty)
        #expect(result.reason == "HTML instead of JSON: 502, from gate")
    }

    @Test(arguments: [200, 429])
    func `a gateway's 503 is waited out where the API has answered before`(_ own: Int) throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /x", "expect": {"status": 200}},
                 {"send": "POST /x", "expect": {"status": \(own)}}]
                """)
        let busy = HTTPResponse(status: 503, body: Array("<html>Busy</html>".utf8))
        let refusals = Allowance(1)
        let target = ScriptedTarget { request in
            guard request.method == "POST" else { return .json(200, #"{"a": 1}"#) }
            return refusals.take() ? busy : .json(own, #"{"error": "a"}"#)
        }
        let result = try target.run(suite)
        #expect(result.verdict == .passed, "\(result.reason ?? "")")
        #expect(target.requests.map(\.method) == ["GET", "POST", "POST"])
    }

    @Test func `a page of a login is told with its cure and not asked again`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        var login = HTTPResponse(status: 401, body: Array("<!DOCTYPE html>".utf8))
        login.headers.append("WWW-Authenticate", "Basic realm=\"x\"")
        let result = try Self.target(failing: 1, login).run(suite)
        #expect(result.verdict == .blocked)
        #expect(result.reason?.contains("basicAuth") == true)
    }

    @Test func `a page that is all that is expected is an answer`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 404}}]"#)
        let page = HTTPResponse(status: 404, body: Array("<!DOCTYPE html>".utf8))
        #expect(try Self.target(failing: .max, page).run(suite).verdict == .passed)
    }

    @Test func `a preflight is answered by its head, whatever page comes with it`() throws {
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "OPTIONS /x", "expect": {"status": "2xx"}}, {"send": "OPTIONS /y", "expect": {"status": "2xx"}}]"#
        )
        let page = HTTPResponse(status: 405, body: Array("<!DOCTYPE html>".utf8))
        let result = try Self.target(failing: .max, page).run(suite)
        #expect(result.verdict == .failed)
        #expect(result.causes == ["any preflight: status 405"])
    }

    @Test func `what is missing of the head of several answers is one entry`() throws {
        let expect = #""expect": {"status": 200, "headers": {"X-Id": "$string"}}"#
        let suite = try TinySuite.suite(
            steps:
                "[{\"send\": \"GET /x\", \(expect)}, {\"send\": \"GET /y\", \(expect)}, {\"send\": \"GET /z\", \(expect)}]"
        )
        let context = try ScriptedTarget { _ in .json(200, "{}") }.context(suite)
        let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        #expect(result.findings.count == 3)
        #expect(result.causes == ["header X-Id is missing, expected $string"])
        let block = FailureBlock(result, in: context).text
        #expect(block.ranges(of: "there is no X-Id").count == 1, "\(block)")
        #expect(block.contains("    = alike in steps 2, 3\n"), "\(block)")
    }

    @Test func `a set-up whose answer cannot be read says why`() throws {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "keep": {"a": ""}}]"#)
        var latin = HTTPResponse(status: 200, body: [0x22, 0xE9, 0x22])
        latin.headers.append("Content-Type", "application/json; charset=iso-8859-1")
        let result = try Self.target(failing: .max, latin).run(suite)
        #expect(
            result.reason
                == "the answer is not JSON: bytes that are not UTF-8 at 1:2, Content-Type application/json; charset=iso-8859-1"
        )
    }

    @Test func `an error of the API is no disturbance`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let result = try Self.target(failing: .max, .json(503, #"{"error":"busy"}"#)).run(suite)
        #expect(result.verdict == .failed)
    }

    @Test func `a target that is gone for good is not tried by every scenario`() throws {
        let names = (1...40).map { "otp/s\($0)" }
        let scenario = #"{"title": "t", "clause": "otp.a", "steps": \#(Self.steps)}"#
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: names.map { ($0, scenario) })))
        let calls = Allowance(.max)
        let target = ScriptedTarget { _ in
            _ = calls.take()
            return Self.page
        }
        let context = try target.context(suite)
        let results = Runner(context, workers: 1).run(suite.scenarios)
        #expect(results.allSatisfy { $0.verdict == .blocked })
        #expect(ExitStatus(results) == .unreachable)
        #expect(calls.taken < 100)
    }

    @Test func `of what shares one cause one block is printed and the others are named`() throws {
        let names = (1...5).map { "otp/s\($0)" }
        let scenario = #"{"title": "t", "clause": "otp.a", "steps": \#(Self.steps)}"#
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: names.map { ($0, scenario) })))
        let context = try ScriptedTarget { _ in .json(200, #"{"a": 2}"#) }.context(suite)
        let results = Runner(context, workers: 1).run(suite.scenarios)
        let console = ConsoleReport(isColoured: false, isVerbose: false)
        #expect(results.compactMap { console.text($0, in: context) }.count == 1)
        let summary = console.summary(
            RunReport(
                context: context, results: results, startedAt: Timestamp(milliseconds: 0),
                milliseconds: 0))
        #expect(summary.contains("failed alike: 5 scenarios, GET /x: body/a"), "\(summary)")
        #expect(summary.contains("otp/s1, otp/s2, otp/s3, otp/s4, and 1 more"), "\(summary)")
    }
}
