import FanfareConformance
import FanfareMock
import Foundation
import HTTPEngine
import JSONTree
import Testing

@testable import fanfare_kit

/// `conform --har` from its words to its exit status, and that it is fair.
struct RecordedTrafficTests {
    /// A recording of the calls that scenarios made.
    private static func recording(_ exchanges: [Exchange]) -> JSONNode {
        func fields(_ headers: HTTPHeaders) -> JSONNode {
            JSONNode(headers.map { ["name": JSONNode($0.name), "value": JSONNode($0.value)] })
        }
        let entries = exchanges.filter { !$0.isWebhook && $0.isWhole }.enumerated().map {
            number, exchange -> JSONNode in
            let response = exchange.response ?? HTTPResponse(status: 500)
            let at = exchange.now ?? Timestamp(milliseconds: 1_800_000_000_000 + number)
            return [
                "startedDateTime": JSONNode(at.description), "time": 0,
                "request": [
                    "method": JSONNode(exchange.request.method),
                    "url": JSONNode("http://localhost:4802" + exchange.request.target),
                    "headers": fields(exchange.request.headers),
                    "postData": [
                        "text": JSONNode(String(decoding: exchange.request.body, as: UTF8.self))
                    ],
                ],
                "response": [
                    "status": JSONNode(response.status), "headers": fields(response.headers),
                    "content": ["text": JSONNode(String(decoding: response.body, as: UTF8.self))],
                ],
            ]
        }
        return ["log": ["version": "1.2", "entries": JSONNode(entries)]]
    }

    @Test func `whatever the suite sees of a right server conforms as a recording`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let context = RunContext(
            suite: suite, target: EmbeddedTarget.controlled,
            transport: EmbeddedTarget.transport(), run: "recorded")
        let chapters = [
            "auctions/", "draws/", "linking/", "otp/", "queues/", "refresh/", "releases/",
        ]
        // Every fourth, which takes as long as a test may; all with WHOLE=1.
        let step = ProcessInfo.processInfo.environment["WHOLE"] == nil ? 4 : 1
        let scenarios = suite.scenarios.filter { scenario in
            chapters.contains { scenario.name.hasPrefix($0) }
        }
        .enumerated().filter { $0.offset % step == 0 }.map(\.element)
        let results = Runner(context, workers: Environment.processors).run(scenarios)
        let address = try #require(TargetAddress(EmbeddedTarget.address))
        let judge = RecordedRun(suite, isStrict: false)
        var calls = 0
        for result in results {
            let file = SuiteFile(
                path: result.scenario.name, bytes: Self.recording(result.exchanges).bytes())
            let traffic = try RecordedTraffic([file], of: suite, at: .below(address))
            let outcome = judge.judge(traffic)
            calls += outcome.calls
            for found in outcome.results where [.failed, .warning].contains(found.verdict) {
                Issue.record("\(result.scenario.name): \(FailureBlock(found, in: context).text)")
            }
        }
        #expect(calls > 250)
    }

    /// What a mock has recorded of a guest's story, after a change to it.
    private static func night(_ change: (inout String) -> Void = { _ in }) throws -> String {
        let mock = SharedMock()
        func call(_ method: String, _ path: String, _ token: String? = nil) -> JSONNode {
            var request = HTTPRequest(method: method, target: path)
            // The control protocol is for this machine alone.
            let isControl = path.hasPrefix("/__admin")
            request.headers.append("Host", isControl ? "localhost" : "consumer.example.com")
            request.headers.append("X-Publishable-Key", "pk_test_mock00000000")
            if let token { request.headers.append("Authorization", "Bearer " + token) }
            return (try? JSONNode(parsing: mock.respond(to: request).body)) ?? .null
        }
        let token = call("POST", "/api/v1/auth/guest")["accessToken"]?.string
        _ = call("POST", "/api/v1/queues/queue_open/enter", token)
        _ = call("GET", "/api/v1/queues/queue_open/status", token)
        var text = call("GET", "/__admin/requests?format=har").text()
        change(&text)
        let path = FileManager.default.temporaryDirectory.appending(
            path: "\(UUID().uuidString).har")
        try text.write(to: path, atomically: true, encoding: .utf8)
        return path.path
    }

    @Test func `what the mock has recorded conforms, with secrets that have names`() throws {
        let path = try Self.night()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = ToolRun("conform", "--har", path)
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("judged: 3 calls at http://consumer.example.com/api/v1: "))
        #expect(run.out.contains("differences: 0 that fail, 0 that warn"))
    }

    @Test func `a recording is not replaced by the report on it`() throws {
        let path = try Self.night()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = ToolRun("conform", "--har", path, "--json", path)
        #expect(run.status == 2)
        #expect(run.err.contains("--json would replace \(path), which this run reads"))
    }

    @Test func `an altered recording differs, and a list of known differences accepts it`() throws {
        let path = try Self.night { $0 = $0.replacing(#"\"QUEUED\""#, with: #"\"WAITING\""#) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let known = path + ".known"
        defer { try? FileManager.default.removeItem(atPath: known) }
        let run = ToolRun("conform", "--har", path, "--write-known", known)
        #expect(run.status == 1)
        #expect(run.out.contains("FAILED  recorded/get-queues-id-status\n"))
        #expect(run.out.contains("queues.status.queued [R]"))
        #expect(run.out.contains("   --> \(path):1:"))
        #expect(run.out.contains("entry 3, at "))
        #expect(run.out.contains("    | -   \"status\": \"QUEUED\"\n"))
        let list = try String(contentsOfFile: known, encoding: .utf8)
        try list.replacing("say why this is accepted", with: "being fixed").write(
            toFile: known, atomically: true, encoding: .utf8)
        let again = ToolRun("conform", "--har", path, "--known", known)
        #expect(again.status == 0, "\(again.out)\(again.err)")
    }

    @Test func `what asks for calls has no meaning beside a recording`() {
        let run = ToolRun("conform", "--har", "night.har", "--explore", "60s")
        #expect(run.status == 2)
        #expect(run.err.contains("--har sends nothing, so that --explore has no meaning"))
    }

    @Test func `calls that nothing answered are no calls that went elsewhere`() throws {
        let path = try Self.night { $0 = $0.replacing(#""status":200"#, with: #""status":0"#) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = ToolRun("conform", "--har", path)
        #expect(run.status == 5)
        #expect(
            run.err.contains(
                "All 3 calls to http://consumer.example.com/api/v1 stand there without an answer"),
            "\(run.err)")
    }

    @Test func `a recording without a call of the API checks nothing, and says what to do`() throws
    {
        let path = try Self.night()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = ToolRun("conform", "--har", path, "https://elsewhere.example/api/v1")
        #expect(run.status == 5)
        #expect(run.err.contains("went to https://elsewhere.example/api/v1"))
        let gone = ToolRun("conform", "--har", path + "x")
        #expect(gone.status == 2)
        #expect(gone.err.contains("The recording cannot be read"))
    }
}
