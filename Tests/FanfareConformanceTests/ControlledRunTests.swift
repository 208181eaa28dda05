import HTTPEngine
import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import FanfareConformance

/// Runs against a target that speaks the control protocol.
struct ControlledRunTests {
    /// A target whose clock stands at 2026 until it is moved, and whose inbox holds one code.
    private final class Door: Sendable {
        private let state = Mutex((organizations: 0, removed: 0, seconds: 0))

        var counts: (made: Int, removed: Int) { state.withLock { ($0.organizations, $0.removed) } }

        func answer(_ request: HTTPRequest) -> HTTPResponse {
            switch (request.method, request.path) {
            case ("GET", "/__admin/health"): return .json(200, "{}")
            case ("POST", "/__admin/organizations"):
                let number = state.withLock { state in
                    state.organizations += 1
                    return state.organizations
                }
                return .json(
                    201,
                    #"{"organizationId": "org_\#(number)", "publishableKey": "pk_test_\#(number)000", "secretKey": "sk_test_\#(number)000"}"#
                )
            case ("DELETE", _):
                state.withLock { $0.removed += 1 }
                return HTTPResponse(status: 204)
            case ("POST", "/__admin/clock"): return move(request)
            case ("GET", "/__admin/clock"): return clock
            case ("GET", "/__admin/inbox"):
                return .json(200, #"{"messages": [{"code": "111111"}, {"code": "222222"}]}"#)
            default:
                return .json(401, #"{"error": "otp_invalid", "expiresAt": "2026-01-01T00:11:02Z"}"#)
            }
        }

        private func move(_ request: HTTPRequest) -> HTTPResponse {
            let span = (try? JSONNode(parsing: request.body))?["advance"]?.string.flatMap {
                TimeSpan($0)
            }
            state.withLock { $0.seconds += (span?.milliseconds ?? 0) / 1000 }
            return clock
        }

        private var clock: HTTPResponse {
            let now = Timestamp(milliseconds: 1_767_225_600_000 + state.withLock(\.seconds) * 1000)
            return .json(200, #"{"now": "\#(now)", "mode": "frozen"}"#)
        }
    }

    private static let steps = """
        [
            { "send": "GET /{organizationId}", "expect": { "status": 401 } },
            { "inbox": "{email.ann}", "keep": { "code": "/code" } },
            { "advance": "10m1s" },
            { "send": "POST /auth/otp/verify", "body": { "email": "{email.ann}", "code": "{code}" },
              "expect": [
                { "status": 200, "body": { "error": "otp_expired", "expiresAt": "$timestamp(+61s)" } },
                { "clause": "otp.g", "headers": { "X-Request-Id": "$string" } }
              ] }
          ]
        """

    @Test func `a scenario gets an organization of its own, and leaves none behind`() throws {
        let door = Door()
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /{other.organizationId}", "expect": {"status": 401}}]"#)
        let result = try ScriptedTarget(door.answer).run(suite) { $0.hasControl = true }
        #expect(result.verdict == .passed)
        #expect(door.counts == (2, 2))
    }

    @Test func `a failure is printed with clause, place, time, difference and curl`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let target = ScriptedTarget(Door().answer)
        let context = try target.context(suite) { $0.hasControl = true }
        let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        #expect(result.verdict == .failed)
        try expectSnapshot(FailureBlock(result, in: context).text, "failure.txt")
        let report = RunReport(
            context: context, results: [result], startedAt: Timestamp(milliseconds: 0),
            milliseconds: 12)
        for text in [
            FailureBlock(result, in: context).text, JUnitReport.text(report),
            JSONReport.text(report),
        ] {
            #expect(!text.contains("222222"))
            #expect(!text.contains("sk_test_1000"))
            #expect(!text.contains("pk_test_1000"))
        }
    }

    @Test func `the newest message is read, at the organization's own time`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let target = ScriptedTarget(Door().answer)
        let result = try target.run(suite) { $0.hasControl = true }
        #expect(result.findings.first?.exchange.now == Timestamp(iso8601: "2026-01-01T00:10:01Z"))
        let verify = try #require(target.requests.first { $0.path.hasSuffix("verify") })
        #expect(String(decoding: verify.body, as: UTF8.self).contains("222222"))
    }

    @Test func `a target that makes no organizations blocks every scenario`() throws {
        let target = ScriptedTarget { _ in .json(500, "{}") }
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /", "expect": {"status": 500}}]"#)
        let result = try target.run(suite) { $0.hasControl = true }
        #expect(result.verdict == .blocked)
        #expect(
            result.reason == "POST /__admin/organizations answered 500, not 200 or 201 with JSON")
    }

    @Test(arguments: [
        (ControlAbility.inbox, "needs an inbox to read codes from"),
        (.clock, "needs a clock that can be moved by 10m1s"),
    ])
    func `what a control protocol leaves out is unsupported`(
        _ ability: ControlAbility, _ reason: String
    ) throws {
        let result = try ScriptedTarget(Door().answer).run(TinySuite.suite(steps: Self.steps)) {
            $0.hasControl = true
            $0.abilities.remove(ability)
        }
        #expect(result.verdict == .unsupported)
        #expect(result.reason == reason)
    }

    @Test func `a control protocol without worlds runs what needs none`() throws {
        let scenario =
            #"{"title": "t", "clause": "otp.a", "world": {"settings": {"a": 1}}, "steps": [{"send": "GET /", "expect": {"status": 401}}]}"#
        let suite = try Suite(files: TinySuite.files(["otp/one": scenario]))
        let result = try ScriptedTarget(Door().answer).run(suite) {
            $0.hasControl = true
            $0.abilities = [.organizations]
        }
        #expect(result.reason == "needs an organization that begins with the scenario's world")
        let plain = try TinySuite.suite(steps: #"[{"send": "GET /", "expect": {"status": 401}}]"#)
        let passed = try ScriptedTarget(Door().answer).run(plain) {
            $0.hasControl = true
            $0.abilities = [.organizations]
        }
        #expect(passed.verdict == .passed)
    }

    @Test(arguments: [
        (400, Verdict.unsupported), (501, .unsupported), (401, .blocked), (503, .blocked),
    ])
    func `a world that the control protocol refuses is unsupported, in its own words`(
        _ status: Int, _ verdict: Verdict
    ) throws {
        let scenario =
            #"{"title": "t", "clause": "otp.a", "world": {"settings": {"a": 1}}, "steps": [{"send": "GET /", "expect": {"status": 401}}]}"#
        let suite = try Suite(files: TinySuite.files(["otp/one": scenario]))
        let target = ScriptedTarget { _ in .json(status, #"{"error": "settings.a is not for me"}"#)
        }
        let result = try target.run(suite) { $0.hasControl = true }
        #expect(result.verdict == verdict)
        guard verdict == .unsupported else { return }
        #expect(
            ConsoleReport.unseen([result]) == [
                "unsupported: 1 scenario, needs a world that its control protocol refuses: POST"
                    + " /__admin/organizations answered \(status): settings.a is not for me"
            ])
    }

    @Test(arguments: [
        (#"{"status":"ok"}"#, ControlAbility.allCases), (#"{"capabilities":[]}"#, []),
        (#"{"capabilities":["clock","faults",7]}"#, [.clock]),
    ])
    func `health says what is offered, or everything is`(
        _ health: String, _ abilities: [ControlAbility]
    ) throws {
        #expect(
            ControlAbility.named(in: try JSONNode(parsing: Array(health.utf8))) == Set(abilities))
    }

    @Test func `time is sent in seconds, which every reader of durations knows`() {
        #expect(TimeSpan(milliseconds: 2_592_000_000).inSeconds == "2592000s")
        #expect(TimeSpan(milliseconds: 1500).inSeconds == "1500ms")
    }

    @Test func `a world is sent to the organization that begins with it`() throws {
        let scenario = """
            {"title": "t", "clause": "otp.a", "world": {"settings": {"a": 1}},
             "steps": [{"send": "GET /", "expect": {"status": 401}}]}
            """
        let suite = try Suite(files: TinySuite.files(["otp/one": scenario]))
        let target = ScriptedTarget(Door().answer)
        #expect(try target.run(suite) { $0.hasControl = true }.verdict == .passed)
        #expect(target.requests.first?.body == Array(#"{"world":{"settings":{"a":1}}}"#.utf8))
        #expect(try target.run(suite).reason == "needs an organization of its own")
    }
}
