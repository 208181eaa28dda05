import Testing

@testable import HTTPEngine

struct ResponseWriterTests {
    private func written(
        _ response: HTTPResponse, to method: String = "GET", version: HTTPVersion = .http11,
        keepsAlive: Bool = true, idle: Duration = .zero
    ) -> String {
        var request = HTTPRequest(method: method, target: "/")
        request.version = version
        let terms = AnswerTerms(to: request, keepsAlive: keepsAlive)
        var output: [UInt8] = []
        let lines = ServerLines(
            date: Array("Date: D\r\n".utf8), keepAlive: ServerLines.keepAlive(idle: idle))
        ResponseWriter.append(response, terms: terms, lines: lines, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `date and length are added`() {
        let response = HTTPResponse(status: 200, headers: ["A": "b"], body: Array("hi".utf8))
        #expect(
            written(response)
                == "HTTP/1.1 200 OK\r\nA: b\r\nDate: D\r\nContent-Length: 2\r\n\r\nhi")
    }

    @Test func `an own date is kept`() {
        let response = HTTPResponse(status: 404, headers: ["date": "mine"])
        #expect(
            written(response)
                == "HTTP/1.1 404 Not Found\r\ndate: mine\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `own framing is replaced by what is really sent`() {
        let response = HTTPResponse(
            status: 200,
            headers: [
                "Content-Length": "9", "A": "b", "Transfer-Encoding": "chunked",
                "Connection": "close",
            ], body: [0x78])
        #expect(
            written(response) == "HTTP/1.1 200 OK\r\nA: b\r\nDate: D\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test func `HEAD has the length but not the body`() {
        let response = HTTPResponse(status: 200, body: Array("hi".utf8))
        #expect(
            written(response, to: "HEAD")
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\n")
        let told = HTTPResponse(status: 200, headers: ["Content-Length": "12"])
        #expect(
            written(told, to: "HEAD")
                == "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nDate: D\r\n\r\n")
    }

    @Test("statuses without a body have no length either", arguments: [204, 304])
    func bodiless(_ status: Int) {
        let response = HTTPResponse(status: status, body: [1, 2])
        let reason = HTTPStatus.reason(status)
        #expect(written(response) == "HTTP/1.1 \(status) \(reason)\r\nDate: D\r\n\r\n")
    }

    @Test func `the end of the connection is announced`() {
        #expect(
            written(HTTPResponse(status: 200), keepsAlive: false)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }

    @Test func `an HTTP/1.0 client is told that the connection stays`() {
        #expect(
            written(HTTPResponse(status: 200), version: .http10)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
        )
    }

    @Test(
        "clients hear how long a connection may be idle, and somewhat less than is true",
        arguments: [
            (75, "timeout=70"), (20, "timeout=19"), (2, "timeout=1"), (1, nil), (0, nil),
        ])
    func idleTime(_ seconds: Int, _ announced: String?) {
        let lines = announced.map { "Connection: keep-alive\r\nKeep-Alive: \($0)\r\n" } ?? ""
        #expect(
            written(HTTPResponse(status: 204), idle: .seconds(seconds))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\n\(lines)\r\n")
        #expect(
            written(HTTPResponse(status: 204), keepsAlive: false, idle: .seconds(seconds))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\nConnection: close\r\n\r\n")
    }

    @Test("a status without a name, or out of range, is written", arguments: [299, 599, 600, 999])
    func unnamed(_ status: Int) {
        #expect(written(HTTPResponse(status: status)).hasPrefix("HTTP/1.1 \(status) \r\n"))
    }

    @Test func `a refusal is JSON whatever it quotes`() {
        let refusal = HTTPRefusal(status: 400, message: "a \"b\" \\ c")
        #expect(refusal.plainResponse.body == Array(#"{"error":"a \"b\" \\ c"}"#.utf8))
    }
}
