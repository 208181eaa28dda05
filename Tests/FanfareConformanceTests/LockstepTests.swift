import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// What explores: stories, and how two answers are compared.
struct LockstepTests {
    private static func flaws(
        _ pairs: [(expected: JSONNode, actual: JSONNode)], at now: Int = 0
    ) throws -> [[Correspondence.Flaw.Kind]] {
        let suite = try Suite(files: SuiteFile.embedded)
        let documented = DocumentedAnswers(suite)["GET /queues/*/status"]
        var correspondence = Correspondence()
        return pairs.map { pair in
            let context = Correspondence.Context(
                documented: documented, expected: pair.expected,
                expectedNow: Timestamp(milliseconds: 0), actualNow: Timestamp(milliseconds: now))
            return correspondence.flaws(pair.actual, in: context).map(\.kind)
        }
    }

    @Test func `what was somebody stays somebody, and nobody else`() throws {
        let found = try Self.flaws([
            (["consumerId": "a"], ["consumerId": "x"]),
            (["consumerId": "a"], ["consumerId": "x"]),
            (["consumerId": "a"], ["consumerId": "y"]),
            (["consumerId": "b"], ["consumerId": "x"]),
        ])
        #expect(found == [[], [], [.notTheSame("x")], [.notNew]])
    }

    @Test func `times are compared by their distance from each clock, or are the same instant`()
        throws
    {
        let found = try Self.flaws(
            [
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T01:01:01Z"]),
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T00:01:00Z"]),
                (["enteredAt": "1970-01-01T00:01:00Z"], ["enteredAt": "1970-01-01T00:31:00Z"]),
            ], at: 3_600_000)
        #expect(found == [[], [], [.moment(TimeSpan(milliseconds: 60_000))]])
    }

    @Test func `states and positions are exact, and what is undocumented is free`() throws {
        let found = try Self.flaws([
            (["status": "QUEUED", "position": 1], ["status": "QUEUED", "position": 2]),
            (["status": "QUEUED"], ["status": "ADMITTED"]),
            (["colour": "red"], ["colour": "blue"]),
            (["position": 1], ["position": 1, "colour": "blue"]),
        ])
        #expect(found == [[.value], [.value], [], []])
    }

    @Test func `what is listed is paired by the place that it speaks of`() throws {
        func document(_ ids: String...) -> JSONNode {
            let journeys = ids.map { id -> JSONNode in
                ["participation": ["id": JSONNode(id), "status": "QUEUED"]]
            }
            return ["active": ["journeys": JSONNode(.array(journeys))]]
        }
        let suite = try Suite(files: SuiteFile.embedded)
        let context = Correspondence.Context(
            documented: DocumentedAnswers(suite)["GET /consumers/me"],
            expected: document("queue_wide", "waitlist_one"),
            expectedNow: Timestamp(milliseconds: 0), actualNow: Timestamp(milliseconds: 0))
        var correspondence = Correspondence()
        let reversed = correspondence.flaws(document("waitlist_one", "queue_wide"), in: context)
        #expect(reversed.isEmpty)
        let other = correspondence.flaws(document("waitlist_one", "queue_two"), in: context)
        #expect(!other.isEmpty)
    }

    @Test func `what nobody has named is paired with nothing, wherever it is listed`() throws {
        func document(_ ids: String...) -> JSONNode {
            [
                "sequences": [
                    [
                        "queues": JSONNode(
                            .array(ids.map { ["id": JSONNode($0), "name": JSONNode($0)] }))
                    ]
                ]
            ]
        }
        let suite = try Suite(files: SuiteFile.embedded)
        let context = Correspondence.Context(
            documented: DocumentedAnswers(suite)["GET /experiences/*"],
            expected: document("queue_wide", "made_by_mock"),
            expectedNow: Timestamp(milliseconds: 0), actualNow: Timestamp(milliseconds: 0))
        var correspondence = Correspondence()
        let found = correspondence.flaws(document("made_elsewhere", "queue_wide"), in: context)
        #expect(found.isEmpty)
        let fewer = correspondence.flaws(document("queue_wide"), in: context)
        #expect(fewer.map(\.kind) == [.count(2)])
    }

    @Test func `what must never be granted is told by the clause that says so`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        var refused = HTTPResponse(status: 403)
        refused.body = Array(#"{"valid":false,"error":"ADMISSION_INVALID"}"#.utf8)
        var granted = HTTPResponse(status: 200)
        granted.body = Array("true".utf8)
        let clauses = DocumentedAnswers(suite).ranked(
            "POST /queues/*/validate", .outcome, expected: refused, actual: granted)
        #expect(clauses.first?.id == "queues.validate.refused")
    }

    @Test func `either answer is right where no clause determines which`() {
        let refusal = HTTPResponse(status: 409)
        let grant = HTTPResponse(status: 200)
        var silences = Silences()
        let deny = CallMove("POST /queues/*/deny", "queue_wide")
        let complete = CallMove("POST /queues/*/complete", "queue_wide")
        let refresh = CallMove("POST /auth/refresh")
        let found = { (call: CallMove, silences: Silences) in
            silences.leavesOpen(call, expected: refusal, actual: grant)
        }
        #expect(found(deny, silences))
        #expect(!found(complete, silences))
        #expect(!silences.leavesOpen(deny, expected: HTTPResponse(status: 401), actual: grant))
        #expect(!found(refresh, silences))
        var linking = CallMove("POST /auth/otp/verify")
        linking.token = "{ann.accessToken}"
        silences.note(linking, nil, at: StoryWorld.beginning)
        #expect(found(refresh, silences))
        // What a logout ends is as open from then on.
        let look = CallMove("GET /consumers/me")
        let stranger = HTTPResponse(status: 401)
        #expect(!silences.leavesOpen(look, expected: grant, actual: stranger))
        silences.note(CallMove("POST /auth/logout"), nil, at: StoryWorld.beginning)
        #expect(silences.leavesOpen(look, expected: grant, actual: stranger))
        // And whose an address is that came as a claim.
        #expect(!silences.leavesOpen(linking, expected: grant, actual: refusal))
        var claiming = CallMove("POST /auth/external/authorize")
        claiming.body = [.init(name: "claims", value: ["email": "ann@example.com"])]
        silences.note(claiming, nil, at: StoryWorld.beginning)
        #expect(silences.leavesOpen(linking, expected: grant, actual: refusal))
    }

    @Test func `of those who never took part either is told`() {
        var entered = HTTPResponse(status: 200)
        entered.body = Array(#"{"status":"ENTERED"}"#.utf8)
        let grant = entered
        func isOpen(_ operation: String, _ status: Int, after past: String? = nil) -> Bool {
            var silences = Silences()
            if let past {
                silences.note(CallMove(past, "one"), ["consumerId": "a"], at: StoryWorld.beginning)
            }
            return silences.leavesOpen(
                CallMove(operation, "one"), expected: grant, actual: HTTPResponse(status: status))
        }
        for (look, act) in [
            ("GET /auctions/*/status", "POST /auctions/*/bid"),
            ("GET /timed-releases/*/status", "POST /timed-releases/*/enter"),
        ] {
            #expect(isOpen(look, 404))
            #expect(!isOpen(look, 409))
            #expect(!isOpen(look, 404, after: act))
        }
        #expect(isOpen("GET /auctions/*/highest-bid", 404))
        #expect(!isOpen("GET /auctions/*/highest-bid", 404, after: "POST /auctions/*/bid"))
        // Nor is it said what a second time is answered with.
        for act in ["POST /draws/*/enter", "POST /waitlists/*/enter", "POST /queues/*/admit"] {
            #expect(!isOpen(act, 409))
            #expect(isOpen(act, 409, after: act))
            #expect(!isOpen(act, 404, after: act))
        }
    }

    @Test func `a token that nobody asks for may be looked at, a good one refuses nobody`() {
        func isOpen(_ operation: String, _ token: String?, bySecret: Bool = false) -> Bool {
            var call = CallMove(operation, "queue_wide")
            call.token = token
            if bySecret { call.credential = .secret }
            return Silences().leavesOpen(
                call, expected: HTTPResponse(status: 200), actual: HTTPResponse(status: 401))
        }
        #expect(isOpen("GET /queues/*", "not-a-token"))
        #expect(!isOpen("GET /queues/*", "{ann.accessToken}"))
        #expect(!isOpen("GET /queues/*", nil))
        #expect(isOpen("GET /queues/*", nil, bySecret: true))
        #expect(!isOpen("GET /queues/*/status", "not-a-token"))
    }

    /// Whether a walk leaves a member open, after calls that both servers granted.
    private static func leavesOpen(
        _ place: [String], _ expected: JSONNode?, _ actual: JSONNode?, of call: CallMove,
        in document: JSONNode = [:], after granted: [(CallMove, JSONNode)] = [],
        minutes: Int = 0, kind: Correspondence.Flaw.Kind = .value
    ) -> Bool {
        var silences = Silences()
        for (call, answer) in granted { silences.note(call, answer, at: StoryWorld.beginning) }
        let flaw = Correspondence.Flaw(
            path: place, place: place, kind: kind, expected: expected, actual: actual)
        let now = StoryWorld.beginning.advanced(by: TimeSpan(milliseconds: minutes * 60_000))
        return silences.leavesOpen(
            Silences.Doubt(flaw: flaw, call: call, expected: document, now: now))
    }

    @Test func `of what an admin call makes only what it says is compared`() {
        var making = CallMove("POST /auctions")
        making.body = [
            .init(name: "sequenceId", value: "seq_one"), .init(name: "startingBid", value: 5),
        ]
        making.gives = [.init(path: ["id"], name: "made.auction")]
        #expect(Self.leavesOpen(["minimumIncrement"], 1, 0, of: making))
        #expect(!Self.leavesOpen(["startingBid"], 5, 0, of: making))
        #expect(Self.leavesOpen(["status"], "DRAFT", "OPEN", of: making))
        let look = CallMove("GET /auctions/*", "{made.auction}")
        let made: [(CallMove, JSONNode)] = [(making, [:])]
        #expect(!Self.leavesOpen(["startingPrice"], 5, 0, of: look, after: made))
        #expect(Self.leavesOpen(["winnerCount"], 1, 2, of: look, after: made))
        #expect(
            !Self.leavesOpen(["winnerCount"], 1, 2, of: CallMove("GET /auctions/*", "auction_one")))
    }

    @Test func `when the access to a release ends is open, and that it begins is not`() {
        let enter = CallMove("POST /timed-releases/*/enter", "release_one")
        let look = CallMove("GET /timed-releases/*/status", "release_one")
        let granted: [(CallMove, JSONNode)] = [(enter, ["consumerId": "ann"])]
        let document: JSONNode = ["consumerId": "ann", "status": "DENIED"]
        func isOpen(_ minutes: Int, after granted: [(CallMove, JSONNode)]) -> Bool {
            Self.leavesOpen(
                ["status"], "DENIED", "ADMITTED", of: look, in: document, after: granted,
                minutes: minutes)
        }
        #expect(isOpen(11, after: granted))
        #expect(!isOpen(0, after: granted))
        // Another's entry is not one's own.
        let others: [(CallMove, JSONNode)] = [(enter, ["consumerId": "ben"])]
        #expect(!isOpen(11, after: others))
        #expect(
            !Self.leavesOpen(
                ["status"], "COMPLETED", "ADMITTED", of: look, in: document, after: granted,
                minutes: 11))
        // Nor is it said that orders are counted there.
        #expect(
            Self.leavesOpen(
                ["status"], "DENIED", "ADMITTED", of: enter,
                in: ["denyReason": "ORDER_LIMIT_EXCEEDED", "status": "DENIED"]))
        let listed = ["active", "timedReleases", "release_one"]
        let me = CallMove("GET /consumers/me")
        func isListed(after granted: [(CallMove, JSONNode)]) -> Bool {
            Self.leavesOpen(
                listed, nil, [:], of: me, in: ["id": "ann"], after: granted, minutes: 11,
                kind: .unexpected)
        }
        #expect(isListed(after: granted))
        let leave = CallMove("POST /timed-releases/*/leave", "release_one")
        let over: [(CallMove, JSONNode)] = [(leave, ["consumerId": "ann"])]
        #expect(!isListed(after: granted + over))
    }

    @Test func `that the type of a member is looked at is open, and that it is there is not`() {
        func isOpen(_ operation: String, _ body: [CallMove.Field]) -> Bool {
            var call = CallMove(operation, "queue_wide")
            call.body = body
            return Silences().leavesOpen(
                call, expected: HTTPResponse(status: 400), actual: HTTPResponse(status: 200))
        }
        let complete = "POST /queues/*/complete"
        #expect(
            isOpen(
                complete, [.init(name: "consumerId", value: "a"), .init(name: "orderId", value: 7)])
        )
        // An order is named by a guide alone: who does not know the member may refuse it.
        #expect(isOpen(complete, [.init(name: "orderId", value: "order-1")]))
        #expect(!isOpen(complete, [.init(name: "consumerId", value: "a")]))
        #expect(!isOpen(complete, [.init(name: "consumerId", value: .null)]))
        let verify = "POST /auth/otp/verify"
        #expect(isOpen(verify, [.init(name: "phone", value: "(202) 555-0141")]))
        #expect(!isOpen(verify, [.init(name: "phone", value: "+12025550141")]))
    }

    @Test func `a call is not served where the server knows no such path, and never answered`() {
        let unserved = Unserved()
        let unknown = HTTPResponse(status: 404)
        let grant = HTTPResponse(status: 200)
        func isUnserved(_ operation: String, _ actual: HTTPResponse) -> Bool {
            unserved.isUnserved(operation, expected: grant, actual: actual)
        }
        #expect(!isUnserved("GET /queues/*", grant))
        #expect(!isUnserved("GET /queues/*", unknown))
        #expect(isUnserved("GET /draws/*", unknown))
        #expect(unserved.operations == ["GET /draws/*"])
        // A server may say so in JSON; what it looked for and did not find, it names.
        func says(_ word: String) -> HTTPResponse {
            var answer = unknown
            answer.body = JSONNode([JSONMember("error", JSONNode(word))]).bytes()
            return answer
        }
        #expect(!isUnserved("GET /auctions/*", says("Auction not found")))
        #expect(isUnserved("GET /auctions/*", says("Not found")))
        let story = Plot([.call(CallMove("GET /queues/*")), .call(CallMove("GET /draws/*"))])
        #expect(unserved.playable(story).moves == [.call(CallMove("GET /queues/*"))])
    }

    static func story(_ calls: (String, String)...) -> Plot {
        Plot(
            calls.map { person, operation in
                var call = CallMove(operation, "queue_wide")
                if operation == "POST /auth/guest" {
                    call.gives = [.init(path: ["accessToken"], name: "\(person).accessToken")]
                } else {
                    call.token = "{\(person).accessToken}"
                }
                return .call(call)
            })
    }

    @Test func `the same acts by other people are one cause, whatever call shows it`() {
        let cause = StoryCause(
            Self.story(
                ("ann", "POST /auth/guest"), ("ben", "POST /auth/guest"),
                ("ann", "POST /queues/*/enter"), ("ben", "POST /queues/*/enter"),
                ("ann", "POST /queues/*/leave"), ("ben", "GET /queues/*/status")))
        let other = StoryCause(
            Self.story(
                ("cleo", "POST /auth/guest"), ("cleo", "POST /queues/*/enter"),
                ("ann", "POST /auth/guest"), ("ann", "POST /queues/*/enter"),
                ("cleo", "POST /queues/*/leave"), ("ann", "GET /consumers/me")))
        #expect(cause == other)
        // Whoever leaves is another.
        let third = StoryCause(
            Self.story(
                ("ann", "POST /auth/guest"), ("ben", "POST /auth/guest"),
                ("ann", "POST /queues/*/enter"), ("ben", "POST /queues/*/enter"),
                ("ben", "POST /queues/*/leave"), ("ben", "GET /queues/*/status")))
        #expect(cause != third)
        // Nobody has done anything: then each call has its own.
        let looks = [("ann", "GET /queues/*"), ("ann", "GET /consumers/me")].map {
            StoryCause(Self.story(("ann", "POST /auth/guest"), $0))
        }
        #expect(looks[0] != looks[1])
    }

    @Test func `strangers move places, and never the order among our own`() {
        var order = WaitingOrder()
        // Two of ours, with strangers between who leave.
        let readings: [(Double, Double)] = [(1, 5), (2, 9), (2, 4), (1, 3)]
        let isRight = readings.map { order.accepts($0.0, $0.1, in: "queue_wide") }
        #expect(isRight == [true, true, true, true])
        // Whoever came first is not behind; another queue has another order.
        let later = [order.accepts(1, 4, in: "queue_wide"), order.accepts(1, 8, in: "queue_two")]
        #expect(later == [false, true])
        order.forget("queue_wide")
        let anew = order.accepts(1, 9, in: "queue_wide")
        #expect(anew)
    }

    @Test func `a deployment is asked for nothing that it does not have or that stays there`()
        throws
    {
        let address = try #require(TargetAddress("http://target.test"))
        var target = Target(name: "shop", address: address)
        target.resources = ["queue.open": "queue_main"]
        let deployment = Deployment(target)
        for number in 0..<40 {
            let story = deployment.playable(StoryTeller.story(seed: UInt64(number), moves: 60))
            #expect(story.moves.count <= Deployment.movesOfAStory)
            for move in story.moves {
                guard case .call(let call) = move else {
                    Issue.record("a clock is moved")
                    continue
                }
                #expect(!call.isElsewhere)
                #expect(!call.isOfServer)
                #expect(!call.operation.hasSuffix("/bid") && !call.operation.hasSuffix("/book"))
                let places = call.path.split(separator: "/").map(String.init)
                    .filter(StoryWorld.ids.contains)
                #expect(places.allSatisfy { $0 == "queue_wide" }, "\(call.path)")
            }
        }
    }
}
