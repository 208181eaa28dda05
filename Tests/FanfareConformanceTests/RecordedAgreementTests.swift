import Foundations
import JSONTree
import Testing

@testable import FanfareConformance

/// One answer of a recording goes with itself, and what it says of an admission with those before it.
struct RecordedAgreementTests {
    private static func token(
        of consumer: String = "ann", in queue: String = "queue_night",
        until end: String = "2027-01-15T08:11:00Z", tag: String = "c2ln"
    ) -> JSONNode {
        let claims: JSONNode = [
            "consumerId": JSONNode(consumer), "distributionId": JSONNode(queue),
            "distributionType": "queue", "admittedAt": "2027-01-15T08:01:00Z",
            "expiresAt": JSONNode(end),
        ]
        return JSONNode("eyJhbGciOiJFZERTQSJ9.\(Base64URL.encode(claims.bytes())).\(tag)")
    }

    private static func admitted(
        _ token: JSONNode, enteredAt: String = "2027-01-15T08:00:00Z",
        until end: String = "2027-01-15T08:11:00Z"
    ) -> JSONNode {
        [
            "queueId": "queue_night", "consumerId": "ann", "status": "ADMITTED", "position": 0,
            "enteredAt": JSONNode(enteredAt), "admittedAt": "2027-01-15T08:01:00Z",
            "admissionToken": token, "denyReason": .null, "expiresAt": JSONNode(end),
        ]
    }

    /// The guests ann and ben, and what ann's status is answered with.
    private static func night(_ answers: JSONNode...) -> Tape {
        var tape = Tape()
        for who in ["ann", "ben"] {
            tape.add("POST /auth/guest", Tape.guest(who, token: "token-\(who)"))
        }
        for (second, answer) in answers.enumerated() {
            tape.add(
                "GET /queues/queue_night/status", at: 100 + second, token: "token-ann", answer)
        }
        return tape
    }

    @Test func `an admission that is told the same twice shows nothing`() throws {
        let answer = Self.admitted(Self.token())
        #expect(try Self.night(answer, answer).findings() == [])
    }

    @Test func `an admission token claims what stands beside it`() throws {
        let part = "3 /admissionToken/$jwt"
        #expect(
            try Self.night(Self.admitted(Self.token(until: "2027-01-15T08:11:05Z"))).findings()
                == ["\(part)/expiresAt queues.token.claims"])
        #expect(
            try Self.night(Self.admitted(Self.token(in: "queue_other"))).findings()
                == ["\(part)/distributionId queues.token.claims"])
        var tape = Self.night()
        tape.add(
            "POST /auth/otp/verify", at: 50, sent: ["email": "ann@example.com", "code": "123456"],
            Tape.session("cleo", token: "token-cleo"))
        tape.add(
            "GET /queues/queue_night/status", at: 100, token: "token-ann",
            Self.admitted(Self.token(of: "cleo")))
        #expect(
            try tape.findings() == ["4 /admissionToken/$jwt/consumerId queues.token.claims"])
        // A guest may have become ann where nobody recorded it.
        #expect(try Self.night(Self.admitted(Self.token(of: "ben"))).findings() == [])
    }

    @Test func `nobody is admitted before they entered`() throws {
        let answer = Self.admitted(Self.token(), enteredAt: "2027-01-15T08:01:05Z")
        let found = try Self.night(answer).findings()
        #expect(found.map { String($0.prefix(13)) } == ["3 /admittedAt"], "\(found)")
    }

    @Test func `the same admission keeps its token and its end`() throws {
        let first = Self.admitted(Self.token())
        let other = Self.night(first, Self.admitted(Self.token(tag: "b3RoZXI")))
        // That it does is our own word, so that it is a note.
        #expect(try other.findings() == [])
        #expect(
            try other.outcome().results.flatMap(\.findings).map(\.clause.id)
                == ["consumers.me.token"])
        let opaque = Self.admitted("opaque")
        let later = Self.admitted("opaque", until: "2027-01-15T08:11:05Z")
        #expect(try Self.night(opaque, opaque).findings() == [])
        let found = try Self.night(opaque, later).findings()
        #expect(found.map { String($0.prefix(12)) } == ["4 /expiresAt"], "\(found)")
    }

    @Test func `an entry does not become an earlier one, but where two were joined`() throws {
        let first = Tape.place("ann", enteredAt: "2027-01-15T08:00:10Z")
        let earlier = Self.admitted("opaque", enteredAt: "2027-01-15T08:00:05Z")
        let found = try Self.night(first, earlier).findings()
        #expect(found.map { String($0.prefix(12)) } == ["4 /enteredAt"], "\(found)")
        var tape = Self.night(first)
        tape.add(
            "POST /auth/otp/verify", at: 105, token: "token-ben",
            sent: ["email": "ann@example.com", "code": "123456"],
            Tape.session("ann", token: "token-2"))
        tape.add("GET /queues/queue_night/status", at: 106, token: "token-2", earlier)
        #expect(try tape.findings() == [])
    }

    /// Ann's profile, with the queues that it lists.
    private static func profile(_ queues: JSONNode, _ more: [JSONMember] = []) -> JSONNode {
        let lists: [JSONMember] = [
            JSONMember("experiences", [:]), JSONMember("queues", queues), JSONMember("draws", [:]),
            JSONMember("auctions", [:]), JSONMember("timedReleases", [:]),
            JSONMember("admissions", [:]), JSONMember("journeys", []),
        ]
        let own = lists.map { list in more.first { $0.key == list.key } ?? list }
        return [
            "id": "ann", "email": .null, "phone": .null, "fullName": .null,
            "createdAt": "2027-01-15T07:00:00Z", "active": JSONNode(own),
        ]
    }

    @Test func `a profile lists what somebody was in before and is in afterwards`() throws {
        let status = "GET /queues/queue_night/status"
        func tape(_ afterwards: JSONNode?) -> Tape {
            var tape = Self.night(Tape.place("ann"))
            tape.add("GET /consumers/me", at: 101, token: "token-ann", Self.profile([:]))
            if let afterwards { tape.add(status, at: 102, token: "token-ann", afterwards) }
            return tape
        }
        let found = try tape(Tape.place("ann", position: 4)).findings()
        #expect(found == ["4 /active/queues/queue_night consumers.me.queues"])
        // Whoever is gone since, or has come again, was not in it.
        #expect(try tape(nil).findings() == [])
        let again = Tape.place("ann", position: 9, enteredAt: "2027-01-15T08:01:41Z")
        #expect(try tape(again).findings() == [])
        #expect(try tape(Tape.place("ann", "DENIED", position: .null)).findings() == [])
    }

    @Test func `a profile says of one admission the same everywhere`() throws {
        func tape(_ admittedAt: String, _ token: JSONNode) -> Tape {
            var queue = Self.admitted("opaque").members ?? []
            queue.removeAll { ["consumerId", "denyReason"].contains($0.key) }
            let admission: JSONNode = [
                "distributionType": "queue", "distributionId": "queue_night",
                "experienceId": "exp", "sequenceId": "seq", "admissionToken": token,
                "admittedAt": JSONNode(admittedAt),
            ]
            var tape = Self.night()
            tape.add(
                "GET /consumers/me", at: 101, token: "token-ann",
                Self.profile(
                    ["queue_night": JSONNode(queue)],
                    [JSONMember("admissions", ["queue_night": admission])]))
            return tape
        }
        let right = "2027-01-15T08:01:00Z"
        #expect(try tape(right, "opaque").outcome().results.flatMap(\.findings).isEmpty)
        #expect(
            try tape(right, "other").outcome().results.flatMap(\.findings).map(\.clause.id)
                == ["consumers.me.token"])
    }
}
