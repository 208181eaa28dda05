import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A control token opens the door from everywhere, and locks it for everybody else.
struct ControlTokenTests {
    private static let token = "a-token-of-this-test"
    private let wire: Wire
    private let key: ControlKey

    init() throws {
        var configuration = Mock.Configuration(startAt: MockClient.start)
        key = try #require(ControlKey(Self.token))
        configuration.controlKey = key
        wire = Wire(Mock(configuration, real: MockClient.start))
    }

    private static let bearer = ("Authorization", "Bearer \(token)")
    private static let elsewhere = Approach(peerIsLocal: false)

    private func send(
        _ line: String, _ headers: [(String, String)], by approach: Approach = Approach(),
        _ body: JSONNode? = nil
    ) -> MockClient.Answer {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        let host = headers.contains { $0.0 == "Host" } ? [] : [("Host", "shop.example:8080")]
        for (name, value) in host + headers { request.headers.append(name, value) }
        if let body { request.body = body.bytes() }
        return wire.send(request, by: approach)
    }

    private func cookie(_ token: String = Self.token) throws -> String {
        let made = send("POST /__admin/session", [], ["token": JSONNode(token)])
        #expect(made.status == 204, "\(made.text)")
        let field = try #require(made.headers["Set-Cookie"])
        return String(try #require(field.split(separator: ";").first))
    }

    private static let lines = controlRoutes.filter(\.input.needsToken).map { route in
        "\(route.method) \(route.template.replacing("{id}", with: "x"))"
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Bearer a-token-of-this-tes", "Bearer a-token-of-this-test2",
        "Bearer A-TOKEN-OF-THIS-TEST", "a-token-of-this-test", "Basic a-token-of-this-test",
        "Bearer sk_test_mock00000000", "Bearer org_mock.", "Bearer .", "Bearer org_mock.00000000",
        "Bearer .00000000000000000000000000000000",
    ])
    func `everybody else stays outside, this machine too`(_ authorization: String) {
        let headers =
            [("Host", "localhost:4802")]
            + (authorization.isEmpty ? [] : [("Authorization", authorization)])
        for line in Self.lines {
            let answer = send(line, headers)
            #expect(answer.status == 401, "\(line): \(answer.text)")
            #expect(answer.headers["WWW-Authenticate"] == "Bearer realm=\"control\"")
            #expect(!answer.text.contains(Self.token))
        }
    }

    @Test(arguments: [
        [], [("X-Forwarded-For", "1.2.3.4")], [("Via", "1.1 nginx")], [("Host", "mock")],
        [("Host", "evil.example")],
    ])
    func `whoever shows it comes in from anywhere and through proxies`(
        _ headers: [(String, String)]
    ) {
        for scheme in ["Bearer", "bearer"] {
            let shown = [("Authorization", "\(scheme)  \(Self.token) ")]
            let answer = send("GET /__admin/clock", headers + shown, by: Self.elsewhere)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test(arguments: [
        [("Origin", "http://evil.example")], [("Origin", "null")],
        [("Origin", "http://shop.example")], [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site"), ("Origin", "http://shop.example:8080")],
    ])
    func `pages of other origins stay outside, with the token and with the cookie`(
        _ headers: [(String, String)]
    ) throws {
        for shown in [Self.bearer, ("Cookie", try cookie())] {
            for line in Self.lines {
                #expect(send(line, headers + [shown]).status == 403, "\(line)")
            }
        }
        #expect(send("POST /__admin/session", headers, ["token": "x"]).status == 403)
    }

    @Test func `a browser gets a cookie for it that opens the page and its calls`() throws {
        let field = try #require(
            send("POST /__admin/session", [], ["token": JSONNode(Self.token)])
                .headers["Set-Cookie"])
        for attribute in ["HttpOnly", "SameSite=Strict", "Path=/__admin"] {
            #expect(field.contains("; \(attribute)"), "\(field)")
        }
        #expect(!field.contains("Secure"))
        #expect(!field.contains(Self.token))
        let shown = ("Cookie", "theme=dark; \(try cookie()); a=b")
        let own = ("Origin", "https://shop.example:8080")
        #expect(send("GET /__admin/overview", [shown], by: Self.elsewhere).status == 200)
        #expect(send("POST /__admin/reset", [shown, own], by: Self.elsewhere).status == 200)
        // A proxy that does not pass `Host` on: the browser says that the page is of this origin.
        let proxied = [("Origin", "https://x.example"), ("Sec-Fetch-Site", "same-origin")]
        #expect(send("POST /__admin/reset", proxied + [shown]).status == 200)
        #expect(send("POST /__admin/reset", [shown]).status == 403)
        let page = send("GET /__admin/", [shown])
        #expect(page.status == 200)
        #expect(page.text.contains("id=\"inbox-title\""))
    }

    @Test func `over TLS the cookie is for TLS alone`() {
        let origin = ("Origin", "https://shop.example:8080")
        let answer = send("POST /__admin/session", [origin], ["token": JSONNode(Self.token)])
        #expect(answer.headers["Set-Cookie"]?.hasSuffix("; Secure") == true)
    }

    @Test(arguments: [
        "", "fanfare_control=.x", "fanfare_control_00000000=.00000000000000000000000000000000",
    ])
    func `a cookie that is none opens nothing`(_ value: String) throws {
        #expect(send("GET /__admin/clock", [("Cookie", value)]).status == 401)
        let good = try cookie()
        let last = good.last == "0" ? "1" : "0"
        for bad in [String(good.dropLast()) + last, String(good.dropLast()), good + "0"] {
            #expect(send("GET /__admin/clock", [("Cookie", bad)]).status == 401)
        }
        // A cookie is no token, and a token no cookie.
        let code = try #require(good.split(separator: "=").last.map(String.init))
        #expect(send("GET /__admin/clock", [("Authorization", "Bearer \(code)")]).status == 401)
    }

    @Test func `the cookie goes away again`() {
        let field = send("DELETE /__admin/session", []).headers["Set-Cookie"]
        #expect(field?.contains("Max-Age=0") == true)
    }

    @Test func `a stranger sees that the mock is there, and a page that asks`() throws {
        let health = send("GET /__admin/health", [], by: Self.elsewhere)
        #expect(health.body == ["status": "ok", "needs": "control token"])
        let opened = send("GET /__admin/health", [Self.bearer]).body
        #expect(opened["status"] == "ok")
        #expect(opened["needs"] == nil)
        #expect(opened["capabilities"]?.elements?.contains("organizations") == true)
        let page = send("GET /__admin/", [("Accept", "text/html")], by: Self.elsewhere)
        #expect(page.status == 401)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("--control-token"))
        #expect(!page.text.contains("{{"))
        for reference in page.text.matches(of: /(?:src|href)="(\/[^"]*)"/).map(\.output.1) {
            #expect(send("GET \(reference)", [], by: Self.elsewhere).status == 200)
        }
    }

    @Test func `what needs no token shows nothing of any organization`() {
        let secrets = [Mock.Default.secretKey, Mock.Default.publishableKey, "org_mock", Self.token]
        for route in controlRoutes where !route.input.needsToken {
            let path = route.template.replacing("{file}", with: "main.js")
            let answer = send("\(route.method) \(path)", [], by: Self.elsewhere)
            for secret in secrets { #expect(!answer.everything.contains(secret), "\(path)") }
        }
        let open = Set(controlRoutes.filter { !$0.input.needsToken }.map(\.template))
        #expect(
            open == [
                "/__admin/", "/__admin/page/{file}", "/__admin/health", "/__admin/session",
                "/__admin/dev.js", "/__admin/dev-bar.js", "/__admin/origins/ask",
            ])
    }

    @Test(arguments: ["short", "fifteen-letters", "has a space in it, yes", "ünïcödé-ünïcödé-ü"])
    func `what is too short or fits into no header is no token`(_ word: String) {
        #expect(ControlKey(word) == nil)
        var options = MockServer.Options()
        options.controlToken = word
        #expect(throws: MockServerError.badControlToken) { try MockServer(options) }
    }
}

/// A token for one organization opens that one, and shows nothing of others.
struct OrganizationTokenTests {
    private let wire: Wire
    private let everything = ("Authorization", "Bearer a-token-of-this-test")
    private let own: MockClient.Answer
    private let other: MockClient.Answer

    init() throws {
        var configuration = Mock.Configuration(startAt: MockClient.start)
        configuration.controlKey = ControlKey("a-token-of-this-test")
        wire = Wire(Mock(configuration, real: MockClient.start))
        own = wire.send("POST /__admin/organizations", [everything])
        other = wire.send("POST /__admin/organizations", [everything])
    }

    private var shown: (String, String) {
        ("Authorization", "Bearer \(own.string("/controlToken"))")
    }

    @Test func `without naming one, it is its own that is meant`() {
        let overview = wire.send("GET /__admin/overview", [shown])
        #expect(
            overview.string("/organization/organizationId") == own.string("/organizationId"))
        let all = wire.send("GET /__admin/organizations", [shown])
        #expect(all["/organizations"].elements?.count == 1, "\(all.text)")
        #expect(
            wire.send("GET /__admin/organizations", [everything])["/organizations"]
                .elements?.count == 3)
    }

    @Test func `no call reaches another organization with it`() {
        for id in [other.string("/organizationId"), Mock.Default.organizationID, "org_never"] {
            for route in controlRoutes
            where route.input.needsToken && !route.template.hasPrefix("/__admin/organizations") {
                let line = "\(route.method) \(route.template.replacing("{id}", with: "x"))"
                let answer = wire.send(line, [shown, ("X-Organization-Id", id)])
                #expect(answer.status == 404, "\(line): \(answer.text)")
                #expect(answer.text.contains("There is no organization"))
            }
            #expect(wire.send("DELETE /__admin/organizations/\(id)", [shown]).status == 404)
        }
        #expect(wire.send("POST /__admin/organizations", [shown]).status == 403)
    }

    @Test func `it deletes its own, and opens nothing then`() {
        let id = own.string("/organizationId")
        #expect(wire.send("DELETE /__admin/organizations/\(id)", [shown]).status == 204)
        #expect(wire.send("GET /__admin/clock", [shown]).status == 404)
    }

    @Test func `its cookie opens no more than it does`() throws {
        let made = wire.send(
            "POST /__admin/session", [], ["token": own["/controlToken"]])
        let cookie = try #require(made.headers["Set-Cookie"]?.split(separator: ";").first)
        let shown = ("Cookie", String(cookie))
        #expect(
            wire.send("GET /__admin/organizations", [shown])["/organizations"]
                .elements?.count == 1)
        let named = ("X-Organization-Id", Mock.Default.organizationID)
        #expect(wire.send("GET /__admin/clock", [shown, named]).status == 404)
    }
}

/// Where pages of another server share the API's port, the control protocol has one of its own.
struct ControlPortTests {
    private let wire: Wire

    init() {
        let mock = Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start)
        mock.ports = MockPorts(api: 4802, control: 4803)
        wire = Wire(mock)
    }

    private func send(
        _ line: String, _ headers: [(String, String)], _ entrance: Approach.Entrance
    ) -> MockClient.Answer {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers.append("Host", "localhost:\(entrance == .control ? 4803 : 4802)")
        for (name, value) in headers { request.headers.append(name, value) }
        return wire.send(request, by: Approach(entrance: entrance))
    }

    @Test(arguments: [
        [("Origin", "http://localhost:4802")], [("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")],
        [("sec-fetch-dest", "script")],
    ])
    func `no browser makes a control call on the port of the API`(_ headers: [(String, String)]) {
        for route in controlRoutes {
            let line = "\(route.method) \(route.template.replacing("{id}", with: "x"))"
            let answer = send(line, headers, .api)
            #expect(answer.status == 403, "\(line): \(answer.text)")
            #expect(answer.text.contains("4803"), "\(line): \(answer.text)")
        }
        let read = send("GET /__admin/", headers + [("Accept", "text/html")], .api)
        #expect(read.text.contains("href=\"http://localhost:4803/__admin/\""), "\(read.text)")
    }

    @Test func `programs make control calls on both ports`() {
        for entrance in [Approach.Entrance.api, .control] {
            #expect(send("GET /__admin/clock", [], entrance).status == 200)
        }
    }

    @Test func `the page and its calls are on the other port`() {
        let own = [("Origin", "http://localhost:4803"), ("Sec-Fetch-Site", "same-origin")]
        #expect(send("GET /__admin/", own, .control).status == 200)
        #expect(send("POST /__admin/reset", own, .control).status == 200)
        #expect(send("GET /__admin/overview", own, .control)["/apiPort"] == 4802)
        let page = [("Origin", "http://localhost:4802"), ("Sec-Fetch-Site", "same-site")]
        #expect(send("GET /__admin/overview", page, .control).status == 403)
    }

    @Test func `there is nothing else on it`() {
        #expect(send("GET /", [], .control).headers["Location"] == "__admin/")
        for path in ["/health", "/api/v1/health", "/auth/guest", "/shop.html"] {
            let answer = send("GET \(path)", [], .control)
            #expect(answer.status == 404)
            #expect(answer.text.contains("4802"), "\(answer.text)")
        }
    }

    @Test func `what a host says is no markup in the refusal`() {
        var request = HTTPRequest(method: "GET", target: "/__admin/")
        request.headers = [
            "Host": "a\"><script>b</script>", "Accept": "text/html", "Sec-Fetch-Site": "none",
        ]
        for entrance in [Approach.Entrance.api, .shared] {
            let page = wire.send(request, by: Approach(entrance: entrance))
            #expect(page.status == 403)
            #expect(page.text.contains("<h1>"), "\(page.text)")
            #expect(!page.text.contains("<script>"), "\(page.text)")
        }
    }
}
