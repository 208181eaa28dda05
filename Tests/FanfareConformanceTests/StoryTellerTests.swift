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
        for seed in 0..<40 {
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
}
