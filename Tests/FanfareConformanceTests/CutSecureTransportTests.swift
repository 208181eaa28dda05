import FanfareConformance
import Foundation
import HTTPEngine
import Synchronization
import TestSupport
import Testing

/// TLS that breaks, wherever it breaks: an error of that connection, and of nothing else.
@Suite(.enabled(if: TLSServer.isAvailable, "no openssl is installed"))
struct CutSecureTransportTests {
    /// Stands before a server and breaks connections once so many of its bytes have passed.
    private final class Cutter: Sendable {
        let limit = Mutex(Int.max)
        let passed = Mutex(0)

        func serve(_ client: RawConnection, before port: Int, byReset: Bool) {
            guard let server = RawConnection(to: port) else { return client.end() }
            let limit = limit.withLock(\.self)
            let count = client.relay(to: server, atMost: limit)
            passed.withLock { $0 = count }
            server.end()
            if byReset, count == limit { client.reset() } else { client.end() }
        }
    }

    private static func ask(_ transport: SecureTransport) throws(TransportFailure) -> HTTPResponse {
        let channel = try transport.open()
        try channel.send(HTTPRequest(method: "GET", target: "/", headers: ["Host": "localhost"]))
        return try channel.receive()
    }

    @Test("breaks anywhere", arguments: [true, false])
    func breaks(byReset: Bool) throws {
        let server = try TLSServer()
        let cutter = Cutter()
        let relay = try RawServer { [port = server.port] in
            cutter.serve($0, before: port, byReset: byReset)
        }
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(relay.port)")),
            authorities: server.certificate)
        #expect(try Self.ask(transport).status == 200)
        // More than the handshake: the answer is as long again. The soak breaks it at every byte.
        let whole = cutter.passed.withLock(\.self)
        for limit in stride(from: 0, to: whole - 200, by: 131) {
            cutter.limit.withLock { $0 = limit }
            #expect(throws: TransportFailure.self, "after \(limit) of \(whole) bytes") {
                try Self.ask(transport)
            }
        }
        cutter.limit.withLock { $0 = .max }
        #expect(try Self.ask(transport).status == 200)
    }

    @Test func `a peer that breaks the connection once keys are agreed on ends nothing else`()
        throws
    {
        let server = try TLSServer()
        let cutter = Cutter()
        let relay = try RawServer { [port = server.port] in
            cutter.serve($0, before: port, byReset: true)
        }
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(relay.port)")),
            authorities: server.certificate)
        let channel = try transport.open()
        let first = HTTPRequest(method: "GET", target: "/", headers: ["Host": "localhost"])
        try channel.send(first)
        #expect(try channel.receive().status == 200)
        // The server ends the connection after its answer; writing goes on until that is noticed.
        let large = HTTPRequest(
            method: "POST", target: "/", body: Array(repeating: 1, count: 4 << 20))
        #expect(throws: TransportFailure.self) { for _ in 1...100 { try channel.send(large) } }
    }

    @Test func `who is silent in the handshake is not waited for beyond the time`() throws {
        let silent = try RawServer { connection in
            connection.waitForEnd()
            connection.end()
        }
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(silent.port)")),
            timeout: TimeSpan(milliseconds: 50))
        do throws(TransportFailure) {
            _ = try transport.open()
            Issue.record("a session was agreed on with somebody silent")
        } catch {
            #expect(error.kind == .unreachable)
            #expect(
                error.description.contains("took longer than 0.05 seconds in the TLS handshake"))
        }
    }

    @Test func `who speaks something else is told apart`() throws {
        let plain = try RawServer { connection in
            connection.flood("HTTP/1.1 103 Early Hints\r\n\r\n")
            connection.end()
        }
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(plain.port)")))
        do throws(TransportFailure) {
            _ = try transport.open()
            Issue.record("a session was agreed on in plain text")
        } catch {
            #expect(
                error.description.hasPrefix(
                    "localhost does not speak TLS 1.2 or newer, or refused us: "))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
    ])
    func `a proxy opens a tunnel, whatever its answer says of a body`(_ answer: String) throws {
        let server = try TLSServer()
        let proxy = try RawServer { [port = server.port] client in
            client.readHead()
            guard let server = RawConnection(to: port) else { return client.end() }
            client.write(answer)
            _ = client.relay(to: server, atMost: .max)
            server.end()
            client.end()
        }
        let transport = try SecureTransport(
            try #require(TargetAddress("https://localhost:\(server.port)")),
            authorities: server.certificate,
            proxy: try Proxy("http://127.0.0.1:\(proxy.port)", from: "--proxy"))
        #expect(try Self.ask(transport).status == 200)
    }
}
