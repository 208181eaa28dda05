import FanfareModel
import HTTPEngine
import JSONTree
import Synchronization
import TestSupport
import Testing
import TokenSigning

@testable import FanfareMock

/// Webhooks over real sockets.
struct WebhookDeliveryTests {
    @Test func `a receiver verifies the signature by the documented recipe`() throws {
        let test = try WebhookStage(answering: [204])
        defer { test.stop() }
        let secret = try test.subscribe()
        #expect(secret.hasPrefix("whsec_"))
        _ = try test.send("POST", "/auth/guest")
        #expect(try test.deliveries("state=delivered").count == 1)
        let webhook = try #require(test.receiver.received.withLock { $0.first })
        #expect(webhook.method == "POST" && webhook.target == "/hooks?a=b")
        let timestamp = try #require(webhook.headers["X-Fanfare-Timestamp"])
        let code = HMAC.sha256(
            key: Array(secret.utf8), message: Array("\(timestamp).".utf8) + webhook.body)
        let digits = code.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        #expect(webhook.headers["X-Fanfare-Signature"] == "sha256=" + digits.joined())
        #expect(abs((Int64(timestamp) ?? 0) - RealClock.now.seconds) < 60)
    }

    @Test func `a retry follows when the organization's clock says so`() throws {
        let test = try WebhookStage(answering: [503, 200])
        defer { test.stop() }
        _ = try test.subscribe()
        _ = try test.send("POST", "/auth/guest")
        let waiting = try test.deliveries("state=waiting")
        #expect(waiting.first?["attempts"]?[0]?["status"]?.integer == 503)
        _ = try test.send("POST", "/__admin/clock", ["advance": "61s"])
        #expect(try test.deliveries("state=delivered").count == 1)
        let counts = test.receiver.received.withLock {
            $0.map { $0.headers["X-Fanfare-Retry-Count"] }
        }
        #expect(counts == ["0", "1"])
    }

    @Test func `what time alone brings about is told without a request`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        _ = try test.subscribe()
        // A moment before the opening the clock is let run, and nobody calls any more.
        _ = try test.send("POST", "/__admin/clock", ["set": "2098-12-31T23:59:59.900Z"])
        let opened = try test.deliveries("state=delivered&type=distribution.opened")
        #expect(!opened.isEmpty)
    }

    @Test func `a receiver that is not there is told in the log`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        _ = try test.subscribe()
        test.shop.stop()
        test.shop.wait()
        _ = try test.send("POST", "/auth/guest")
        let error = try test.deliveries("state=waiting").first?["attempts"]?[0]?["error"]
        #expect(error?.string?.contains("refused") == true)
    }

    @Test func `interim answers without end are a try that failed`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        let hostile = try RawServer { connection in
            connection.readHead()
            connection.flood("HTTP/1.1 103 Early Hints\r\n\r\n")
            connection.end()
        }
        _ = try test.subscribe(at: hostile.port)
        _ = try test.send("POST", "/auth/guest")
        let error = try test.deliveries("state=waiting").first?["attempts"]?[0]?["error"]
        #expect(error?.string?.contains("more than 32 interim answers (1xx)") == true)
    }

    @Test func `of an answer the status counts, whatever its body`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        let hostile = try RawServer { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.flood("4\r\nbody\r\n")
            connection.end()
        }
        _ = try test.subscribe(at: hostile.port)
        _ = try test.send("POST", "/auth/guest")
        #expect(try test.deliveries("state=delivered").count == 1)
    }

    @Test func `a receiver that breaks the connection breaks one try and nothing else`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        let hostile = try RawServer { $0.reset() }
        _ = try test.subscribe(at: hostile.port)
        _ = try test.subscribe()
        _ = try test.send("POST", "/auth/guest")
        #expect(try test.deliveries("state=delivered").count == 1)
        let failed = try test.deliveries("state=waiting").first?["attempts"]?[0]?["error"]
        #expect(failed?.string?.contains("broke the connection") == true)
    }

    @Test func `an organization's receivers that hang make no other organization wait`() throws {
        let test = try WebhookStage(answering: [])
        defer { test.stop() }
        let silent = try RawServer { connection in
            connection.waitForEnd()
            connection.end()
        }
        for _ in 1...100 { _ = try test.subscribe(at: silent.port) }
        _ = try test.send("POST", "/auth/guest")
        #expect(try test.deliveries("state=underway").count == 32)
        for _ in 1...3 {
            let other = try test.organization()
            _ = try test.subscribe(as: other)
            _ = try test.send("POST", "/auth/guest", as: other)
            #expect(try test.deliveries("state=delivered", as: other).count == 1)
        }
    }
}
