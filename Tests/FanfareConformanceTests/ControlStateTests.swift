import FanfareConformance
import HTTPEngine
import Synchronization
import TestSupport
import Testing

/// Where the control protocol is looked for, and what is said of one that refuses.
struct ControlStateTests {
    /// A run against a server that answers some paths, after it has asked what the server can.
    private static func probed(
        _ url: String, _ answers: [String: HTTPResponse],
        _ change: (inout Target) -> Void = { _ in }
    ) throws -> (conform: Conform, failure: Conform.Failure?, asked: [String]) {
        let scripted = ScriptedTarget { answers[$0.path] ?? HTTPResponse(status: 404) }
        var target = Target(name: "t", address: try #require(TargetAddress(url)))
        target.keys = TargetKeys(publishableKey: "pk_test_12345678")
        change(&target)
        var conform = Conform(
            target: target, transport: scripted.transport, workers: 1, run: "r1")
        var failure: Conform.Failure?
        do throws(Conform.Failure) { try conform.probe() } catch { failure = error }
        return (conform, failure, scripted.requests.map(\.path))
    }

    private static let open = HTTPResponse.json(200, #"{"status": "ok"}"#)
    private static let refusal = HTTPResponse.json(
        403, #"{"error": "No answer to the host 'up'", "message": "Call it as localhost."}"#)

    @Test func `where a gateway has put the server, its control protocol is found`() throws {
        for url in ["http://h/fanfare", "http://h/fanfare/api/v1"] {
            let (conform, failure, asked) = try Self.probed(
                url, ["/fanfare/__admin/health": Self.open])
            #expect(failure == nil)
            #expect(conform.target.hasControl)
            #expect(conform.target.controlPath == "/fanfare")
            #expect(asked == ["/__admin/health", "/fanfare/__admin/health"])
        }
    }

    @Test func `a refusal is kept in its own words`() throws {
        let (conform, failure, _) = try Self.probed(
            "http://h/api/v1", ["/__admin/health": Self.refusal])
        #expect(failure == nil)
        #expect(!conform.target.hasControl)
        #expect(
            conform.target.controlNote
                == "/__admin/health answered 403: No answer to the host 'up'. Call it as localhost."
        )
    }

    @Test func `a refusal is told where keys are lacking, or control was promised`() throws {
        for change in [{ $0.keys = nil }, { $0.declaresControl = true }] as [(inout Target) -> Void]
        {
            let (_, failure, _) = try Self.probed(
                "http://h/api/v1", ["/__admin/health": Self.refusal], change)
            #expect(failure?.text.contains("answered 403: No answer to the host 'up'") == true)
        }
    }

    @Test func `what never heard of the protocol has no note, and no path`() throws {
        let (conform, _, _) = try Self.probed("http://h/fanfare", [:])
        #expect(conform.target.controlNote == nil)
        #expect(conform.target.controlPath.isEmpty)
    }

    @Test func `what a file rules out is not asked for`() throws {
        let (conform, _, asked) = try Self.probed("http://h/api/v1", ["/__admin/health": Self.open])
        {
            $0.declaresControl = false
        }
        #expect(!conform.target.hasControl)
        #expect(asked == ["/api/v1/consumers/me"])
    }

    @Test func `control may be spoken at another address`() throws {
        let heads = Mutex<[String]>([])
        let control = try RawServer { client in
            let head = String(decoding: client.read(), as: UTF8.self)
            heads.withLock { $0.append(head) }
            client.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            client.end()
        }
        let text = #"""
            {"url": "http://127.0.0.1:1/api/v1", "proxy": "none", "headers": {"X-Gate": "g"},
             "control": "http://127.0.0.1:\#(control.port)/sub/__admin/"}
            """#
        let target = try TargetFile.target(SuiteFile(path: "t.json", bytes: Array(text.utf8))) {
            _ in nil
        }
        var conform = Conform(
            target: target, transport: try target.transport(), workers: 1, run: "r1")
        try conform.probe()
        #expect(conform.target.hasControl)
        let head = heads.withLock(\.self).first ?? ""
        #expect(
            head.hasPrefix(
                "GET /sub/__admin/health HTTP/1.1\r\nHost: 127.0.0.1:\(control.port)\r\n"))
        #expect(!head.contains("X-Gate"))
    }

    @Test(arguments: [
        ("http://h", true), ("http://h/api/v1", true), ("http://h/fanfare/api/v1", false),
        ("http://h/fanfare", false),
    ])
    func `nothing beside the base URL is asked for where its path is not the documented one`(
        _ url: String, _ isWhole: Bool
    ) throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /health", "origin": true, "expect": {"status": 200}}]"#)
        let result = try ScriptedTarget { _ in .json(200, "{}") }.run(suite) {
            $0.address = TargetAddress(url) ?? $0.address
        }
        #expect(result.verdict == (isWhole ? .passed : .unsupported))
    }
}
