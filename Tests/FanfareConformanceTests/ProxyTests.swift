import FanfareConformance
import HTTPEngine
import Synchronization
import TestSupport
import Testing

/// A proxy that is named is obeyed or refused, and never left out.
struct ProxyTests {
    private static func proxy(_ url: String, _ environment: [String: String]) throws -> Proxy? {
        let address = try #require(TargetAddress(url))
        return try ProxyChoice.asEnvironment.proxy(for: address) { environment[$0] }
    }

    private static let environments: [(String, [String: String], String?)] = [
        ("https://h", ["https_proxy": "http://p:8080"], "p:8080 (https_proxy)"),
        ("https://h", ["HTTPS_PROXY": "http://p:1", "https_proxy": "p:2"], "p:2 (https_proxy)"),
        ("https://h", ["ALL_PROXY": "p:3128"], "p:3128 (ALL_PROXY)"),
        ("https://h", ["http_proxy": "p:3128"], nil),
        ("http://h", ["http_proxy": "p:3128"], "p:3128 (http_proxy)"),
        ("http://h", ["HTTP_PROXY": "p"], "p:80 (HTTP_PROXY)"),
        ("http://h", ["https_proxy": "p:3128"], nil),
        ("http://127.0.0.1", ["all_proxy": "http://[::1]:3128/"], "[::1]:3128 (all_proxy)"),
        ("http://h", ["http_proxy": "HTTP://u%40:p%20w@p:1"], "p:1 (http_proxy)"),
        ("http://h", [:], nil),
    ]

    @Test(arguments: environments)
    func `the environment names the proxy`(
        _ url: String, _ environment: [String: String], _ proxy: String?
    ) throws {
        #expect(try Self.proxy(url, environment)?.description == proxy)
    }

    private static let exceptions: [(String, String, Bool)] = [
        ("http://a.example.com", "example.com", true),
        ("http://example.com", ".example.com", true),
        ("http://A.Example.Com.", "x.org, *.example.com", true),
        ("http://example.com", "ample.com", false),
        ("http://example.com", "*", true),
        ("http://example.com:81", "example.com:80", false),
        ("http://example.com:81", "example.com:81", true),
        ("http://127.0.0.1:4802", "127.0.0.0/8", true),
        ("http://128.0.0.1", "127.0.0.0/8", false),
        ("http://127.0.0.1:4802", "localhost", false),
        ("http://10.1.2.3", "10.1.2.3:8080", false),
        ("http://[::1]:4802", "::1", true),
        ("http://[::1]:4802", "[::1]:4802", true),
        ("http://[fd00::5]", "fd00::/8", true),
        ("http://[::ffff:10.0.0.1]", "10.0.0.0/24", true),
        ("http://10.0.0.1", "10.0.0.0/99", false),
        ("http://10.0.0.1", "0.0.0.1", false),
        ("http://h", "", false),
    ]

    @Test(arguments: exceptions)
    func `exceptions are hosts, addresses and networks, with or without a port`(
        _ url: String, _ list: String, _ isException: Bool
    ) throws {
        for name in ["no_proxy", "NO_PROXY"] {
            let proxy = try Self.proxy(url, ["http_proxy": "p:1", name: list])
            #expect((proxy == nil) == isException)
        }
    }

    @Test(arguments: [
        "socks5://p:1080", "https://p:3128", "http://p:99999", "http://p:1/path", "http://",
        "http://u:%zz@p:1", "p:", "http://[::1", "http://u%0d%0aX: y@p:1",
    ])
    func `what is not understood is said with its place, and without a password`(_ text: String) {
        let problem = #expect(throws: TargetProblem.self) {
            try Self.proxy("https://h", ["HTTPS_PROXY": text])
        }
        let words = problem?.description ?? ""
        #expect(words.hasPrefix("HTTPS_PROXY names a proxy that is not understood, '"))
        #expect(!words.contains("%zz") && !words.contains("X:"))
    }

    @Test func `who names a proxy is asked before the environment, and none is none`() throws {
        let address = try #require(TargetAddress("https://h"))
        func proxy(_ text: String) throws -> String? {
            try ProxyChoice(text, from: "--proxy").proxy(for: address) { _ in "socks5://p" }?
                .description
        }
        #expect(try proxy("none") == nil)
        #expect(try proxy("q:1") == "q:1 (--proxy)")
        #expect(throws: TargetProblem.self) { try proxy("socks4://q:1") }
    }

    /// What a proxy was sent, which answers with a few words itself.
    private static func sent(
        to url: String, _ request: HTTPRequest, answer: String
    ) throws -> (head: String, response: Result<HTTPResponse, TransportFailure>) {
        let seen = Mutex("")
        let server = try RawServer { client in
            let head = String(decoding: client.read(), as: UTF8.self)
            seen.withLock { $0 = head }
            client.write(answer)
            client.end()
        }
        var target = Target(name: "t", address: try #require(TargetAddress(url)))
        target.proxy = try ProxyChoice("qa:s%3At@127.0.0.1:\(server.port)", from: "--proxy")
        let transport = try target.transport { _ in nil }
        let response = Result { () throws(TransportFailure) in
            let channel = try transport.open()
            try channel.send(request)
            return try channel.receive()
        }
        return (seen.withLock(\.self), response)
    }

    @Test func `in plain HTTP a proxy is told the whole address, and who comes`() throws {
        let (head, response) = try Self.sent(
            to: "http://target.example:81/api", HTTPRequest(method: "GET", target: "/api/x?y"),
            answer: "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try response.get().status == 204)
        #expect(head.hasPrefix("GET http://target.example:81/api/x?y HTTP/1.1\r\n"))
        #expect(head.contains("\r\nHost: target.example:81\r\n"))
        #expect(head.contains("\r\nProxy-Authorization: Basic cWE6czp0\r\n"))
    }

    @Test func `a question to the server as a whole has no path`() throws {
        let (head, _) = try Self.sent(
            to: "http://target.example", HTTPRequest(method: "OPTIONS", target: "*"),
            answer: "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(head.hasPrefix("OPTIONS http://target.example HTTP/1.1\r\n"))
    }

    @Test func `under TLS a proxy is told the host and the port, and who comes`() throws {
        let (head, response) = try Self.sent(
            to: "https://[2001:db8::1]/api", HTTPRequest(method: "GET", target: "/"),
            answer: "HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n")
        #expect(head.hasPrefix("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"))
        #expect(head.contains("\r\nProxy-Authorization: Basic cWE6czp0\r\n"))
        guard case .failure(let failure) = response else {
            Issue.record("a tunnel was found where there is none")
            return
        }
        #expect(failure.kind == .unreachable)
        #expect(failure.description.contains("does not lead to [2001:db8::1]:443: it answered 403"))
    }

    @Test(arguments: ["http://target.example", "https://target.example"])
    func `a proxy that refuses us is told apart from the target`(_ url: String) throws {
        let (_, response) = try Self.sent(
            to: url, HTTPRequest(method: "GET", target: "/"),
            answer: "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        guard case .failure(let failure) = response else {
            Issue.record("the proxy's own answer was taken for the target's")
            return
        }
        #expect(failure.kind == .unreachable)
        #expect(
            failure.description.hasSuffix("(--proxy) does not take this user and password (407)."))
    }
}
