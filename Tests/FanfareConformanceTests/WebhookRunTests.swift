import Foundations
import HTTPEngine
import JSONTree
import TestSupport
import Testing
import TokenSigning

@testable import FanfareConformance

/// Webhooks that a target sends to a run.
struct WebhookRunTests {
    private static let steps = """
        [{"webhook": "queue.consumer.entered", "about": "cons_1", "expect": [
            {"headers": {"X-Fanfare-Signature": "{webhook.signature}"}},
            {"body": {"id": "whk_1", "data": {"position": 1}}}]}]
        """

    private static func webhook(
        of id: String, secret: String, path: String = "/hooks", number: Int = 1
    ) -> HTTPRequest {
        let body = Array(
            #"{"id": "whk_\#(number)", "type": "queue.consumer.entered", "data": {"consumerId": "\#(id)", "position": 1}}"#
                .utf8)
        var request = HTTPRequest(method: "POST", target: path)
        request.headers.append("X-Fanfare-Timestamp", "1767225600")
        let code = HMAC.sha256(
            key: Array(secret.utf8), message: Array("1767225600.".utf8) + body)
        request.headers.append("X-Fanfare-Signature", "sha256=" + code.hexadecimal)
        request.body = body
        return request
    }

    /// Runs the scenario where an endpoint is there already and something has come.
    private static func run(_ webhooks: [HTTPRequest], secret: String) throws -> ScenarioResult {
        let suite = try TinySuite.suite(steps: steps)
        let setting = try #require(WebhookSetting.Endpoint("127.0.0.1:8391"))
        var context = try ScriptedTarget { _ in .json(200, "{}") }.context(suite) {
            $0.webhooks = WebhookSetting(listen: setting, secret: secret, variable: "WH")
        }
        let inbox = WebhookInbox()
        for webhook in webhooks { _ = inbox.receive(webhook) }
        context.webhooks = WebhookReception(
            inbox: inbox, base: nil, secret: secret, patience: TimeSpan(milliseconds: 0))
        return try #require(Runner(context, workers: 1).run(suite.scenarios).first)
    }

    @Test func `what is signed by the endpoint's secret passes, anything else is a difference`()
        throws
    {
        let webhook = Self.webhook(of: "cons_1", secret: "whsec_a")
        #expect(try Self.run([webhook], secret: "whsec_a").verdict == .passed)
        let other = try Self.run([webhook], secret: "whsec_b")
        #expect(other.verdict == .failed)
        #expect(other.findings.count == 1)
    }

    @Test func `what does not come to an endpoint of somebody else's making is no difference`()
        throws
    {
        let nothing = try Self.run([], secret: "whsec_a")
        #expect(nothing.verdict == .inconclusive)
        #expect(nothing.reason?.contains("does the endpoint lead to the address") == true)
        let others = try Self.run([Self.webhook(of: "cons_2", secret: "s")], secret: "whsec_a")
        #expect(others.reason?.hasSuffix("is the endpoint subscribed to it?") == true)
    }

    @Test func `a target with neither endpoint nor control protocol is not asked`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let result = try ScriptedTarget { _ in .json(200, "{}") }.run(suite)
        #expect(result.verdict == .unsupported)
        #expect(result.reason == "needs webhooks that come to the run")
    }

    @Test func `an organization of the run's own is told where to send them, and must`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let inbox = WebhookInbox()
        let sends = #"{"organizationId": "org_1", "publishableKey": "pk_1", "secretKey": "sk_1"}"#
        func run(delivers: Bool) throws -> ScenarioResult {
            let transport = FunctionTransport(receiving: inbox) { request in
                switch request.path {
                case "/__admin/organizations": return .json(201, sends)
                case "/__admin/webhooks":
                    let url = (try? JSONNode(parsing: request.body))?["url"]?.string ?? ""
                    let path = String(url.dropFirst("http://receiver.test".count))
                    if delivers {
                        _ = inbox.receive(
                            Self.webhook(of: "cons_1", secret: "whsec_own", path: path))
                    }
                    return .json(201, #"{"secret": "whsec_own"}"#)
                default: return .json(204, "")
                }
            }
            var target = try ScriptedTarget { _ in .json(200, "{}") }.context(suite).target
            target.hasControl = true
            target.reachesUs = true
            let context = RunContext(suite: suite, target: target, transport: transport, run: "r")
            return try #require(Runner(context, workers: 1).run(suite.scenarios).first)
        }
        let missed = try run(delivers: false)
        #expect(missed.verdict == .failed)
        #expect(
            FailureBlock(missed, in: try ScriptedTarget { _ in .json(200, "") }.context(suite)).text
                .contains("no queue.consumer.entered about cons_1 came"))
        #expect(try run(delivers: true).verdict == .passed)
    }

    @Test func `the newest delivery is meant, and of it the try that is asked for`() {
        let inbox = WebhookInbox()
        for number in [1, 1, 2] {
            _ = inbox.receive(
                Self.webhook(of: "cons_1", secret: "s", path: "/a/500", number: number))
        }
        func id(_ attempt: Int, at path: String?) -> String? {
            inbox.webhook("queue.consumer.entered", of: "cons_1", attempt: attempt, at: path)?
                .document?["id"]?.string
        }
        #expect(id(1, at: nil) == "whk_2")
        #expect(id(2, at: "/a/500") == nil)
        #expect(id(1, at: "/b") == nil)
        #expect(inbox.receive(Self.webhook(of: "x", secret: "s", path: "/a/500")) == 500)
        #expect(inbox.receive(Self.webhook(of: "x", secret: "s", path: "/a/99")) == 204)
        #expect(inbox.receive(HTTPRequest(method: "POST", target: "/hooks")) == 204)
    }

    @Test func `what comes over a socket is taken in and answered, and nothing but POST`() throws {
        let inbox = WebhookInbox()
        let endpoint = WebhookSetting.Endpoint(host: "127.0.0.1", port: 0)
        let listener = try WebhookListener(at: endpoint, inbox)
        defer { listener.stop() }
        let address = try #require(TargetAddress("http://127.0.0.1:\(listener.port)"))
        let channel = try SocketTransport(address, timeout: TimeSpan(milliseconds: 5000)).open()
        var request = Self.webhook(of: "cons_1", secret: "s")
        request.headers.append("Host", address.authority)
        try channel.send(request)
        #expect(try channel.receive().status == 204)
        #expect(inbox.count == 1)
        try channel.send(HTTPRequest(method: "GET", target: "/", headers: ["Host": "a"]))
        #expect(try channel.receive().status == 405)
        #expect(inbox.count == 1)
        let taken = WebhookSetting.Endpoint(host: "127.0.0.1", port: listener.port)
        #expect(throws: WebhookListener.Failure.self) { try WebhookListener(at: taken, inbox) }
    }

    @Test(arguments: [
        ("0.0.0.0:8091", "0.0.0.0", 8091), (":8091", "0.0.0.0", 8091), ("[::1]:80", "::1", 80),
    ])
    func `an address to listen at is read`(_ text: String, _ host: String, _ port: Int) {
        #expect(WebhookSetting.Endpoint(text) == WebhookSetting.Endpoint(host: host, port: port))
    }

    @Test(arguments: ["", "8091", "localhost", "a:0", "a:65536", "a:x"])
    func `what is no address to listen at is refused`(_ text: String) {
        #expect(WebhookSetting.Endpoint(text) == nil)
    }
}
