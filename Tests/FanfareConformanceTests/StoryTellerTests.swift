import JSONTree
import Testing

@testable import FanfareConformance

/// Stories that are made up, and the names in them.
struct StoryTellerTests {
    @Test func `the same seed tells the same story, another tells another`() {
        let story = StoryTeller.story(seed: 7, moves: 60)
        #expect(story == StoryTeller.story(seed: 7, moves: 60))
        #expect(story != StoryTeller.story(seed: 8, moves: 60))
        #expect(story.moves.count >= 60)
    }

    @Test func `a phrase names the newest value, or one before it`() {
        var bindings = Bindings()
        bindings.add("first", as: "ann.refreshToken")
        bindings.add("second", as: "ann.refreshToken")
        #expect(bindings.filled(Phrase("<{ann.refreshToken}>")) == "<second>")
        #expect(bindings.filled(Phrase("{ann.refreshToken_1}")) == "first")
        #expect(bindings.filled(Phrase("{ann.refreshToken_2}")) == nil)
        #expect(bindings.filled(Phrase("/queues/queue_two")) == "/queues/queue_two")
    }

    @Test func `no two moments of a story are whole seconds apart`() {
        for seed in 0..<40 {
            let spans = StoryTeller.story(seed: UInt64(seed), moves: 60).moves
                .compactMap { move -> Int? in
                    if case .advance(let span) = move { span.milliseconds } else { nil }
                }
            #expect(spans.allSatisfy { $0 % 500 == 1 })
        }
    }

    @Test func `what was given to one is tried where another's belongs`() {
        var teller = StoryTeller(seed: 1)
        var verify = CallMove("POST /auth/otp/verify")
        verify.body = [
            .init(name: "code", value: "{ann.emailCode}"),
            .init(name: "email", value: "ann@example.com"),
        ]
        let given = ["ann.emailCode", "ben.phoneCode", "ben.admission.queue_two", "made.queue"]
        var codes: Set<JSONNode> = []
        for _ in 0..<40 {
            guard let crossed = teller.crossed(verify, with: given) else { continue }
            #expect(crossed != verify)
            #expect(crossed.body?[1] == verify.body?[1])
            if let code = crossed.body?[0].value { codes.insert(code) }
        }
        // Its own code goes to the other organization.
        #expect(codes == ["{ben.phoneCode}", "{ann.emailCode}"])
        #expect(teller.crossed(CallMove("POST /auth/guest"), with: given) == nil)
    }

    @Test func `stories show an admission at another queue, and a code for another address`() {
        var kinds: Set<String> = []
        for seed in 0..<200 where kinds.count < 2 {
            var admitted: Set<String> = []
            for case .call(let call) in StoryTeller.story(seed: UInt64(seed), moves: 60).moves {
                let texts = (call.body ?? []).compactMap(\.value.string)
                let name = texts.last?.split(separator: ".").last?.dropLast() ?? ""
                switch call.operation {
                case "POST /queues/*/admit": admitted.insert(call.place)
                case "POST /queues/*/validate":
                    if name != call.place, admitted.isSuperset(of: [String(name), call.place]) {
                        kinds.insert("admission")
                    }
                case "POST /auth/otp/verify":
                    let isOfPhone = texts.first?.hasSuffix(".phoneCode}") ?? false
                    if isOfPhone, call.body?.last?.name == "email" { kinds.insert("code") }
                default: break
                }
            }
        }
        #expect(kinds == ["admission", "code"])
    }

    /// The kinds of holes that a story goes to.
    private static func kinds(of story: Plot) -> Set<String> {
        let calls = story.moves.compactMap { move -> CallMove? in
            if case .call(let call) = move { call } else { nil }
        }
        func count(_ operation: String, _ place: String = "") -> Int {
            calls.count { $0.operation == operation && (place.isEmpty || $0.place == place) }
        }
        let isLong = story.moves.contains { move in
            if case .advance(let span) = move { span.milliseconds > 24 * 3_600_000 } else { false }
        }
        let isOfEarlier = calls.contains { call in
            call.operation == "POST /queues/*/validate"
                && (call.body ?? []).contains { $0.value.string?.hasSuffix("_1}") ?? false }
        }
        let bid = "POST /auctions/*/bid"
        let kinds: [(String, Bool)] = [
            ("a long line", count("POST /queues/*/enter", "queue_wide") >= 12),
            ("an earlier admission", isOfEarlier),
            ("two auctions", count(bid, "auction_one") > 0 && count(bid, "auction_two") > 0),
            ("a body in another layout", calls.contains { $0.layout != .plain }),
            ("a day", isLong),
            ("a full minute", story.rules == .limited && count("POST /auth/otp/request") > 10),
        ]
        return Set(kinds.filter(\.1).map(\.0))
    }

    @Test func `stories go to each kind of hole`() {
        var kinds: Set<String> = []
        for seed in 0..<400 where kinds.count < 6 {
            kinds.formUnion(Self.kinds(of: StoryTeller.story(seed: UInt64(seed), moves: 60)))
        }
        #expect(
            kinds == [
                "a long line", "an earlier admission", "two auctions", "a body in another layout",
                "a day", "a full minute",
            ])
    }

    @Test func `limits are met nowhere that others call as well`() throws {
        let address = try #require(TargetAddress("http://target.test"))
        let deployment = Deployment(Target(name: "shop", address: address))
        var story = Plot([.call(CallMove("POST /auth/guest"))])
        #expect(deployment.playable(story).moves.count == 1)
        story.rules = .limited
        #expect(deployment.playable(story).moves.isEmpty)
    }

    @Test func `a body says the same in every layout`() throws {
        let document: JSONNode = ["email": "ann@example.com", "code": "123456"]
        let texts = CallMove.Layout.allCases.map { $0.text(document) }
        #expect(Set(texts).count == texts.count)
        for text in texts { #expect(try JSONNode(parsing: Array(text.utf8)) == document) }
    }
}
