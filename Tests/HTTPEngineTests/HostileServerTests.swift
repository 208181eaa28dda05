import TestSupport
import Testing

@testable import HTTPEngine

/// What a client takes of a server that means it harm.
struct HostileServerTests {
    private static let limits = HTTPLimits(headBytes: 4 << 10, bodyBytes: 1 << 20)

    /// Asks a server that does what it is told with the connection.
    private func failure(
        _ limits: HTTPLimits = limits, receive: Duration = .seconds(20),
        request: HTTPRequest = HTTPRequest(method: "GET", target: "/"),
        _ serve: @escaping @Sendable (RawConnection) -> Void
    ) throws -> HTTPClientError? {
        let server = try RawServer { connection in
            serve(connection)
            connection.end()
        }
        let client = try HTTPConnection(
            host: "127.0.0.1", port: server.port,
            timeouts: HTTPClientTimeouts(send: .seconds(20), receive: receive), limits: limits)
        do throws(HTTPClientError) {
            try client.send(request)
            _ = try client.receive()
        } catch {
            #expect(!client.isReusable)
            return error
        }
        return nil
    }

    private func said(_ error: HTTPClientError?) -> String? {
        guard case .tooMuch(let excess, _) = error else { return error?.description }
        return excess
    }

    @Test(arguments: [100, 102, 103])
    func `interim answers without end are not taken`(_ status: Int) throws {
        let error = try failure { $0.flood("HTTP/1.1 \(status) Later\r\n\r\n") }
        #expect(
            said(error) == "more than 32 interim answers (1xx), or more than 4 KB of them")
    }

    @Test func `a switch to another protocol is no answer`() throws {
        let error = try failure {
            $0.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nfoo")
        }
        let text = try #require(error?.description)
        #expect(text.contains("is not HTTP/1.1: It switches to another protocol (101)"))
    }

    @Test func `large interim answers are counted by their bytes`() throws {
        let hints = String(repeating: "Link: </a>\r\n", count: 99)
        let error = try failure { $0.flood("HTTP/1.1 103 Hints\r\n\(hints)\r\n") }
        #expect(
            said(error) == "more than 32 interim answers (1xx), or more than 4 KB of them")
    }

    @Test func `as many interim answers as anybody needs are taken`() throws {
        let error = try failure {
            for _ in 1...32 { $0.write("HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n") }
            $0.write("HTTP/1.1 204 None\r\n\r\n")
            $0.waitForEnd()
        }
        #expect(error == nil)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "X: y\r\n", "more than 100 headers"),
        ("HTTP/1.1 200 OK\r\nX: ", "yyyyyyyy", "headers of more than 4 KB"),
        ("HTTP/1.1 200 ", "OK", "a first line of more than 8 KB"),
        ("HTTP/1.1 200 OK\r\n\r\n", "body", "a body of more than 1 MB"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n",
            "a body of more than 1 MB"
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;x=yyyyyyyyyy\r\nz\r\n",
            "chunk extensions of more than 1 KB, or of 4 KB in all"
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1", "0000",
            "chunk extensions of more than 1 KB, or of 4 KB in all"
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n",
            "more than 100 headers"
        ),
    ])
    func `what has no end is cut`(_ begin: String, _ rest: String, _ excess: String) throws {
        let error = try failure { connection in
            connection.write(begin)
            connection.flood(rest)
        }
        #expect(said(error) == excess)
    }

    @Test func `a body that is too long is named for what it is`() throws {
        let error = try failure { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n") }
        let text = try #require(error?.description)
        #expect(
            text.hasSuffix(" answers with a body of more than 1 MB. No more of it was read."))
    }

    @Test func `whoever always has another byte gets no more time than others`() throws {
        let boundless = HTTPLimits(bodyBytes: 1 << 40)
        let error = try failure(boundless, receive: .milliseconds(100)) { connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            connection.flood("body", atMost: 1 << 30)
        }
        guard case .timedOut(.readingBody, _, _) = error else {
            Issue.record("it was \(String(describing: error))")
            return
        }
    }

    @Test func `whoever floods instead of listening is not listened to for long`() throws {
        let large = HTTPRequest(
            method: "PUT", target: "/", body: [UInt8](repeating: 1, count: 32 << 20))
        let error = try failure(request: large) { $0.flood("HTTP/1.1 103 Later\r\n\r\n") }
        #expect(
            said(error) == "more than 32 interim answers (1xx), or more than 4 KB of them")
    }

    @Test func `who needs a head alone waits for no body`() throws {
        let server = try RawServer { connection in
            connection.write("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 410 Gone\r\nX: 1\r\n\r\n")
            connection.flood("body")
            connection.end()
        }
        let client = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try client.send(HTTPRequest(method: "POST", target: "/"))
        let head = try client.receiveHead()
        #expect(head.status == 410 && head.headers["X"] == "1" && head.body.isEmpty)
        #expect(!client.isReusable)
    }

    @Test(arguments: [
        (Duration.nanoseconds(29_999_954_585), "30 seconds"), (.seconds(1), "1 second"),
        (.milliseconds(1500), "1.5 seconds"), (.milliseconds(30), "0.03 seconds"),
    ])
    func `a time-out says its time as people do`(_ time: Duration, _ words: String) {
        let error = HTTPClientError.timedOut(.awaitingAnswer, after: time, peer: "h")
        #expect(error.description.hasPrefix("h took longer than \(words) before the first byte"))
    }
}
