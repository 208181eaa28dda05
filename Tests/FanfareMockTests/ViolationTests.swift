import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What in a request departs from the contract is noted, and refused by a strict mock.
struct ViolationTests {
    private let client = MockClient()
    private let strict = MockClient.strict()

    private func violations(_ client: MockClient) -> [Violation.Kind] {
        let list = client.send("GET /__admin/requests?limit=1", as: .nobody)
        return list["/requests/0/violations"].elements?.compactMap {
            $0["kind"]?.string.flatMap(Violation.Kind.init)
        } ?? []
    }

    /// A request as bytes on the wire would be, nothing added.
    private static func request(_ line: String, _ headers: String, _ body: String) -> HTTPRequest {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        for header in headers.split(separator: "\n") {
            let pair = header.split(separator: ":", maxSplits: 1)
            request.headers.append(String(pair[0]), pair[1].trimmingPrefix(" ").description)
        }
        request.body = Array(body.utf8)
        return request
    }

    private static let key = "X-Publishable-Key: pk_test_mock00000000\n"
    private static let json = "Content-Type: application/json\n"
    private static let ann = #"{"email":"ann@example.com"}"#
    private static let otp = "POST /auth/otp/request"

    static let cases: [(String, String, String, [Violation.Kind])] = [
        (otp, key + json, ann, []),
        (otp, key + "content-type: application/json; charset=utf-8\n", ann, []),
        ("POST /auth/guest", key, "{}", []), ("POST /auth/guest", key + json, "", []),
        ("GET /auctions/auction_open?x=1", key, "", [.unknownQuery]),
        ("POST /auth/guest?debug", key, "", [.unknownQuery]),
        ("POST /auth/guest", key, #"{"name":"x"}"#, [.unexpectedBody]),
        ("POST /auth/guest", key, "x", [.unexpectedBody]),
        ("GET /queues/queue_open", key, "{}", [.bodyOnReading]),
        (otp, key, ann, [.contentTypeMissing]),
        (otp, key + "Content-Type: text/plain\n", ann, [.contentType]),
        (
            otp, key + json, #"{"email":"ann@example.com","Email":1,"x":2}"#,
            [.unknownField, .unknownField]
        ),
        (otp, key + json, #"{"email":"a@b.de","email":"ann@example.com"}"#, [.duplicateField]),
        (otp, key + key + json, ann, [.duplicateHeader]),
        ("POST /auth/guest", key + "X-PublishableKey: x\n", "", [.headerName]),
        ("POST /auth/guest", key + "X-Fanfare-Publishable-Key: x\n", "", [.headerName]),
        ("POST /auth/guest", key + "X-API-Key: x\n", "", [.headerName]),
        ("POST /auth/guest", key + "X-Org-Id: x\n", "", [.headerName]),
        ("POST /auth/guest", key + "X-Device-Fingerprint: x\n", "", [.headerName]),
        ("POST /auth/guest", key + "Authorisation: x\n", "", [.headerName]),
        (
            "GET /queues/queue_open", "authorization: bearer sk_test_mock00000000\n", "",
            [.schemeCase, .secretKeyForConsumerCall]
        ),
        ("GET /consumers/me", key + "Authorization: eyJ.x.y\n", "", [.authorizationScheme]),
        (
            "GET /queues/queue_open", key + "Authorization: Bearer pk_test_mock00000000\n", "",
            [.publishableKeyAsToken]
        ),
        (
            "GET /queues/queue_open", "X-Publishable-Key: sk_test_mock00000000\n", "",
            [.secretKeyAsPublishableKey]
        ),
        (
            "POST /queues/queue_open/admit",
            "X-Organization-Id: org_mock\nX-Secret-Key: sk_test_mock00000000\n" + json,
            #"{"consumerId":"x"}"#, [.secretKeyHeaders]
        ),
        (
            "POST /queues/queue_open/admit",
            "Authorization: Bearer sk_test_mock00000000\nOrigin: http://localhost:3000\n" + json,
            #"{"consumerId":"x"}"#, [.secretKeyInBrowser]
        ),
        ("GET /queues/queue_open/", key, "", [.trailingSlash]),
        ("GET /queues//queue_open", key, "", [.emptySegment]),
        ("GET /Queues/queue_open", key, "", [.pathCase]),
        ("GET /nothing/like/this", key, "", [.unknownPath]),
        ("DELETE /auth/guest", key, "", [.wrongMethod]),
        (
            "GET /health",
            "Accept: */*\nX-Requested-With: x\nX-Request-Id: 7\nHost: x\nUser-Agent: x\n"
                + "Accept-Language: de\nX-Forwarded-For: 1\nTraceparent: 1\n", "", []
        ),
        (
            "GET /health",
            "Accept: */*\nX-Requested-With: x\nX-Request-Id: 7\nHost: x\nUser-Agent: x\n"
                + "Accept-Language: de\nX-Forwarded-For: 1\nTraceparent: 1\nOrigin: null\n", "",
            [.undocumentedHeader, .undocumentedHeader, .undocumentedHeader]
        ),
    ]

    @Test(arguments: cases)
    func `a request is compared with the contract`(
        _ line: String, _ headers: String, _ body: String, _ expected: [Violation.Kind]
    ) {
        let request = Self.request(line, headers, body)
        let usual = client.mock.respond(to: request, real: MockClient.start).response
        #expect(violations(client) == expected)
        let refused = strict.mock.respond(to: request, real: MockClient.start).response
        #expect(violations(strict) == expected)
        if usual.status < 400, expected.contains(where: \.isRefusedWhenStrict) {
            #expect(refused.status == 400)
            let body = try? JSONNode(parsing: refused.body)
            #expect(body?["error"] == "Request departs from the documentation")
            #expect(body?["details"]?[0]?["field"]?.string == expected.first?.rawValue)
        } else {
            #expect(refused.status == usual.status)
        }
    }

    @Test func `a strict mock does nothing for a request that it refuses`() {
        _ = strict.send("POST /auth/otp/request", ["email": "ann@example.com", "x": 1])
        #expect(strict.code(to: "ann@example.com").isEmpty)
    }

    @Test func `an expired token is named, and stays a 401 for a strict mock`() {
        for client in [client, strict] {
            let guest = client.guest()
            client.advance("1h")
            let answer = client.send("GET /consumers/me", as: .consumer(guest.token))
            #expect(answer.status == 401)
            #expect(violations(client) == [.tokenExpired])
        }
    }

    @Test func `a guest's token after linking is one of an ended session`() {
        let guest = client.guest()
        _ = client.signIn(email: "ann@example.com", linking: guest)
        _ = client.send("GET /consumers/me", as: .consumer(guest.token))
        #expect(violations(client) == [.tokenOfEndedSession])
    }

    @Test func `a refresh token that was used, expired or is none of them is told apart`() {
        let guest = client.guest()
        func refresh(_ token: String) -> [Violation.Kind] {
            _ = client.send("POST /auth/refresh", ["refreshToken": JSONNode(token)])
            return violations(client)
        }
        #expect(refresh(guest.refreshToken).isEmpty)
        #expect(refresh(guest.refreshToken) == [.tokenUsed])
        #expect(refresh(guest.token) == [.tokenOfOtherKind])
        #expect(refresh("x.y.z") == [.tokenForeign])
        let other = client.guest()
        client.advance("30d")
        #expect(refresh(other.refreshToken) == [.tokenExpired])
    }

    @Test func `an access token works on beside a newer one, and is noted as superseded`() {
        let guest = client.guest()
        client.advance("1m")
        _ = client.send("POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        let answer = client.send("GET /consumers/me", as: .consumer(guest.token))
        #expect(answer.status == 200)
        #expect(violations(client) == [.tokenSuperseded])
    }

    @Test func `a refresh token in place of an access token is noted`() {
        let guest = client.guest()
        _ = client.send("GET /consumers/me", as: .consumer(guest.refreshToken))
        #expect(violations(client) == [.tokenOfOtherKind])
    }

    @Test func `a token without the publishable key is noted, but not where it goes alone`() {
        let guest = client.guest()
        let token = ("Authorization", "Bearer \(guest.token)")
        #expect(client.send("GET /consumers/me", as: .nobody, headers: [token]).status == 401)
        #expect(violations(client).contains(.publishableKeyMissing))
        #expect(client.send("POST /auth/logout", as: .nobody, headers: [token]).status == 204)
        #expect(violations(client).isEmpty)
    }

    @Test(arguments: [
        ("GET /queue/q/status", "GET /queues/{id}/status"),
        ("POST /auth/request-otp", "POST /auth/otp/request"),
        ("POST /auth/verify-otp", "POST /auth/otp/verify"),
        ("GET /api/queues/q/status", "GET /queues/{id}/status"),
        ("GET /consumers/v1/queues/q", "GET /queues/{id}"),
        ("GET /QUEUES/q", "GET /queues/{id}"), ("GET /queues/q/", "GET /queues/{id}"),
        ("POST /auth/guests", "POST /auth/guest"), ("GET /consumer/me", "GET /consumers/me"),
        ("POST /queues/q/entr", "POST /queues/{id}/enter"),
    ])
    func `an unknown path names the nearest call`(_ line: String, _ nearest: String) {
        let answer = client.send(line)
        #expect(answer.status == 404)
        #expect(answer.body == ["error": "Not found", "message": "Did you mean \(nearest)?"])
    }

    @Test(arguments: ["GET /nothing", "GET /a/b/c/d/e/f/g/h/i", "POST /users/7/avatar"])
    func `a path like none names none`(_ line: String) {
        #expect(client.send(line).body == ["error": "Not found"])
    }

    @Test func `every operation is described, so that its fields and query are known`() {
        for route in Edition.v1.routes {
            #expect(
                Edition.v1.description.entry(of: route) != nil, "\(route.method) \(route.template)")
        }
    }
}
