import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// Each silence with what it must not cover: taken out, one line here fails, and widened, another.
struct SilenceTableTests {
    private static let now = StoryWorld.beginning

    /// A call that both servers granted, with whom the oracle's answer names.
    private static func past(
        _ operation: String, _ place: String = "one", token: String? = nil,
        body: [CallMove.Field]? = nil, gives: [CallMove.Gift] = [],
        _ answer: JSONNode = ["consumerId": "a"]
    ) -> (CallMove, JSONNode) {
        var call = CallMove(operation, place)
        call.token = token
        call.body = body
        call.gives = gives
        return (call, answer)
    }

    private static func silences(_ granted: [(CallMove, JSONNode)]) -> Silences {
        var silences = Silences()
        for (call, answer) in granted { silences.note(call, answer, at: now) }
        return silences
    }

    private static func response(_ status: Int, _ body: JSONNode) -> HTTPResponse {
        var response = HTTPResponse(status: status)
        response.body = body.bytes()
        return response
    }

    /// Whether it is open that a call at place `one` is answered otherwise than the oracle says.
    private static func isOpen(
        _ operation: String, _ expected: (Int, JSONNode), _ actual: (Int, JSONNode),
        after granted: [(CallMove, JSONNode)] = []
    ) -> Bool {
        silences(granted).leavesOpen(
            CallMove(operation, "one"), expected: response(expected.0, expected.1),
            actual: response(actual.0, actual.1))
    }

    private static let somebody: JSONNode = ["consumerId": "a"]

    @Test func `whoever is denied may be denied again, or not, and whoever is not there refused`() {
        let deny = "POST /queues/*/deny"
        #expect(Self.isOpen(deny, (404, [:]), (200, [:])))
        #expect(!Self.isOpen(deny, (400, [:]), (200, [:])))
        #expect(!Self.isOpen(deny, (200, Self.somebody), (409, [:])))
        #expect(Self.isOpen(deny, (200, Self.somebody), (409, [:]), after: [Self.past(deny)]))
    }

    @Test func `what is over in a release may be completed or left, what is not must be`() {
        for call in ["POST /timed-releases/*/complete", "POST /timed-releases/*/leave"] {
            #expect(Self.isOpen(call, (409, [:]), (200, [:])))
            #expect(!Self.isOpen(call, (200, Self.somebody), (409, [:])))
        }
    }

    @Test func `a second entry into a release is open, and so is an order too many`() {
        let enter = "POST /timed-releases/*/enter"
        #expect(!Self.isOpen(enter, (200, Self.somebody), (409, [:])))
        #expect(Self.isOpen(enter, (200, Self.somebody), (409, [:]), after: [Self.past(enter)]))
        #expect(Self.isOpen(enter, (200, Self.somebody), (409, ["error": "ORDER_LIMIT_EXCEEDED"])))
    }

    /// Whether it is open that a call is refused so long after others were granted.
    private static func isOpen(
        _ operation: String, refused status: Int, _ error: JSONNode, after seconds: Int,
        granted: [(operation: String, seconds: Int)]
    ) -> Bool {
        func moment(_ seconds: Int) -> Timestamp {
            now.advanced(by: TimeSpan(milliseconds: seconds * 1000))
        }
        var silences = Silences()
        for one in granted {
            silences.note(CallMove(one.operation, "one"), somebody, at: moment(one.seconds))
        }
        return silences.leavesOpen(
            CallMove(operation, "one"), expected: response(200, somebody),
            actual: response(status, ["error": error]), at: moment(seconds))
    }

    @Test func `when the minute of a limit begins is open, that it holds is not`() {
        let request = "POST /auth/otp/request"
        let limit: JSONNode = "Rate limit exceeded"
        #expect(Self.isOpen(request, refused: 429, limit, after: 31, granted: [(request, 0)]))
        #expect(!Self.isOpen(request, refused: 429, limit, after: 0, granted: [(request, 0)]))
        #expect(!Self.isOpen(request, refused: 429, limit, after: 61, granted: [(request, 0)]))
        let enter = "POST /queues/*/enter"
        #expect(Self.isOpen(enter, refused: 429, limit, after: 31, granted: [(request, 0)]))
        #expect(
            !Self.isOpen(enter, refused: 429, "Queue is full", after: 31, granted: [(request, 0)]))
    }

    @Test func `whether a device is asked of whoever is in already is open`() {
        let enter = "POST /queues/*/enter"
        let device: JSONNode = "FINGERPRINT_REQUIRED"
        #expect(!Self.isOpen(enter, refused: 400, device, after: 0, granted: []))
        #expect(Self.isOpen(enter, refused: 400, device, after: 0, granted: [(enter, 0)]))
        #expect(!Self.isOpen(enter, refused: 400, "Bad request", after: 0, granted: [(enter, 0)]))
    }

    @Test func `whether one comes back who is denied after an admission ran out is open`() {
        let (enter, deny) = ("POST /queues/*/enter", "POST /queues/*/deny")
        let after = 700
        #expect(
            Self.isOpen(
                enter, refused: 409, "Denied", after: after, granted: [(enter, 0), (deny, 601)]))
        #expect(
            !Self.isOpen(
                enter, refused: 409, "Denied", after: after, granted: [(enter, 0), (deny, 60)]))
    }

    @Test func `whether those who are admitted take up capacity is open`() {
        let enter = "POST /queues/*/enter"
        let full: (Int, JSONNode) = (429, ["error": "Queue is full"])
        #expect(!Self.isOpen(enter, full, (200, [:]), after: [Self.past(enter)]))
        #expect(Self.isOpen(enter, full, (200, [:]), after: [Self.past("POST /queues/*/admit")]))
        #expect(
            !Self.isOpen(enter, (423, [:]), (200, [:]), after: [Self.past("POST /queues/*/admit")]))
    }

    @Test func `whoever has completed is told so, or may not enter again`() {
        let enter = "POST /queues/*/enter"
        #expect(Self.isOpen(enter, (200, ["status": "COMPLETED"]), (409, [:])))
        #expect(!Self.isOpen(enter, (200, ["status": "COMPLETED"]), (404, [:])))
        #expect(!Self.isOpen(enter, (200, ["status": "QUEUED"]), (409, [:])))
    }

    @Test func `whoever has completed or was denied leaves, or is not queued any more`() {
        for act in ["POST /queues/*/complete", "POST /queues/*/deny"] {
            #expect(
                Self.isOpen(
                    "POST /queues/*/leave", (200, Self.somebody), (404, [:]),
                    after: [Self.past(act)]))
        }
    }

    @Test func `whoever is out of a draw or was drawn is told so or refused`() {
        let enter = "POST /draws/*/enter"
        func isOpen(_ state: JSONNode, after act: String) -> Bool {
            let answer: JSONNode = ["consumerId": "a", "status": state]
            return Self.isOpen(enter, (200, answer), (400, [:]), after: [Self.past(act)])
        }
        #expect(isOpen("WON", after: enter))
        #expect(!isOpen("ENTERED", after: enter))
        #expect(isOpen("ENTERED", after: "POST /draws/*/deny"))
        #expect(isOpen("ENTERED", after: "POST /draws/*/leave"))
    }

    @Test func `a second booking of one person is open, a first is not`() {
        let book = "POST /appointments/*/book"
        #expect(!Self.isOpen(book, (200, Self.somebody), (409, [:])))
        #expect(Self.isOpen(book, (200, Self.somebody), (409, [:]), after: [Self.past(book)]))
        #expect(!Self.isOpen(book, (409, [:]), (200, Self.somebody), after: [Self.past(book)]))
    }

    @Test func `an admission that another has followed may be good or not, the newest is good`() {
        func isOpen(_ token: JSONNode) -> Bool {
            var call = CallMove("POST /queues/*/validate", "queue_two")
            call.body = [.init(name: "consumerId", value: "a"), .init(name: "token", value: token)]
            return Silences().leavesOpen(
                call, expected: Self.response(403, [:]), actual: Self.response(200, true))
        }
        #expect(isOpen("{ann.admission.queue_two_1}"))
        #expect(!isOpen("{ann.admission.queue_two}"))
        #expect(!isOpen("{ann.admission.queue_wide_1}"))
        #expect(!isOpen("{ann.accessToken_1}"))
    }

    private static func come(
        _ person: String, as consumer: JSONNode, _ operation: String = "POST /auth/guest",
        token: String? = nil
    ) -> (CallMove, JSONNode) {
        past(
            operation, token: token,
            gives: [
                .init(path: ["accessToken"], name: "\(person).accessToken"),
                .init(path: ["refreshToken"], name: "\(person).refreshToken"),
            ], ["session": ["consumerId": consumer], "accessToken": "t", "refreshToken": "r"])
    }

    @Test func `what a logout ends is open for those who have linked, and for nobody else`() {
        let verify = "POST /auth/otp/verify"
        let linked = [
            Self.come("ben", as: "b"), Self.come("ann", as: "g"),
            Self.come("ann", as: "a", verify, token: "{ann.accessToken}"),
        ]
        func isOpen(_ token: String, after person: String) -> Bool {
            var look = CallMove("GET /consumers/me")
            look.token = token
            let logout = Self.past("POST /auth/logout", token: "{\(person).accessToken}", [:])
            return Self.silences(linked + [logout]).leavesOpen(
                look, expected: Self.response(401, [:]), actual: Self.response(200, [:]))
        }
        #expect(isOpen("{ann.accessToken}", after: "ann"))
        #expect(isOpen("{ann.accessToken_1}", after: "ann"))
        #expect(!isOpen("{ben.accessToken}", after: "ben"))
        #expect(!isOpen("{ann.accessToken}", after: "ben"))
        func refreshes(_ token: JSONNode) -> Bool {
            var refresh = CallMove("POST /auth/refresh")
            refresh.body = [.init(name: "refreshToken", value: token)]
            return Self.silences(linked).leavesOpen(
                refresh, expected: Self.response(401, [:]), actual: Self.response(200, [:]))
        }
        #expect(refreshes("{ann.refreshToken_1}"))
        #expect(!refreshes("{ben.refreshToken}"))
    }

    /// Whether it is open what a member says.
    private static func isOpen(
        _ place: [String], _ expected: JSONNode?, _ actual: JSONNode?, of operation: String,
        in document: JSONNode = ["consumerId": "a"], after granted: [(CallMove, JSONNode)] = [],
        kind: Correspondence.Flaw.Kind = .value
    ) -> Bool {
        let flaw = Correspondence.Flaw(
            path: place, place: place, kind: kind, expected: expected, actual: actual)
        return silences(granted).leavesOpen(
            Silences.Doubt(
                flaw: flaw, call: CallMove(operation, "one"), expected: document, now: now))
    }

    @Test func `whom a count counts is open, and a place in line is not`() {
        #expect(Self.isOpen(["consumerCount"], 1, 2, of: "GET /queues/*"))
        #expect(Self.isOpen(["entrantCount"], 1, 2, of: "GET /draws/*"))
        #expect(!Self.isOpen(["position"], 1, 2, of: "GET /queues/*/status"))
    }

    @Test func `what is told of an admission that is over is open, and that it is over is not`() {
        let status = "GET /queues/*/status"
        for (state, name) in [
            ("COMPLETED", "position"), ("LEFT", "admittedAt"), ("DENIED", "admissionToken"),
            ("EXPIRED", "expiresAt"),
        ] {
            let document: JSONNode = ["status": JSONNode(state)]
            #expect(Self.isOpen([name], .null, "x", of: status, in: document))
            #expect(!Self.isOpen(["status"], JSONNode(state), "QUEUED", of: status, in: document))
        }
        #expect(!Self.isOpen(["position"], .null, 1, of: status, in: ["status": "LEFT"]))
    }

    @Test func `the session after linking is open, one that nobody linked is not`() {
        let link = Self.come("ann", as: "a", "POST /auth/otp/verify", token: "{ann.accessToken}")
        let verify = "POST /auth/otp/verify"
        #expect(Self.isOpen(["sessionId"], "x", "y", of: verify, after: [link]))
        #expect(!Self.isOpen(["sessionId"], "x", "y", of: verify))
    }

    @Test func `of two reasons for a denial either is told, of one that one`() {
        let status = "GET /queues/*/status"
        let deny = Self.past("POST /queues/*/deny")
        func isOpen(_ reason: JSONNode, after granted: [(CallMove, JSONNode)]) -> Bool {
            Self.isOpen(
                ["denyReason"], reason, "ADMIN_ACTION", of: status,
                in: ["consumerId": "a", "status": "DENIED"], after: granted)
        }
        #expect(!isOpen("FRAUD_DETECTED", after: [deny]))
        #expect(isOpen("FRAUD_DETECTED", after: [deny, deny]))
        #expect(isOpen("ADMISSION_EXPIRED", after: []))
    }

    @Test func `between not winning and having lost without a bid either is told`() {
        let status = "GET /auctions/*/status"
        func isOpen(_ one: JSONNode, _ other: JSONNode, bid: JSONNode) -> Bool {
            Self.isOpen(["status"], one, other, of: status, in: ["lastBidAmount": bid])
        }
        #expect(isOpen("ACTIVE", "OUTBID", bid: 100))
        #expect(isOpen("ACTIVE", "LOST", bid: .null))
        #expect(!isOpen("ACTIVE", "LOST", bid: 100))
        #expect(!isOpen("OUTBID", "WINNING", bid: 100))
    }

    @Test func `whether taking part enters an experience is open, where somebody takes part`() {
        let leave = "DELETE /experiences/*/leave"
        let part = Self.past("POST /queues/*/enter")
        #expect(Self.isOpen(["left"], true, false, of: leave, after: [part]))
        #expect(!Self.isOpen(["left"], true, false, of: leave))
        #expect(
            !Self.isOpen(
                ["left"], true, false, of: leave, after: [Self.past("POST /experiences/*/enter")]))
        let me = "GET /consumers/me"
        let entered = ["active", "experiences", "exp_one", "enteredAt"]
        #expect(Self.isOpen(entered, "x", "y", of: me, after: [part]))
        #expect(!Self.isOpen(entered, "x", "y", of: me))
        #expect(!Self.isOpen(["active", "queues", "one", "enteredAt"], "x", "y", of: me))
        let queue = ["active", "experiences", "e", "sequences", "s", "queue", "status"]
        #expect(!Self.isOpen(queue, "QUEUED", "LEFT", of: me, after: [part]))
        let other = Self.past("POST /queues/*/enter", "two")
        #expect(Self.isOpen(queue, "QUEUED", "LEFT", of: me, after: [part, other]))
    }

    @Test
    func `that what is taken part in has the token too is open, that the admission has it is not`()
    {
        let me = "GET /consumers/me"
        let journey = ["active", "journeys", "0"]
        let (part, whole) = (
            journey + ["participation", "admissionToken"],
            journey + ["admission", "admissionToken"]
        )
        #expect(Self.isOpen(part, .null, "t", of: me))
        #expect(!Self.isOpen(part, "t", "u", of: me))
        #expect(!Self.isOpen(whole, .null, "t", of: me))
    }

    @Test func `what has no name is called something, what has one by it`() {
        #expect(Self.isOpen(["name"], .null, "Queue", of: "POST /waitlists"))
        #expect(!Self.isOpen(["name"], "Made", "Queue", of: "POST /waitlists"))
    }

    @Test func `a draft is listed or not, and what opens is`() {
        func isOpen(_ fields: [CallMove.Field]) -> Bool {
            Self.isOpen(
                ["sequences", "0", "queues"], [:], [:], of: "GET /experiences/*",
                after: [Self.past("POST /queues", body: fields, [:])], kind: .count(3))
        }
        #expect(isOpen([]))
        #expect(!isOpen([.init(name: "openAt", value: "2020-01-01T00:00:00Z")]))
    }

    @Test func `a release of which the state is open is another world from there`() {
        func parts(_ name: String) -> Bool {
            let enter = Self.past("POST /timed-releases/*/enter")
            let flaw = Correspondence.Flaw(
                path: [name], place: [name], kind: .value, expected: "DENIED", actual: "ADMITTED")
            let later = Self.now.advanced(by: TimeSpan(milliseconds: 660_000))
            return Self.silences([enter]).parts(
                Silences.Doubt(
                    flaw: flaw, call: CallMove("GET /timed-releases/*/status", "one"),
                    expected: ["consumerId": "a", "status": "DENIED"], now: later))
        }
        #expect(parts("status"))
        #expect(!parts("expiresAt"))
    }

    @Test func `who somebody is by a code is determined, and after linking it is not`() {
        let flaw = Correspondence.Flaw(
            path: ["session", "consumerId"], place: ["session", "consumerId"],
            kind: .notTheSame("x"), expected: "a", actual: "y")
        let verify = CallMove("POST /auth/otp/verify")
        #expect(Silences.isOfIdentity(flaw))
        #expect(Silences().determinesIdentity(flaw, of: verify))
        let link = Self.come("ann", as: "a", "POST /auth/otp/verify", token: "{ann.accessToken}")
        #expect(!Self.silences([link]).determinesIdentity(flaw, of: verify))
        #expect(!Silences().determinesIdentity(flaw, of: CallMove("POST /auth/external/exchange")))
        #expect(Self.silences([link]).determinesIdentity(flaw, of: CallMove("GET /consumers/me")))
    }

    @Test
    func `whoever enters a draw again after leaving is in, or stays out, and is elsewhere then`() {
        func doubt(_ operation: String) -> Silences.Doubt {
            let flaw = Correspondence.Flaw(
                path: ["status"], place: ["status"], kind: .value, expected: "ENTERED",
                actual: "DENIED")
            return Silences.Doubt(
                flaw: flaw, call: CallMove(operation, "one"), expected: ["consumerId": "a"],
                now: Self.now)
        }
        let enter = "POST /draws/*/enter"
        let left = Self.silences([Self.past("POST /draws/*/leave")])
        #expect(left.leavesOpen(doubt(enter)) && left.parts(doubt(enter)))
        #expect(!left.leavesOpen(doubt("GET /draws/*/status")))
        #expect(!Self.silences([Self.past(enter)]).leavesOpen(doubt(enter)))
    }

    @Test func `how long a limit lasts in seconds is open, when something opens is not`() {
        func isOpen(_ status: Int, _ one: String, _ other: String) -> Bool {
            func response(_ value: String) -> HTTPResponse {
                var response = HTTPResponse(status: status)
                response.headers.set("Retry-After", value)
                return response
            }
            return Silences.leavesOpen(
                header: "retry-after", expected: response(one), actual: response(other))
        }
        #expect(isOpen(429, "59", "60"))
        #expect(!isOpen(423, "59", "60"))
        #expect(!isOpen(429, "59", "soon"))
    }
}
