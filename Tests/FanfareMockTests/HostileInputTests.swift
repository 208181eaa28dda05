import FanfareModel
import HTTPEngine
import JSONTree
import TestSupport
import Testing

@testable import FanfareMock

/// Bad input is the caller's fault, never ours: no 5xx, no trap, and JSON in the documented shape.
struct HostileInputTests {
    /// Bodies that are no JSON, by the names of their files.
    private static let malformed: [[UInt8]] =
        (try? Fixtures.names(in: "fixtures/json/test_parsing").filter { $0.hasPrefix("n_") }
            .map { try Fixtures.bytes("fixtures/json/test_parsing/" + $0) }) ?? []

    /// Values that no field expects.
    private static let values = [
        "null", "true", "-1", "0", "1e400", "275.105", "99999999999999999999", "\"\"", "\" \"",
        "\"\\u0000\"", "\"\u{1F3AB}\"", "[]", "[[]]", "{}", "{\"a\":{}}",
        "\"" + String(repeating: "x", count: 20_000) + "\"", "\"9999-99-99T99:99:99Z\"",
    ]

    /// Every field that some call reads.
    private static let fields = [
        "email", "phone", "defaultCountry", "code", "name", "provider", "issuer", "subject",
        "claims", "exchangeCode", "refreshToken", "consumerId", "reason", "token", "amount",
        "variantId", "slotId", "locationId", "sequenceId", "openAt", "closeAt", "timeZone",
        "maxCapacity", "admissionRate", "drawAt", "winnerCount", "settleAt", "startingBid",
        "minimumIncrement", "reservePrice", "advance", "set", "freeze", "world", "seed", "at",
    ]

    /// Identifiers that cannot be, and one of each kind that is.
    private static let identifiers = [
        "nobody", "%00", "%FF", "%E2%82%AC", "..", "%2F", "'",
    ]
    private static let existing = [
        "queues": "queue_open", "experiences": "exp_holiday_sale", "draws": "draw_open",
        "auctions": "auction_open", "timed-releases": "release_open",
        "appointments": "appointment_main", "waitlists": "waitlist_main",
    ]

    private static let routes = RouteDescription.all.filter {
        !$0.path.hasSuffix("/reset") && !($0.path.hasPrefix("/__admin") && $0.method == "DELETE")
    }

    /// Every call of the table, on something that exists.
    private static let lines = routes.map { route in
        let kind = route.path.split(separator: "/").first.map(String.init) ?? ""
        return "\(route.method) \(route.path.replacing("{id}", with: existing[kind] ?? "nobody"))"
    }

    private let client = MockClient()
    private let person: MockClient.Person

    init() { person = client.guest() }

    private func expectRefusalOrAnswer(
        _ answer: MockClient.Answer, _ what: @autoclosure () -> String
    ) {
        #expect(answer.status < 500, "\(what()): \(answer.status) \(answer.text)")
        guard answer.status >= 400 else { return }
        #expect(answer.body["error"]?.string?.isEmpty == false, "\(what()): \(answer.text)")
    }

    @Test func `there is malformed JSON to try`() { #expect(Self.malformed.count == 188) }

    @Test func `malformed JSON is never more than a bad request`() {
        for line in Self.lines where line.hasPrefix("POST") {
            for body in Self.malformed {
                for caller in [MockClient.Caller.secret, .consumer(person.token)] {
                    let text = String(decoding: body, as: UTF8.self)
                    expectRefusalOrAnswer(
                        client.send(line, as: caller, text: text), "\(line) \(text.prefix(80))")
                }
            }
        }
    }

    @Test func `a field of any type is never more than a bad request`() {
        for line in Self.lines where !line.hasPrefix("GET") {
            for value in Self.values {
                let members = Self.fields.map { "\"\($0)\":\(value)" }
                for body in ["{\(members.joined(separator: ","))}", "{\(members[0])}", value] {
                    for caller in [MockClient.Caller.secret, .consumer(person.token)] {
                        let answer = client.send(line, as: caller, text: body)
                        expectRefusalOrAnswer(answer, "\(line) \(body.prefix(80))")
                    }
                }
            }
        }
    }

    @Test func `any identifier in a path is answered`() {
        for route in Self.routes {
            for identifier in Self.identifiers {
                let path = route.path.replacing("{id}", with: identifier)
                for caller in [MockClient.Caller.nobody, .secret, .consumer(person.token)] {
                    let answer = client.send("\(route.method) \(path)", as: caller)
                    expectRefusalOrAnswer(answer, path)
                }
            }
        }
    }

    @Test(arguments: [
        "//", "/waitlists", "/queues/", "/queues//status", "/queues/queue_open/",
        "/api/v1", "/api/v1/", "/api/v1/api/v1/health", "/api/v2/health", "/queues/%zz",
        "/queues/../health", "/QUEUES/queue_open", "/queues/queue_open%2Fstatus", "/__admin/no",
        "/__adminx", "/health/..",
    ])
    func `a path that is none is not found`(_ path: String) {
        let answer = client.send("GET \(path)", as: .publishable)
        #expect(answer.status == 404, "\(path): \(answer.text)")
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer ..", "Bearer sk_",
        "Bearer " + String(repeating: "A", count: 30_000),
        "Bearer eyJhbGciOiJub25lIn0.eyJjb25zdW1lcklkIjoieCJ9.",
    ])
    func `a credential that is none is refused`(_ value: String) {
        let answer = client.send(
            "GET /consumers/me", as: .publishable, headers: [("Authorization", value)])
        #expect(answer.status == 401, "\(value.prefix(40)): \(answer.text)")
    }
}

/// A clock that goes as far as instants can be written, and back.
struct EndOfTimeTests {
    @Test func `at the end of year 9999 everything is answered, and a reset leads back`() {
        let client = MockClient()
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        let start = client.send(
            "POST /__admin/clock", as: .nobody, ["set": "9999-12-31T23:59:59Z"])
        #expect(start.string("/now").hasPrefix("9999-12-31T"), "\(start.text)")
        for route in RouteDescription.all where !route.path.hasSuffix("/reset") {
            let line = "\(route.method) \(route.path.replacing("{id}", with: "queue_open"))"
            for caller in [MockClient.Caller.publishable, .secret, .consumer(guest.token)] {
                let answer = client.send(line, as: caller, ["email": "ann@example.com"])
                #expect(answer.status < 500, "\(line): \(answer.text)")
            }
        }
        #expect(client.signIn(email: "ann@example.com").status == 200)
        #expect(client.send("POST /__admin/reset", as: .nobody).status == 200)
        let again = client.send("GET /__admin/clock", as: .nobody)
        #expect(again["/now"] == "2026-01-01T00:00:00Z")
        #expect(client.send("GET /queues/queue_open").status == 200)
    }
}
