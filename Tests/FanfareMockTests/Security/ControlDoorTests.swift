import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Strangers and pages of other sites stay outside of `/__admin`, whatever they call themselves.
struct ControlDoorTests {
    private let wire = Wire(
        Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))

    /// What no page of another origin may call: all but the toolbar and the question for it.
    private static let guarded = controlRoutes.filter { !$0.input.isForEveryPage }

    @Test func `what every page may call is known`() {
        #expect(
            controlRoutes.filter(\.input.isForEveryPage).map(\.template)
                == ["/__admin/dev.js", "/__admin/dev-bar.js", "/__admin/origins/ask"])
    }

    /// The status of every control call with these headers.
    private func statuses(
        _ headers: [(String, String)], of routes: [Route] = controlRoutes
    ) -> Set<Int> {
        let lines = routes.map { route in
            "\(route.method) \(route.template.replacing("{id}", with: "x"))"
        }
        return Set(lines.map { wire.send($0, headers).status })
    }

    @Test(arguments: [
        "evil.example", "evil.example:4802", "localhost.evil.example", "127.0.0.1.evil.example",
        "localhost.", "127.0.0.1.", "127.1", "127.0.0.2", "0.0.0.0", "0", "2130706433",
        "0x7f.0.0.1", "::1", "[::]", "[::2]", "[::ffff:127.0.0.1]", "[::1].evil.example",
        "[::1]evil", "[::1", "[evil.example]", "localhost@evil.example", "localhost:4802@evil",
        "localhost:evil.example", "localhost, evil.example", "evil.example:localhost",
        "notlocalhost",
        "xlocalhost", "localhost%00.evil.example", "", " ", ":4802", "host.docker.internal",
    ])
    func `a name that is not this machine's opens no control call`(_ host: String) {
        #expect(statuses([("Host", host)]) == [403])
    }

    @Test(arguments: [
        "localhost", "LOCALHOST", "LocalHost:1", "localhost:", "127.0.0.1", "127.0.0.1:4802",
        "[::1]", "[::1]:4802", "shop.localhost:4802",
    ])
    func `a name of this machine opens the door`(_ host: String) {
        #expect(wire.send("GET /__admin/health", [("Host", host)]).status == 200)
    }

    @Test func `a request without a host opens no control call`() {
        for route in controlRoutes {
            let request = HTTPRequest(method: route.method, target: route.template)
            #expect(wire.send(request).status == 403, "\(route.template)")
        }
    }

    @Test(arguments: [
        "http://evil.example", "http://localhost", "http://localhost:3000",
        "https://localhost:4802",
        "http://127.0.0.1:4802", "http://localhost:4802.evil.example", "null", "", "file://",
        "http://localhost:4802/", "http://user@localhost:4802", "ws://localhost:4802",
    ])
    func `a page of another origin makes no control call`(_ origin: String) {
        let host = ("Host", "localhost:4802")
        #expect(statuses([host, ("Origin", origin)], of: Self.guarded) == [403])
        // What a form may send without asking first.
        for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let answer = wire.send(
                "POST /__admin/reset", [host, ("Origin", origin), ("Content-Type", type)])
            #expect(answer.status == 403)
        }
    }

    @Test(arguments: ["cross-site", "same-site", "", "none, cross-site", "evil"])
    func `a browser that says it comes from elsewhere makes no control call`(_ site: String) {
        let headers = [("Host", "localhost:4802"), ("Sec-Fetch-Site", site)]
        #expect(statuses(headers, of: Self.guarded) == [403])
        let link = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
        for route in Self.guarded where route.template != "/__admin/" {
            let answer = wire.send("\(route.method) \(route.template)", headers + link)
            #expect(answer.status == 403, "\(route.template)")
        }
        let framed = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")]
        #expect(wire.send("GET /__admin/", headers + framed).status == 403)
        #expect(wire.send("GET /__admin/", headers + link).status == 200)
    }

    @Test(arguments: [
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything",
        "Forwarded", "Via", "X-Real-IP", "x-real-ip", "X-Original-URL", "X-Original-Forwarded-For",
        "X-Original-Host", "X-Rewrite-URL", "X-Client-IP", "True-Client-IP", "X-Cluster-Client-IP",
        "CF-Connecting-IP", "CF-Ray", "CDN-Loop", "Fly-Client-IP", "Fastly-Client-IP",
        "X-Envoy-External-Address", "X-Amzn-Trace-Id", "X-Amz-Cf-Id", "X-ARR-SSL",
        "X-Azure-ClientIP", "Akamai-Origin-Hop", "X-Vercel-Id", "Tailscale-User-Login",
    ])
    func `what a proxy has marked opens no control call`(_ name: String) {
        #expect(statuses([(name, "127.0.0.1")]) == [403])
        #expect(statuses([("Host", "localhost"), (name, "")]) == [403])
        let answer = wire.send("GET /__admin/clock", [(name, "127.0.0.1")])
        #expect(answer.text.contains("\(name) tells of one"), "\(answer.text)")
        #expect(answer.text.contains("--control-token"), "\(answer.text)")
        #expect(wire.send("GET /health", [(name, "127.0.0.1")]).body == ["status": "ok"])
    }

    @Test(arguments: [
        ("X-HTTP-Method-Override", "DELETE"), ("X-Request-Id", "1"), ("traceparent", "00-1-1-00"),
        ("X-Requested-With", "XMLHttpRequest"),
    ])
    func `what programs send by themselves keeps the door open, and nobody else's closed`(
        _ name: String, _ value: String
    ) {
        var request = HTTPRequest(method: "GET", target: "/__admin/health")
        request.headers = ["Host": "localhost"]
        request.headers.append(name, value)
        #expect(wire.send(request, by: Approach(peerIsLocal: false)).status == 403)
        #expect(wire.send("GET /__admin/clock", [(name, value)]).status == 200)
    }

    @Test func `no answer of the control protocol lets another page read it`() {
        for route in Self.guarded {
            for headers in [[], [("Host", "localhost"), ("Origin", "http://localhost")]] {
                let answer = wire.send("\(route.method) \(route.template)", headers)
                let allowed = answer.headers.filter { $0.name.hasPrefix("Access-Control") }
                #expect(allowed.isEmpty, "\(route.template)")
            }
        }
    }

    @Test func `a preflight is not answered for the control protocol`() {
        for host in ["localhost:4802", "evil.example"] {
            let answer = wire.send(
                "OPTIONS /__admin/clock",
                [
                    ("Host", host), ("Origin", "http://evil.example"),
                    ("Access-Control-Request-Method", "POST"),
                ])
            #expect(answer.status == 403)
        }
    }

    @Test func `a closed door is closed for everybody`() {
        var configuration = Mock.Configuration(startAt: MockClient.start)
        configuration.servesControl = false
        let closed = Wire(Mock(configuration, real: MockClient.start))
        for route in controlRoutes {
            let answer = closed.send("\(route.method) \(route.template)", [])
            #expect(answer.status == 404, "\(route.template): \(answer.text)")
        }
    }
}
