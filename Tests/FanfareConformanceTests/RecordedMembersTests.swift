import Foundations
import JSONTree
import Testing

@testable import FanfareConformance

/// What an answer of a recording must have though no document of its call says so.
struct RecordedMembersTests {
    private static func token(_ claims: [JSONMember]) -> String {
        let all =
            [JSONMember("consumerId", "ann"), JSONMember("organizationId", "org_1")].filter {
                own in !claims.contains { $0.key == own.key }
            } + claims + [
                JSONMember("sessionId", "sess_1"), JSONMember("iat", 1_800_000_000),
                JSONMember("exp", 1_800_003_600),
            ]
        return "eyJhbGciOiJFZERTQSJ9.\(Base64URL.encode(JSONNode(all).bytes())).c2ln"
    }

    private static func signedIn(_ claims: [JSONMember]) -> Tape {
        var tape = Tape()
        tape.add(
            "POST /auth/otp/verify", sent: ["email": "ann@example.com", "code": "123456"],
            Tape.session("ann", token: token([JSONMember("email", "Ann@example.com")])))
        tape.add(
            "POST /auth/otp/verify", at: 1, sent: ["email": "ann@example.com", "code": "654321"],
            Tape.session("ann", token: token(claims)))
        return tape
    }

    @Test(arguments: [
        ("consumerId", "ben", "tokens.claims"), ("organizationId", "org_2", "tokens.claims"),
        ("email", "ben@example.com", "tokens.claims.email"),
    ])
    func `an access token claims what its session and those before it say`(
        name: String, value: String, clause: String
    ) throws {
        #expect(try Self.signedIn([]).findings() == [])
        #expect(
            try Self.signedIn([JSONMember(name, JSONNode(value))]).findings()
                == ["2 /accessToken/$jwt/\(name) \(clause)"])
    }

    @Test func `an error has its word, and what a gateway says is no error of the API`() throws {
        var tape = Tape()
        tape.add("GET /queues/nope", status: 404, ["message": "Queue not found"])
        #expect(try tape.findings() == ["1 /error errors.shape"])
        let gateway = try JSONNode(
            parsing: Array(
                """
                {"startedDateTime": "2027-01-15T08:00:01Z", "time": 1, "request": {"method": "GET",
                "url": "\(Tape.home)/queues/nope", "headers": []}, "response": {"status": 403,
                "headers": [], "content": {"text": "{\\"message\\": \\"Forbidden\\"}"}}}
                """.utf8))
        tape.add(gateway)
        #expect(try tape.findings() == ["1 /error errors.shape"])
    }

    @Test func `whom an answer is about is not null`() throws {
        var tape = Tape()
        let members = (Tape.place("ann").members ?? []).map { member in
            member.key == "consumerId" ? JSONMember("consumerId", .null) : member
        }
        tape.add("POST /queues/queue_night/enter", token: "token-ann", JSONNode(members))
        let found = try tape.findings()
        #expect(found.map { String($0.prefix(13)) } == ["1 /consumerId"], "\(found)")
    }

    @Test func `whoever has won can pay, and nobody else`() throws {
        func findings(_ status: String, _ token: JSONNode?) throws -> [Substring] {
            var answer: [JSONMember] = [
                JSONMember("auctionId", "auction_1"), JSONMember("consumerId", "ann"),
                JSONMember("status", JSONNode(status)), JSONMember("lastBidAmount", 120),
                JSONMember("lastBidTime", "2027-01-15T08:00:00Z"), JSONMember("bidCount", 1),
            ]
            if let token { answer.append(JSONMember("paymentToken", token)) }
            var tape = Tape()
            tape.add("GET /auctions/auction_1/status", token: "token-ann", JSONNode(answer))
            return try tape.findings().map { $0.prefix(15) }
        }
        #expect(try findings("WON", "t") == [])
        #expect(try findings("LOST", nil) == [])
        #expect(try findings("WON", nil) == ["1 /paymentToken"])
        #expect(try findings("LOST", "t") == ["1 /paymentToken"])
    }

    @Test(arguments: ["queueId", "status", "enteredAt"])
    func `a profile shows of a queue what the page names`(_ name: String) throws {
        func findings(_ value: JSONNode?) throws -> [String] {
            var queue: [JSONMember] = [
                JSONMember("queueId", "queue_night"), JSONMember("status", "QUEUED"),
                JSONMember("position", 5), JSONMember("enteredAt", "2027-01-15T08:00:00Z"),
                JSONMember("admittedAt", .null), JSONMember("admissionToken", .null),
            ]
            if let value {
                queue = queue.map { $0.key == name ? JSONMember(name, value) : $0 }
            }
            var tape = Tape()
            tape.add(
                "GET /consumers/me", token: "token-ann",
                [
                    "id": "ann", "email": .null, "phone": .null, "fullName": .null,
                    "createdAt": "2027-01-15T07:00:00Z",
                    "active": [
                        "experiences": [:], "queues": ["queue_night": JSONNode(queue)],
                        "draws": [:], "auctions": [:], "timedReleases": [:], "admissions": [:],
                        "journeys": [],
                    ],
                ])
            return try tape.findings()
        }
        #expect(try findings(nil) == [])
        #expect(try findings(.null) == ["1 /active/queues/queue_night/\(name) consumers.me.queues"])
    }
}
