import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// A recording as one story: what in it cannot follow from what was answered before.
struct RecordedStoryTests {
    private static let queue = "/queues/queue_night"

    /// A guest who has entered a queue.
    private static func entered() -> Tape {
        var tape = Tape()
        tape.add("POST /auth/guest", Tape.guest("guest_1", token: "token-1"))
        tape.add("POST \(queue)/enter", at: 1, token: "token-1", Tape.place("guest_1"))
        return tape
    }

    @Test func `every rule of a story cites a clause that there is`() throws {
        let suite = try Tape.suite.get()
        for rule in RecordedRule.allCases {
            #expect(suite.clauses[rule.rawValue] != nil, "\(rule)")
        }
    }

    @Test func `a story that goes right shows nothing`() throws {
        var tape = Self.entered()
        tape.add("GET \(Self.queue)/status", at: 2, token: "token-1", Tape.place("guest_1"))
        tape.add(
            "GET \(Self.queue)/status", at: 3, token: "token-1",
            Tape.place("guest_1", position: 4))
        tape.add(
            "GET \(Self.queue)/status", at: 4, token: "token-1",
            Tape.place("guest_1", "ADMITTED", position: 0))
        tape.add("POST /auth/logout", at: 5, token: "token-1", status: 204)
        tape.add(
            "GET \(Self.queue)/status", at: 6, token: "token-1", status: 401,
            ["error": "Authentication required"])
        let outcome = try tape.outcome()
        #expect(try tape.findings() == [])
        #expect(outcome.calls == 7)
        #expect(outcome.lines.contains("1 consumer seen"))
    }

    @Test func `a token that is taken after its session has ended is found`() throws {
        var tape = Self.entered()
        tape.add("POST /auth/logout", at: 5, token: "token-1", status: 204)
        tape.add("GET \(Self.queue)/status", at: 6, token: "token-1", Tape.place("guest_1"))
        tape.add(
            "POST /auth/refresh", at: 7, sent: ["refreshToken": "token-1-refresh"],
            ["accessToken": "token-2", "refreshToken": "token-2-refresh"])
        #expect(try tape.findings() == ["4 status logout.access", "5 status logout.refresh"])
    }

    @Test func `a call that began before the logout was answered is not judged by it`() throws {
        var tape = Self.entered()
        tape.add("POST /auth/logout", at: 5, token: "token-1", status: 204)
        tape.add("GET \(Self.queue)/status", at: 5, token: "token-1", Tape.place("guest_1"))
        #expect(try tape.findings() == [])
    }

    @Test func `an answer that names somebody else than whose token it is is found`() throws {
        var tape = Self.entered()
        tape.add("GET \(Self.queue)/status", at: 2, token: "token-1", Tape.place("guest_2"))
        let found = try tape.findings()
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("3 /consumerId queues.") == true, "\(found)")
    }

    @Test func `whoever left is not in line, a place never grows, and nobody is put back`() throws {
        var left = Self.entered()
        left.add(
            "POST \(Self.queue)/leave", at: 2, token: "token-1",
            Tape.place("guest_1", "LEFT", position: .null))
        left.add("GET \(Self.queue)/status", at: 3, token: "token-1", Tape.place("guest_1"))
        #expect(try left.findings() == ["4 /status queues.status.left"])

        var grown = Self.entered()
        grown.add(
            "GET \(Self.queue)/status", at: 2, token: "token-1",
            Tape.place("guest_1", position: 6))
        #expect(try grown.findings() == ["3 /position queues.order"])

        var back = Self.entered()
        back.add(
            "GET \(Self.queue)/status", at: 2, token: "token-1",
            Tape.place("guest_1", "ADMITTED", position: 0))
        back.add("GET \(Self.queue)/status", at: 3, token: "token-1", Tape.place("guest_1"))
        #expect(try back.findings() == ["4 /status queues.status.admitted"])
    }

    @Test func `whoever is told to have left is not in line, unless they came back later`() throws {
        var tape = Self.entered()
        tape.add(
            "GET \(Self.queue)/status", at: 2, token: "token-1",
            Tape.place("guest_1", "LEFT", position: .null))
        var later = tape
        tape.add("GET \(Self.queue)/status", at: 3, token: "token-1", Tape.place("guest_1"))
        #expect(try tape.findings() == ["4 /status queues.status.left"])
        later.add(
            "GET \(Self.queue)/status", at: 9, token: "token-1",
            Tape.place("guest_1", enteredAt: "2027-01-15T08:00:07Z"))
        #expect(try later.findings() == [])
    }

    @Test func `what is no time is found where scenarios speak of an earlier answer's time`() throws
    {
        var tape = Self.entered()
        tape.add(
            "GET \(Self.queue)/status", at: 2, token: "token-1",
            Tape.place("guest_1", enteredAt: "yesterday"))
        let found = try tape.findings()
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("3 /enteredAt queues.") == true, "\(found)")
    }

    @Test func `a token that is refused between two calls in which it is good is found`() throws {
        let refusal: JSONNode = ["error": "Authentication required"]
        var tape = Self.entered()
        tape.add("GET \(Self.queue)/status", at: 2, token: "token-1", status: 401, refusal)
        #expect(try tape.findings() == [])
        tape.add("GET \(Self.queue)/status", at: 3, token: "token-1", Tape.place("guest_1"))
        #expect(try tape.findings() == ["3 status tokens.access.lifetime"])
    }

    @Test func `nobody is number three in a queue that holds two`() throws {
        var tape = Tape()
        let details: JSONNode = [
            "id": "queue_night", "name": "Night", "sequenceId": "seq_1", "capacity": 2,
            "openAt": .null, "closeAt": .null, "timeZone": .null, "status": "OPEN",
        ]
        tape.add("GET \(Self.queue)", details)
        tape.add("POST \(Self.queue)/enter", at: 1, token: "token-1", Tape.place("a", position: 2))
        tape.add("POST \(Self.queue)/enter", at: 2, token: "token-2", Tape.place("b", position: 3))
        #expect(try tape.findings() == ["3 status queues.enter.full"])
    }

    @Test func `a profile stays as it is until it is updated, and the address is the code's`()
        throws
    {
        func profile(_ email: String, created: String = "2027-01-15T08:00:00Z") -> JSONNode {
            [
                "id": "cons_1", "email": JSONNode(email), "phone": .null, "fullName": .null,
                "createdAt": JSONNode(created), "updatedAt": "2027-01-15T08:00:00Z",
                "active": [
                    "experiences": [:], "queues": [:], "draws": [:], "auctions": [:],
                    "timedReleases": [:], "admissions": [:], "journeys": [],
                ],
            ]
        }
        var tape = Tape()
        tape.add(
            "POST /auth/otp/verify", sent: ["email": "ben@example.com", "code": "123456"],
            Tape.session("cons_1", token: "token-1"))
        tape.add("GET /consumers/me", at: 1, token: "token-1", profile("ann@example.com"))
        tape.add("GET /consumers/me", at: 2, token: "token-1", profile("ben@example.com"))
        tape.add(
            "GET /consumers/me", at: 3, token: "token-1",
            profile("ben@example.com", created: "2027-01-15T07:00:00Z"))
        let found = try tape.findings()
        #expect(
            found.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
                "1 /session/email", "2 /email", "3 /email", "4 /createdAt",
            ])
    }

    @Test func `what a recording holds twice is judged once`() throws {
        var tape = Self.entered()
        for _ in 0..<2 {
            tape.add("GET \(Self.queue)/status", at: 2, token: "token-1", Tape.place("guest_1"))
        }
        let outcome = try tape.outcome()
        #expect(outcome.lines.contains("1 entry recorded twice: judged once"))
        #expect(outcome.results.map(\.checks).reduce(0, +) == 3)
    }

    @Test func `whoever enters again after leaving may stand anywhere`() throws {
        var tape = Self.entered()
        tape.add(
            "POST \(Self.queue)/leave", at: 2, token: "token-1",
            Tape.place("guest_1", "LEFT", position: .null))
        let again = Tape.place("guest_1", position: 9, enteredAt: "2027-01-15T08:00:03Z")
        tape.add("POST \(Self.queue)/enter", at: 3, token: "token-1", again)
        tape.add("GET \(Self.queue)/status", at: 4, token: "token-1", again)
        #expect(try tape.findings() == [])
    }

    @Test func `codes are good once and for ten minutes, exchange codes for one`() throws {
        var tape = Tape()
        let ann: JSONNode = ["email": "ann@example.com", "code": "123456"]
        tape.add(
            "POST /auth/otp/request", sent: ["email": "Ann@example.com"], ["ok": true])
        tape.add(
            "POST /auth/otp/verify", at: 620, sent: ann, Tape.session("cons_1", token: "token-1"))
        tape.add(
            "POST /auth/otp/verify", at: 640, sent: ann, Tape.session("cons_2", token: "token-2"))
        tape.add(
            "POST /auth/external/exchange", at: 700, sent: ["exchangeCode": "exc_1"],
            Tape.session("cons_3", token: "token-3"))
        tape.add(
            "POST /auth/external/exchange", at: 701, sent: ["exchangeCode": "exc_1"],
            Tape.session("cons_3", token: "token-4"))
        // The two about the same part of one answer are told as two findings.
        let found = Set(try tape.findings())
        #expect(
            found == [
                "2 status otp.verify.expired", "3 status otp.code.single-use",
                "3 /session/consumerId otp.verify.same-consumer",
                "5 status external.code.invalid",
            ])
    }

    @Test func `an exchange code that is taken late is found`() throws {
        var tape = Tape()
        tape.add(
            "POST /auth/external/authorize", token: "sk_live_0123456789",
            ["exchangeCode": "exc_1", "expiresAt": "2027-01-15T08:01:00Z"])
        tape.add(
            "POST /auth/external/exchange", at: 90, sent: ["exchangeCode": "exc_1"],
            Tape.session("cons_3", token: "token-3"))
        #expect(try tape.findings() == ["2 status external.code.lifetime"])
    }

    @Test func `a bid that is no higher than one before is found, one at the same time is not`()
        throws
    {
        func bid(_ tape: inout Tape, _ amount: JSONNode, at seconds: Int) {
            tape.add(
                "POST /auctions/auction_1/bid", at: seconds, token: "token-\(seconds)",
                sent: ["amount": amount],
                [
                    "auctionId": "auction_1", "consumerId": JSONNode("cons_\(seconds)"),
                    "status": "WINNING", "lastBidAmount": amount,
                    "lastBidTime": "2027-01-15T08:00:00Z", "bidCount": 1,
                ])
        }
        var tape = Tape()
        bid(&tape, 200, at: 1)
        bid(&tape, 150, at: 1)
        bid(&tape, 200, at: 3)
        bid(&tape, 210, at: 4)
        #expect(try tape.findings() == ["3 status auctions.bid.low"])
    }

    @Test func `two guests are two consumers`() throws {
        var tape = Tape()
        tape.add("POST /auth/guest", Tape.guest("guest_1", token: "token-1"))
        tape.add("POST /auth/guest", at: 1, Tape.guest("guest_1", token: "token-2"))
        #expect(try tape.findings() == ["2 /session/consumerId guest.fresh"])
    }

    @Test func `a page that may read answers may read errors`() throws {
        let shop = "https://shop.example"
        var tape = Tape()
        let allowed = ["Access-Control-Allow-Origin": shop]
        tape.add(
            "POST /auth/guest", Tape.guest("guest_1", token: "token-1"), headers: allowed,
            origin: shop)
        tape.add(
            "GET /queues/nowhere", at: 1, status: 404, ["error": "Queue not found"],
            origin: shop)
        #expect(try tape.findings() == ["2 Access-Control-Allow-Origin serving.cors.errors"])
    }

    @Test func `without tokens people are known by the ids in answers, and that is said`() throws {
        var tape = Tape()
        tape.add("POST \(Self.queue)/enter", at: 1, Tape.place("guest_1"))
        tape.add("GET \(Self.queue)/status", at: 2, Tape.place("guest_1", position: 6))
        #expect(try tape.findings() == ["2 /position queues.order"])
        #expect(
            try tape.outcome().lines.contains { $0.contains("2 calls recorded without a token") })
    }

    @Test func `what began before the recording is taken as it is`() throws {
        var tape = Tape()
        tape.add("GET \(Self.queue)/status", at: 1, token: "token-1", Tape.place("cons_1"))
        tape.add("GET \(Self.queue)/status", at: 2, token: "token-1", Tape.place("cons_2"))
        let found = try tape.findings()
        #expect(found.count == 1, "\(found)")
        #expect(try tape.outcome().lines.contains { $0.hasPrefix("1 session began before") })
    }

    @Test func `no secret and nobody's address is printed`() throws {
        var tape = Self.entered()
        let token = "eyJhbGciOiJFZERTQSJ9.eyJjb25zdW1lcklkIjoiY29uc185In0.c2lnbmF0dXJl"
        tape.add(
            "POST /auth/otp/verify", at: 3, sent: ["email": "ann@example.com", "code": "123456"],
            status: 201, Tape.session("cons_1", token: token))
        let suite = try Tape.suite.get()
        let traffic = try RecordedTraffic([tape.file], of: suite, at: .found)
        let outcome = RecordedRun(suite, isStrict: false).judge(traffic)
        let target = Target(
            name: "night.har", address: try #require(TargetAddress(Tape.home)))
        let context = RunContext(
            suite: suite, target: target, transport: FunctionTransport { _ in .init(status: 500) },
            run: "r")
        let report = RunReport(
            context: context, results: outcome.results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 1)
        let text =
            outcome.results.map { FailureBlock($0, in: context).text }.joined()
            + JSONReport.text(report) + JUnitReport.text(report)
        #expect(text.contains("otp.verify.status"))
        for secret in [token, "123456", "ann@example.com", Tape.key] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test func `a night on which nothing worked is no night on which all was well`() throws {
        var tape = Tape()
        tape.add("POST /auth/guest", status: 500, ["error": "Internal server error"])
        tape.add("POST /auth/guest", at: 1, status: 302)
        tape.add("POST /auth/guest", at: 2, status: 503)
        let outcome = try tape.outcome()
        #expect(outcome.results.map(\.verdict) == [.notJudged])
        let lines = outcome.lines.filter { $0.contains("not judged") }
        #expect(lines.count == 3)
        #expect(outcome.lines.first?.hasPrefix("judged: 0 of 3 calls") == true)
        // One that is documented decides something.
        tape.add("POST /auth/guest", at: 3, Tape.guest("guest_1", token: "token-1"))
        #expect(try tape.outcome().results.map(\.verdict) == [.passed])
    }

    @Test func `whoever is linked is counted once`() throws {
        var tape = Self.entered()
        tape.add(
            "POST /auth/otp/verify", at: 3, token: "token-1",
            sent: ["email": "ann@example.com", "code": "123456"],
            Tape.session("cons_1", token: "token-2"))
        #expect(try tape.outcome().lines.contains("1 consumer seen"))
    }

    @Test func `what a server did with somebody shows afterwards`() throws {
        var tape = Self.entered()
        tape.add(
            "POST \(Self.queue)/deny", at: 2, token: "sk_live_tape",
            sent: ["consumerId": "guest_1", "reason": "FRAUD_DETECTED"],
            Tape.place("guest_1", "DENIED", position: .null))
        tape.add("GET \(Self.queue)/status", at: 3, token: "token-1", Tape.place("guest_1"))
        let found = try tape.findings()
        #expect(found.map { String($0.prefix(9)) } == ["4 /status"], "\(found)")
    }
}
