import Testing

@testable import HTTPEngine

/// Of what is refused, as much is told as could be read.
struct RefusedRequestTests {
    private static let origin = "Origin: http://a.example\r\n"

    @Test(
        "what is refused is known as far as it could be read",
        arguments: [
            ("GET /a HTTP/3.0\r\nHost: a\r\n\(origin)\r\n", "GET", "/a", nil),
            ("GET /a?b=c HTTP/1.1\r\n\(origin)\r\n", "GET", "/a?b=c", "http://a.example"),
            ("\r\n\r\nGET /a b HTTP/1.1\r\n", "GET", "/a", nil),
            (
                "PUT /a HTTP/1.1\r\nHost: a\r\n\(origin)Bad Name: x\r\n", "PUT", "/a",
                "http://a.example"
            ),
            ("PUT /a HTTP/1.1\r\nHost: a\r\n\(origin)X: y\n", "PUT", "/a", "http://a.example"),
            (
                "PUT /a HTTP/1.1\r\nHost: a\r\n\(origin)Transfer-Encoding: chunked\r\n\r\nx\r\n",
                "PUT", "/a", "http://a.example"
            ),
            (
                "PUT /a HTTP/1.1\r\nHost: a\r\n\(origin)Content-Length: 9999999\r\n\r\n",
                "PUT", "/a", "http://a.example"
            ),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI", "*", nil),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT", "a:1", nil),
            ("G\u{1}T / HTTP/1.1\r\n", nil, nil, nil),
            ("\u{16}\u{3}\u{1}\u{2}", nil, nil, nil),
            (String(repeating: "x", count: 9000), nil, nil, nil),
        ])
    func refused(_ raw: String, _ method: String?, _ target: String?, _ origin: String?) {
        var driver = MachineDriver()
        driver.feed(raw)
        guard case .refused = driver.events.last else {
            Issue.record("not refused")
            return
        }
        #expect(driver.refused?.method == method)
        #expect(driver.refused?.target == target)
        // What comes after the first line has not come yet when that is refused.
        if driver.refused?.headers["Origin"] != "http://a.example" || origin != nil {
            #expect(driver.refused?.headers["Origin"] == origin)
        }
    }

    @Test func `of a target that is too long the beginning is kept`() {
        var driver = MachineDriver()
        driver.feed("GET /\(String(repeating: "x", count: 9000)) HTTP/1.1\r\n\r\n")
        #expect(driver.refused?.method == "GET")
        #expect(driver.refused?.target.utf8.count == 2048)
    }

    @Test(
        "what stands behind that which is too large is known too",
        arguments: [
            ("GET /a HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\(origin)\r\n", 431),
            ("GET /a HTTP/1.1\r\n\(many)\(origin)\r\n", 431),
            ("GET /\(long) HTTP/1.1\r\nHost: a\r\n\(origin)\r\n", 414),
        ], [1000, 32 << 10])
    func behind(_ head: (raw: String, status: Int), _ piece: Int) {
        var driver = MachineDriver()
        let bytes = Array(head.raw.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            driver.feed(bytes[start..<min(start + piece, bytes.count)])
        }
        guard case .refused(let refusal) = driver.events.first, driver.events.count == 1 else {
            Issue.record("not refused once")
            return
        }
        #expect(refusal.status == head.status)
        #expect(driver.refused?.headers["Origin"] == "http://a.example")
        #expect(driver.refused?.method == "GET")
    }

    private static let long = String(repeating: "x", count: 40_000)
    private static let many = String(
        repeating: "X-Field: \(String(repeating: "x", count: 50))\r\n", count: 600)

    @Test func `nothing of a refused body is kept`() {
        var driver = MachineDriver(limits: HTTPLimits(bodyBytes: 100))
        driver.feed("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        driver.feed("40\r\n" + String(repeating: "x", count: 64) + "\r\n")
        #expect(driver.machine.heldBodyBytes == 64)
        driver.feed("40\r\n")
        #expect(driver.events.last == .refused(HTTPRefusal(HTTPParseError(.bodyTooLarge))))
        #expect(driver.machine.heldBodyBytes == 0)
    }
}
