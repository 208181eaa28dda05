import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// What a server that somebody wrote from the pages alone may do otherwise than our oracle, each with what it
/// may not do.
struct OtherHandTests {
    private static let now = StoryWorld.beginning

    private static func silences(
        _ granted: [(CallMove, JSONNode)], _ readings: [String: String] = [:]
    ) -> Silences {
        var silences = Silences(readings: readings)
        for (call, answer) in granted { silences.note(call, answer, at: now) }
        return silences
    }

    private static func call(
        _ operation: String, token: String? = nil, _ body: [(String, JSONNode)] = []
    ) -> CallMove {
        var call = CallMove(operation, "one")
        call.token = token
        call.body = body.map { .init(name: $0.0, value: $0.1) }
        return call
    }

    private static func response(_ status: Int, _ error: String? = nil) -> HTTPResponse {
        var response = HTTPResponse(status: status)
        if let error { response.body = JSONNode([JSONMember("error", JSONNode(error))]).bytes() }
        return response
    }

    private static func isOpen(
        _ name: [String], _ expected: JSONNode?, _ actual: JSONNode?, of operation: String,
        in document: JSONNode = [:], kind: Correspondence.Flaw.Kind = .value
    ) -> Bool {
        let flaw = Correspondence.Flaw(
            path: name, place: name, kind: kind, expected: expected, actual: actual)
        return Silences().leavesOpen(
            Silences.Doubt(
                flaw: flaw, call: CallMove(operation, "one"), expected: document, now: now))
    }

    @Test func `a refresh may answer the same token again, a guest another one`() {
        func isOpen(_ operation: String, _ kind: Correspondence.Flaw.Kind) -> Bool {
            Self.isOpen(["refreshToken"], "a", "b", of: operation, kind: kind)
        }
        #expect(isOpen("POST /auth/refresh", .notNew))
        #expect(!isOpen("POST /auth/refresh", .value))
        #expect(!isOpen("POST /auth/guest", .notNew))
    }

    @Test func `an older code may be good for its recipient, a used one and another's are not`() {
        func request(_ person: String) -> (CallMove, JSONNode) {
            var request = Self.call("POST /auth/otp/request")
            request.codeTo = "\(person)@example.com"
            request.codeName = "\(person).code"
            return (request, [:])
        }
        func verify(_ code: JSONNode, _ email: JSONNode = "Ann@example.com") -> CallMove {
            Self.call("POST /auth/otp/verify", [("email", email), ("code", code)])
        }
        let sent = [request("ann"), request("ann"), request("ben")]
        func isOpen(
            _ call: CallMove, after used: [CallMove] = [], _ word: String = "otp_invalid"
        ) -> Bool {
            Self.silences(sent + used.map { ($0, [:]) }).leavesOpen(
                call, expected: Self.response(401, word), actual: Self.response(200))
        }
        #expect(isOpen(verify("{ann.code_1}")))
        #expect(isOpen(verify("{ann.code_1}"), after: [verify("{ann.code}")]))
        #expect(!isOpen(verify("{ann.code_1}"), after: [verify("{ann.code_1}")]))
        #expect(!isOpen(verify("{ann.code_1}"), "otp_expired"))
        #expect(!isOpen(verify("{ben.code}")))
        #expect(!isOpen(verify("123456")))
    }

    @Test func `a bidder has paid or has won, and has not lost`() {
        let status = "GET /auctions/*/status"
        #expect(Self.isOpen(["status"], "COMPLETED", "WON", of: status))
        #expect(!Self.isOpen(["status"], "COMPLETED", "LOST", of: status))
        #expect(!Self.isOpen(["status"], "COMPLETED", "WON", of: "GET /draws/*/status"))
    }

    @Test func `no page lists what a waitlist or a release is called in a journey`() {
        let path = ["participation", "status"]
        func isOpen(_ kind: JSONNode) -> Bool {
            let journey: JSONNode = ["participation": ["type": kind, "status": "WAITING"]]
            return Self.isOpen(path, "WAITING", "ENTERED", of: "GET /consumers/me", in: journey)
        }
        #expect(isOpen("waitlist"))
        #expect(isOpen("timed_release"))
        #expect(!isOpen("queue"))
    }

    @Test func `whoever is admitted has the place null or the right number, who waits a number`() {
        func isOpen(_ state: JSONNode, _ actual: JSONNode) -> Bool {
            Self.isOpen(
                ["position"], 0, actual, of: "GET /queues/*/status", in: ["status": state])
        }
        #expect(isOpen("ADMITTED", .null))
        #expect(!isOpen("ADMITTED", 1))
        #expect(!isOpen("QUEUED", .null))
    }

    private static func coming(
        _ operation: String, as consumer: JSONNode, token: String? = nil
    ) -> (CallMove, JSONNode) {
        var coming = call(operation, token: token)
        coming.gives = [.init(path: ["accessToken"], name: "ann.accessToken")]
        return (coming, ["accessToken": "t", "session": ["consumerId": consumer]])
    }

    @Test func `a guest is refused where one has to sign in by 401 or 403, and others by 401`() {
        let bid = Self.call("POST /auctions/*/bid", token: "{ann.accessToken}")
        func isOpen(_ operation: String, _ reading: String, _ status: Int) -> Bool {
            let came = Self.coming(operation, as: "a")
            return Self.silences([came], ["guests.auctions": reading]).refusesGuest(
                bid, Self.response(401), Self.response(status))
        }
        #expect(isOpen("POST /auth/guest", "signIn", 403))
        #expect(!isOpen("POST /auth/guest", "signIn", 404))
        #expect(!isOpen("POST /auth/guest", "admitted", 403))
        #expect(!isOpen("POST /auth/otp/verify", "signIn", 403))
    }

    @Test func `a guest's token is good or not once the guest is merged into another`() {
        let look = Self.call("GET /consumers/me", token: "{ann.accessToken_1}")
        func isOpen(as consumer: JSONNode) -> Bool {
            let came = Self.coming("POST /auth/guest", as: "g")
            let linked = Self.coming(
                "POST /auth/otp/verify", as: consumer, token: "{ann.accessToken}")
            return Self.silences([came, linked]).leavesOpen(
                look, expected: Self.response(200), actual: Self.response(401))
        }
        #expect(isOpen(as: "a"))
        #expect(!isOpen(as: "g"))
    }

    private static func areAlike(_ one: String, _ other: String) -> Bool {
        let clock = Timestamp(milliseconds: 0)
        return Correspondence.areAlike(
            one, other, by: .init(expected: clock, actual: clock))
    }

    @Test func `the opening is told as an instant or in seconds, and rounded`() {
        #expect(Self.areAlike("600", "599"))
        #expect(Self.areAlike("600", "1970-01-01T00:10:00Z"))
        #expect(!Self.areAlike("600", "590"))
        #expect(!Self.areAlike("600", "1970-01-01T00:20:00Z"))
        #expect(!Self.areAlike("600", "soon"))
    }

    private static func flaws(
        _ operation: String, _ pairs: [(JSONNode, JSONNode)], hasAliases: Bool = false,
        mayReverse: Bool = false
    ) throws -> [[Correspondence.Flaw.Kind]] {
        let documented = try DocumentedAnswers(Suite(files: SuiteFile.embedded))
        var correspondence = Correspondence()
        return pairs.enumerated().map { index, pair in
            let isLast = index == pairs.count - 1
            let context = Correspondence.Context(
                documented: documented[isLast ? operation : "GET /queues/*/status"],
                expected: pair.0, expectedNow: Timestamp(milliseconds: 0),
                actualNow: Timestamp(milliseconds: 0), hasAliases: hasAliases && isLast,
                mayReverse: mayReverse)
            return correspondence.flaws(pair.1, in: context).map(\.kind)
        }
    }

    @Test func `in all bids one has an alias or the own id, and nobody another's`() throws {
        let people: [(JSONNode, JSONNode)] = [
            (["consumerId": "a"], ["consumerId": "x"]),
            (["consumerId": "b"], ["consumerId": "y"]),
        ]
        func found(_ name: JSONNode) throws -> [Correspondence.Flaw.Kind] {
            let bid = ([["consumerId": "a"]] as JSONNode, [["consumerId": name]] as JSONNode)
            return try Self.flaws("GET /auctions/*/bids", people + [bid], hasAliases: true)[2]
        }
        #expect(try found("x").isEmpty)
        #expect(try found("bidder-1").isEmpty)
        #expect(try found("y") == [.notTheSame("x")])
    }

    @Test func `one's own bids may be listed newest first where all are not`() throws {
        func bids(_ amounts: Int...) -> JSONNode {
            JSONNode(
                .array(amounts.map { ["bidId": JSONNode("bid \($0)"), "amount": JSONNode($0)] }))
        }
        func count(_ amounts: JSONNode, mayReverse: Bool) throws -> Int {
            try Self.flaws(
                "GET /auctions/*/bids/history", [(bids(1, 2, 3), amounts)], mayReverse: mayReverse
            )[0].count
        }
        #expect(try count(bids(3, 2, 1), mayReverse: true) == 0)
        #expect(try count(bids(3, 2, 1), mayReverse: false) > 0)
        #expect(try count(bids(3, 1, 2), mayReverse: true) > 0)
    }

    @Test func `who made something may have the organization's id`() throws {
        let token = { (id: String) in
            ["sequenceId": "s", "organizationId": JSONNode(id)] as JSONNode
        }
        let documented = try DocumentedAnswers(Suite(files: SuiteFile.embedded))
        var correspondence = Correspondence()
        func kinds(_ one: JSONNode, _ other: JSONNode) -> [Correspondence.Flaw.Kind] {
            let context = Correspondence.Context(
                documented: documented["POST /queues"], expected: one,
                expectedNow: Timestamp(milliseconds: 0), actualNow: Timestamp(milliseconds: 0))
            return correspondence.flaws(other, in: context).map(\.kind)
        }
        #expect(kinds(["sequenceId": "o"], ["sequenceId": "x"]).isEmpty)
        #expect(kinds(token("org_1"), ["sequenceId": "t", "organizationId": "x"]).isEmpty)
        #expect(kinds(token("org_1"), ["sequenceId": "t", "organizationId": "z"]).count == 1)
    }
}
