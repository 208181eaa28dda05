import HTTPEngine
import JSONTree
import Synchronization
import Testing

@testable import FanfareMock

/// `--log`: a line for every request.
struct RequestLogTests {
    private func lines(
        _ format: RequestLog.Format, _ act: (MockClient) -> Void
    ) -> [String] {
        let lines = Mutex<[String]>([])
        let client = MockClient()
        let log = RequestLog(format) { line in lines.withLock { $0.append(line) } }
        client.mock.observer = { [unowned mock = client.mock] in log.add($0, $1, mock) }
        act(client)
        return lines.withLock(\.self)
    }

    @Test func `a line of JSON tells who asked what, and what came of it`() throws {
        let lines = lines(.json) { client in
            var ticks: UInt64 = 0
            client.mock.stopwatch = {
                ticks += 70_000
                return ticks
            }
            _ = client.send("POST /__admin/faults", as: .nobody, ["delay": "2s", "drip": 9])
            _ = client.send("GET /queues/queue_open?x=1")
        }
        let node = try JSONNode(parsing: try #require(lines.first))
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix("}\n"))
        #expect(node["organization"] == "org_mock")
        #expect(node["at"] == "2026-01-01T00:00:00Z")
        #expect(node["operation"] == "queues.get")
        #expect(node["method"] == "GET")
        #expect(node["path"] == "/queues/queue_open")
        #expect(node["query"] == "x=1")
        #expect(node["status"] == 200)
        #expect(node["durationMicroseconds"] == 70)
        #expect(node["delayMilliseconds"] == 2000)
        #expect(node["delivery"] == "9 bytes per second")
        #expect(node["faults"] == ["fault_1"])
        #expect(node["violations"]?.elements?.map { $0["kind"] } == ["unknownQuery"])
    }

    @Test func `a line for people says the same in columns`() {
        let lines = lines(.text(isColoured: false)) { client in
            _ = client.send("POST /auth/guest")
            _ = client.send("POST /__admin/faults", as: .nobody, ["status": 503, "delay": "2s"])
            _ = client.send("GET /queues/q?x=1")
        }
        #expect(
            lines == [
                "2026-01-01T00:00:00Z  org_mock  200  POST  /auth/guest  auth.guest  0.00 ms\n",
                "2026-01-01T00:00:00Z  org_mock  503  GET  /queues/q?x=1  queues.get  0.00 ms"
                    + "  held back 2000 ms  broken by fault_1  odd: unknownQuery\n",
            ])
    }

    @Test(arguments: [("GET /health", "\u{1B}[32m200"), ("GET /nothing", "\u{1B}[33m404")])
    func `a terminal sees the status in its colour`(_ line: String, _ expected: String) {
        let lines = lines(.text(isColoured: true)) { _ = $0.send(line) }
        #expect(lines[0].contains("  \(expected)\u{1B}[0m  "))
    }

    @Test(arguments: [.json, .text(isColoured: false)] as [RequestLog.Format])
    func `no secret is in a line, and no line ends before its end`(_ format: RequestLog.Format) {
        let lines = lines(format) { client in
            let token = client.guest().token
            _ = client.send("GET /consumers/me?token=\(token)", as: .consumer(token))
            _ = client.send("GET /x%0Ask_test_mock00000000%1B[2J?code=123456", as: .secret)
            _ = client.send("POST /auth/refresh", ["refreshToken": JSONNode(token)])
        }
        #expect(lines.count == 4)
        for line in lines {
            for secret in ["mock00000000", "123456", "eyJhbGciOi", "\u{1B}"] {
                #expect(!line.contains(secret))
            }
            #expect(line.filter { $0 == "\n" }.count == 1)
        }
    }

    @Test func `control calls are not logged`() {
        #expect(lines(.json) { _ = $0.send("GET /__admin/health", as: .nobody) }.isEmpty)
    }

    @Test(arguments: [.json, .text(isColoured: false)] as [RequestLog.Format])
    func `nobody who is asked for a path commands the one who reads the log`(
        _ format: RequestLog.Format
    ) throws {
        let path =
            "/a%1B%5D0;x%07%C2%9B2J%E2%80%AE/##vso[x]/%23%23%5Badd-mask%5D/::error::/%3A%3Aerror%3A%3Ax"
        let lines = lines(format) { client in
            _ = client.send("GET \(path)?q=%0D%0A::add-mask::x")
            _ = client.send("GET /sk_test_12345678%0A::add-mask::x?token=x%0A##[y]")
        }
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.unicodeScalars.count { $0.properties.generalCategory == .control } == 1)
            #expect(!line.contains("##vso[") && !line.contains("##[") && !line.contains("\u{202E}"))
            #expect(line.firstMatch(of: #/::[a-z-]+::/#) == nil, "\(line)")
            if format == .json { _ = try JSONNode(parsing: line) }
        }
    }
}
