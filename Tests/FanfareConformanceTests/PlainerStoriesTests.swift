import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// What is taken out of stories, and how one is told from which nothing was.
struct PlainerStoriesTests {
    private static func guest(_ person: String) -> Move {
        var call = CallMove("POST /auth/guest")
        call.gives = [.init(path: ["accessToken"], name: "\(person).accessToken")]
        return .call(call)
    }

    private static func look(_ token: String) -> CallMove {
        var call = CallMove("GET /consumers/me")
        call.token = token
        return call
    }

    @Test func `whoever is not needed leaves with all that is theirs`() {
        let story = Plot([
            Self.guest("ann"), Self.guest("ben"), .call(Self.look("{ben.accessToken}")),
            .call(Self.look("{ann.accessToken}")),
        ])
        #expect(
            story.without("ben").moves
                == [Self.guest("ann"), .call(Self.look("{ann.accessToken}"))])
    }

    @Test func `somebody takes another's place wherever a call names them`() {
        var move = Self.look("{ben.accessToken_1}")
        move.headers = [.init(name: "X-Admission", value: "{ben.admissionToken}")]
        move.body = [.init(name: "claims", value: ["id": "{ben.consumerId}", "count": 1])]
        guard case .call(let call)? = Plot([.call(move)]).replacing("ben", by: "ann").moves.first
        else {
            Issue.record("no call is left")
            return
        }
        #expect(call.token == "{ann.accessToken_1}")
        #expect(call.headers.map(\.value) == ["{ann.admissionToken}"])
        #expect(call.body?.map(\.value) == [["id": "{ann.consumerId}", "count": 1]])
    }

    @Test func `the newest token will do where one before it is not what matters`() {
        let plainer = Move.call(Self.look("{ann.accessToken_1}")).plainer
        #expect(plainer.contains(.call(Self.look("{ann.accessToken}"))))
        #expect(Move.call(Self.look("{ann.accessToken}")).plainer.isEmpty)
        #expect(Move.call(Self.look("queue_1")).plainer.isEmpty)
    }

    @Test func `what is known to be wrong is looked at by another call, as one of its people`() {
        let known = Plot([Self.guest("ann"), .call(Self.look("{ann.accessToken}"))])
        var status = CallMove("GET /queues/*/status", "queue_two")
        status.token = "{dan.accessToken_1}"
        var wanted = CallMove("GET /queues/*/status", "queue_wide")
        wanted.token = "{ann.accessToken}"
        let stories = known.ending(in: .call(status))
        #expect(stories.allSatisfy { $0.moves.first == Self.guest("ann") && $0.moves.count == 2 })
        #expect(stories.contains { $0.moves.last == .call(wanted) })
        #expect(stories.count <= 16)
    }

    @Test func `any few moves are left out together, the last one never`() {
        let spans = [1, 2, 3, 4].map { Move.advance(TimeSpan(milliseconds: $0)) }
        let pairs = Plot(spans).withoutAny(2).map(\.moves)
        #expect(
            pairs == [[spans[0], spans[3]], [spans[1], spans[3]], [spans[2], spans[3]]])
    }

    @Test func `one person alone shows an identity from elsewhere`() {
        func asks(_ person: String) -> Move {
            var call = CallMove("POST /auth/otp/request")
            call.codeTo = "\(person)@example.com"
            call.codeName = "\(person).emailCode"
            return .call(call)
        }
        let story = Plot([asks("ann"), asks("ben")])
        func operations(_ story: Plot) -> [String] {
            story.moves.map { if case .call(let call) = $0 { call.operation } else { "" } }
        }
        #expect(
            operations(story.signedInElsewhere("ben"))
                == ["POST /auth/otp/request", "POST /auth/external/authorize"])
        #expect(
            operations(story.signedInElsewhere())
                == ["POST /auth/external/authorize", "POST /auth/external/authorize"])
    }

    private static let suite: Suite = {
        do {
            return try Suite(files: SuiteFile.embedded)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// A difference of a position, found at the end of a story.
    private static func found(_ clause: Clause, in story: Plot) -> Explorer.Found {
        var answer = HTTPResponse(status: 200)
        answer.body = Array(#"{"position":2,"status":"QUEUED","consumerId":"c1"}"#.utf8)
        let flaw = Correspondence.Flaw(
            path: ["position"], place: ["position"], kind: .value, expected: 1, actual: 2)
        return Explorer.Found(
            number: 7, story: story,
            difference: StoryDifference(
                move: 1, operation: "GET /queues/*/status", aspect: .member(flaw), clause: clause,
                expected: HTTPResponse(status: 200), actual: answer), stories: [7])
    }

    @Test func `a target has sequences of its own, and bidders by any name but another's`() {
        func list(_ ids: String...) -> JSONNode {
            ["sequences": JSONNode(.array(ids.map { ["id": JSONNode($0)] }))]
        }
        func flaws(_ one: JSONNode, _ other: JSONNode) -> [Correspondence.Flaw.Kind] {
            var correspondence = Correspondence()
            let now = Timestamp(milliseconds: 0)
            return correspondence.flaws(
                other,
                in: .init(
                    documented: DocumentedAnswers(Self.suite)["GET /experiences/*"], expected: one,
                    expectedNow: now, actualNow: now)
            ).map(\.kind)
        }
        #expect(flaws(list("seq_one"), list("seq_other", "seq_one")).isEmpty)
        #expect(flaws(list("seq_one"), list("seq_two", "seq_one")) == [.count(1)])
        #expect(flaws(list("seq_one", "seq_two"), list("seq_one")).first == .count(2))
        func isOpen(_ name: String, _ actual: JSONNode?, _ kind: Correspondence.Flaw.Kind) -> Bool {
            let flaw = Correspondence.Flaw(
                path: [name], place: [name], kind: kind, expected: "c-one", actual: actual)
            return Silences().isOfTarget(
                .init(
                    flaw: flaw, call: CallMove("GET /auctions/*/highest-bid", "auction_one"),
                    expected: ["bidderId": "c-one"], now: StoryWorld.beginning))
        }
        #expect(isOpen("bidderId", .null, .value))
        #expect(isOpen("bidderId", "Bidder 7", .notTheSame("t-one")))
        #expect(!isOpen("bidderId", "t-two", .notTheSame("t-one")))
        #expect(!isOpen("amount", nil, .value))
    }

    @Test func `what should be listed no more is called by its name`() throws {
        let clause = try #require(Self.suite.clauses.values.first { $0.evidence == .reference })
        let flaw = Correspondence.Flaw(
            path: ["active", "draws", "draw_luck"], place: ["active", "draws", "*"],
            kind: .unexpected, expected: nil, actual: [:])
        let difference = StoryDifference(
            move: 1, operation: "GET /consumers/me", aspect: .member(flaw), clause: clause,
            expected: HTTPResponse(status: 200), actual: HTTPResponse(status: 200))
        var enter = CallMove("POST /draws/*/enter", "draw_luck")
        enter.token = "{ann.accessToken}"
        let story = Plot([.call(enter), .call(Self.look("{ann.accessToken}"))])
        #expect(
            StoryTitle(story, difference).text
                == "whoever entered a draw is told nothing of draw_luck by /consumers/me")
        #expect(
            StoryTitle(story, difference).finding
                == "whoever entered a draw is told of draw_luck, which should not be listed, by /consumers/me"
        )
    }

    @Test func `what was not shrunk is told by its clause and the values that differ`() throws {
        let suite = Self.suite
        let clause = try #require(suite.clauses.values.first { $0.evidence == .reference })
        let address = try #require(TargetAddress("http://target.test"))
        let context = RunContext(
            suite: suite, target: Target(name: "shop", address: address),
            transport: FunctionTransport { _ in HTTPResponse(status: 200) }, run: "explore")
        let story = Plot([Self.guest("ann"), .call(Self.look("{ann.accessToken}"))])
        let text = ExploreText.unshrunk(
            Self.found(clause, in: story), "found and not shrunk for want of time", seed: 3,
            in: context)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "FAILED   anybody is told the position 2 instead of 1 by the status in a queue")
        #expect(
            lines.dropFirst(2) == [
                "    | GET /queues/*/status, move 2 of its story", "    - 200  position: 1",
                "    + 200  position: 2",
                "    = found and not shrunk for want of time (seed 3, story 7)",
            ], "\(text)")
    }

    @Test func `causes are counted by how grave they are, each with how many stories show it`()
        throws
    {
        let clause = try #require(Self.suite.clauses.values.first { $0.evidence == .reference })
        let story = Plot([Self.guest("ann"), .call(Self.look("{ann.accessToken}"))])
        let found = Self.found(clause, in: story)
        let shrunk = Shrunk(
            found: found, story: story, outcome: .init(), difference: found.difference,
            cause: StoryCause(story), isFinished: true)
        let group = try #require(CauseGroup.all([shrunk]).first)
        let told = [
            ExploreText.Told(group, "one is told this", weighing: .warning),
            ExploreText.Told(group, shrunk.headline, weighing: .failure), ExploreText.Told(found),
        ]
        #expect(
            ExploreText.found(told, of: 40) == """
                2 causes: 1 failed, 1 warning
                1 difference of unknown cause: 1 failed
                  warning  in 1 of 40 stories: one is told this
                  failed   in 1 of 40 stories: whoever came as a guest is told the position 2 instead of 1 by the status in a queue
                  failed   in 1 of 40 stories: anybody is told the position 2 instead of 1 by the status in a queue

                """)
    }
}
