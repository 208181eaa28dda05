import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// What of a recorded answer follows from its call, and from the server's time.
struct RecordedEchoTests {
    private static let queue = "/queues/queue_night"
    private static let date = ["Date": "Fri, 15 Jan 2027 08:10:00 GMT"]

    private static func altered(
        _ answer: JSONNode, _ old: String, _ new: String
    ) throws -> JSONNode {
        try JSONNode(parsing: Array(answer.text().replacing(old, with: new).utf8))
    }

    private static func details(_ status: String, open: JSONNode, close: JSONNode = .null)
        -> JSONNode
    {
        [
            "id": "queue_night", "name": "Night", "sequenceId": "seq_1", "capacity": 100,
            "openAt": open, "closeAt": close, "timeZone": .null, "status": JSONNode(status),
        ]
    }

    @Test func `a queue is called in every answer what its path calls it`() throws {
        var tape = Tape()
        tape.add("GET \(Self.queue)", Self.details("OPEN", open: .null))
        let other = try Self.altered(Tape.place("guest_1"), "queue_night", "queue_day")
        tape.add("POST \(Self.queue)/enter", at: 1, token: "token-1", other)
        let found = try tape.findings()
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("2 /queueId queues.") == true, "\(found)")
    }

    @Test func `a slug may stand in a path, as long as it means the same`() throws {
        var tape = Tape()
        tape.add("GET /queues/night", Self.details("OPEN", open: .null))
        tape.add("POST /queues/night/enter", at: 1, token: "token-1", Tape.place("guest_1"))
        #expect(try tape.findings() == [])
    }

    @Test func `what one entry calls a secret is hidden in what another one says`() throws {
        var tape = Tape()
        tape.add("POST /auth/guest", Tape.guest("guest_1", token: "token-1"))
        tape.add(
            "GET \(Self.queue)", at: 1,
            ["error": "no token-1-refresh here.", "hint": "sk_live_0123456789abc"])
        let results = try tape.outcome().results
        let finding = try #require(results.flatMap(\.findings).first)
        let result = try #require(results.first { !$0.findings.isEmpty })
        let body = String(decoding: finding.exchange.response?.body ?? [], as: UTF8.self)
        #expect(body.contains("token-1-refresh"))
        let shown = result.mask.masked(body)
        #expect(shown.contains("no $SECRET here."), "\(shown)")
        #expect(!shown.contains("0123456789abc"))
    }

    @Test func `a guest is called the same as guest and as consumer`() throws {
        let guest = try Self.altered(
            Tape.guest("guest_1", token: "token-1"), #""guestId":"guest_1""#,
            #""guestId":"guest_2""#)
        var tape = Tape()
        tape.add("POST /auth/guest", guest)
        #expect(try tape.findings().map { $0.prefix(20) } == ["1 /session/guestId g"])
    }

    @Test func `whom a server names is who is answered about`() throws {
        var tape = Tape()
        tape.add("POST /auth/guest", Tape.guest("guest_1", token: "token-1"))
        tape.add(
            "POST \(Self.queue)/complete", at: 1, token: "sk_live_0123456789",
            sent: ["consumerId": "guest_1"],
            [
                "queueId": "queue_night", "consumerId": "guest_2", "status": "COMPLETED",
                "completedAt": "2027-01-15T08:00:00Z",
            ])
        let found = try tape.findings()
        #expect(found.map { $0.prefix(14) } == ["2 /consumerId "], "\(found)")
    }

    @Test func `what is open and what is over follows from the times`() throws {
        var tape = Tape()
        let (past, ahead): (JSONNode, JSONNode) = ("2027-01-15T07:00:00Z", "2027-01-15T09:00:00Z")
        let shown: [(String, JSONNode, JSONNode, Bool)] = [
            ("OPEN", past, ahead, true), ("PENDING", ahead, .null, true),
            ("CLOSED", past, past, true), ("OPEN", ahead, .null, false),
            ("OPEN", past, past, false), ("PENDING", past, ahead, false),
            // Somebody has closed it by hand.
            ("CLOSED", past, .null, true),
        ]
        for (index, (status, open, close, _)) in shown.enumerated() {
            tape.add(
                "GET /queues/queue_night", at: index,
                Self.details(status, open: open, close: close), headers: Self.date)
        }
        let wrong = shown.indices.filter { !shown[$0].3 }.map { "\($0 + 1) /status" }
        let found = try tape.findings().map { $0.split(separator: " ").prefix(2) }
        #expect(found.map { $0.joined(separator: " ") } == wrong)
    }

    @Test func `nobody has entered later than now`() throws {
        var tape = Tape()
        tape.add(
            "POST \(Self.queue)/enter", token: "token-1",
            Tape.place("guest_1", enteredAt: "2027-01-15T08:15:00Z"), headers: Self.date)
        let found = try tape.findings()
        #expect(found.map { $0.prefix(13) } == ["1 /enteredAt "], "\(found)")
    }

    @Test func `a profile lists the places that statuses told, in words that there are`() throws {
        func profile(_ status: String, _ entered: String, _ journey: String) -> JSONNode {
            [
                "id": "guest_1", "email": .null, "phone": .null, "fullName": .null,
                "createdAt": "2027-01-15T08:00:00Z",
                "active": [
                    "experiences": [:], "draws": [:], "auctions": [:], "timedReleases": [:],
                    "admissions": [:],
                    "queues": [
                        "queue_night": [
                            "queueId": "queue_night", "status": JSONNode(status), "position": 5,
                            "enteredAt": JSONNode(entered),
                        ]
                    ],
                    "journeys": [
                        [
                            "experienceId": "exp_1", "sequenceId": "seq_1",
                            "journeyStage": "routed", "sequenceStage": "participating",
                            "participation": [
                                "type": "queue", "id": "queue_night", "status": JSONNode(journey),
                            ],
                        ]
                    ],
                ],
            ]
        }
        func parts(_ answer: JSONNode) throws -> [String] {
            var tape = Tape()
            tape.add("POST \(Self.queue)/enter", token: "token-1", Tape.place("guest_1"))
            tape.add("GET /consumers/me", at: 1, token: "token-1", answer)
            return try tape.findings().map { String($0.split(separator: " ")[1]) }
        }
        let entered = "2027-01-15T08:00:00Z"
        let participation = "/active/journeys/0/participation/status"
        #expect(try parts(profile("QUEUED", entered, "QUEUED")) == [])
        #expect(try parts(profile("QUEUED", entered, "IN_LINE")) == [participation])
        #expect(try parts(profile("QUEUED", entered, "ADMITTED")) == [participation])
        #expect(
            try parts(profile("QUEUED", "2027-01-15T07:00:00Z", "QUEUED")) == [
                "/active/queues/queue_night/enteredAt"
            ])
    }

    @Test func `a session that is no session is found in what verifying answers`() throws {
        let session = try Self.altered(
            Tape.session("cons_1", token: "token-1"), "authenticated", "member")
        var tape = Tape()
        tape.add(
            "POST /auth/otp/verify", sent: ["email": "ann@example.com", "code": "123456"], session)
        let found = try tape.outcome().results.flatMap(\.findings).map(\.clause.id)
        #expect(found.contains { $0.hasPrefix("otp.verify.") }, "\(found)")
    }

    @Test
    func `a limit that is told is told in every answer, and one that leaves it out is one cause`()
        throws
    {
        var tape = Tape()
        tape.add("GET \(Self.queue)", Self.details("OPEN", open: .null))
        for second in 1...2 {
            tape.add([
                "startedDateTime": JSONNode("2027-01-15T08:00:0\(second)Z"), "time": 20,
                "request": [
                    "method": "GET", "url": JSONNode(Tape.home + Self.queue),
                    "headers": [["name": "x-publishable-key", "value": JSONNode(Tape.key)]],
                ],
                "response": [
                    "status": 200, "headers": [],
                    "content": ["text": JSONNode(Self.details("OPEN", open: .null).text())],
                ],
            ])
        }
        #expect(try tape.findings().filter { $0.hasSuffix("limits.headers") }.count == 1)
    }

    @Test func `calls that nothing answered are the API's, and another service's are not`() throws {
        let text = """
            {"log": {"entries": [
             {"request": {"method": "GET", "url": "https://a.example/api/v1/queues/q"},
              "response": {"status": 0}, "startedDateTime": "2027-01-15T08:00:00Z"},
             {"request": {"method": "GET", "url": "https://b.example/beacon"},
              "response": {"status": 0}, "startedDateTime": "2027-01-15T08:00:00Z"}]}}
            """
        let file = SuiteFile(path: "night.har", bytes: Array(text.utf8))
        let found = try RecordedTraffic([file], of: try Tape.suite.get(), at: .found)
        #expect(found.count == 0)
        #expect(found.unanswered == 1)
        #expect(found.addresses == ["https://a.example/api/v1"])
        let address = try #require(TargetAddress("https://a.example/api/v1"))
        #expect(
            try RecordedTraffic([file], of: try Tape.suite.get(), at: .below(address)).unanswered
                == 1)
    }

    @Test func `nobody waits for a draw that was held`() throws {
        func findings(_ date: String) throws -> [String] {
            let entry: JSONNode = [
                "drawId": "draw_1", "consumerId": "guest_1", "status": "ENTERED",
                "enteredAt": "2027-01-15T08:00:00Z", "wonAt": .null, "admissionToken": .null,
                "denyReason": .null, "drawAt": "2027-01-15T09:00:00Z",
            ]
            var tape = Tape()
            tape.add("POST /auth/guest", Tape.guest("guest_1", token: "token-1"))
            tape.add("POST /draws/draw_1/enter", at: 1, token: "token-1", entry)
            tape.add(
                "GET /draws/draw_1/status", at: 4000, token: "token-1", entry,
                headers: ["Date": date])
            return try tape.findings()
        }
        #expect(try findings("Fri, 15 Jan 2027 09:00:30 GMT") == [])
        let found = try findings("Fri, 15 Jan 2027 09:02:00 GMT")
        #expect(found.map { String($0.prefix(9)) } == ["3 /status"], "\(found)")
    }

    @Test func `where both clocks agree a bid is made when it is answered`() throws {
        func findings(_ times: [String]) throws -> [String] {
            var tape = Tape()
            for (index, time) in times.enumerated() {
                tape.add(
                    "POST /auctions/auction_1/bid", at: index, token: "token-ann",
                    sent: ["amount": JSONNode(100 + index)],
                    [
                        "status": "WINNING", "lastBidAmount": JSONNode(100 + index),
                        "lastBidTime": JSONNode("2027-01-15T08:00:\(time)Z"),
                        "bidCount": JSONNode(index + 1),
                    ], headers: ["Date": "Fri, 15 Jan 2027 08:00:20 GMT"])
            }
            return try tape.findings()
        }
        #expect(try findings(["20", "20", "21", "20"]) == [])
        let found = try findings(["20", "20", "21", "20", "25"])
        #expect(found.map { String($0.prefix(14)) } == ["5 /lastBidTime"], "\(found)")
        // Those that are apart are so in every answer.
        #expect(try findings(["25", "25", "26", "25", "25"]) == [])
    }
}
