import HTTPEngine
import JSONTree
import Testing

@testable import FanfareConformance

/// What no clause determines, by its kinds: where exploring must not blame a server.
struct SilencesTests {
    private static let now = StoryWorld.beginning

    private static func response(_ status: Int, _ body: String = "") -> HTTPResponse {
        var response = HTTPResponse(status: status)
        response.body = Array(body.utf8)
        return response
    }

    private static func call(
        _ operation: String, _ place: String = "", token: String? = nil,
        body: [CallMove.Field]? = nil
    ) -> CallMove {
        var call = CallMove(operation, place)
        call.token = token
        call.body = body
        return call
    }

    @Test func `what is another's is refused, but where the target links to the owner`() {
        for operation in ["POST /auth/otp/verify", "POST /auth/external/exchange"] {
            let call = Self.call(operation, token: "{ann.accessToken}")
            for (answer, isOpen) in [("refuse", false), ("signIn", true)] {
                let silences = Silences(readings: ["linking.takenIdentifier": answer])
                #expect(
                    silences.leavesOpen(
                        call, expected: Self.response(409), actual: Self.response(200)) == isOpen)
                #expect(
                    !silences.leavesOpen(
                        call, expected: Self.response(200), actual: Self.response(409)))
            }
        }
    }

    @Test func `a member that a guide alone names, or no page, may be refused`() {
        func isOpen(_ call: CallMove, _ status: Int = 400) -> Bool {
            Silences().leavesOpen(
                call, expected: Self.response(200), actual: Self.response(status))
        }
        let enter = "POST /timed-releases/*/enter"
        let variant = [CallMove.Field(name: "variantId", value: "Variant-Blue")]
        #expect(isOpen(Self.call(enter, "release_one", body: variant)))
        #expect(!isOpen(Self.call(enter, "release_one", body: variant), 409))
        #expect(!isOpen(Self.call(enter, "release_one", body: [])))
        #expect(isOpen(Self.call("POST /auth/guest", body: [.init(name: "name", value: "Made")])))
        #expect(!isOpen(Self.call("POST /auth/guest", body: [])))
    }

    @Test func `whoever is admitted leaves, or is not queued any more`() {
        func isOpen(after past: String?, by status: Int = 404, at place: String = "one") -> Bool {
            var silences = Silences()
            if let past { silences.note(Self.call(past, place), ["consumerId": "a"], at: Self.now) }
            return silences.leavesOpen(
                Self.call("POST /queues/*/leave", place),
                expected: Self.response(200, #"{"consumerId":"a"}"#), actual: Self.response(status))
        }
        #expect(isOpen(after: "POST /queues/*/admit"))
        #expect(!isOpen(after: "POST /queues/*/admit", by: 409))
        #expect(!isOpen(after: "POST /queues/*/enter"))
        #expect(isOpen(after: "POST /queues/*/enter", at: StoryWorld.selfAdmitting))
    }

    @Test func `whom the oracle does not find in a release, others need not find`() {
        var silences = Silences()
        silences.note(
            Self.call("POST /timed-releases/*/enter", "one"), ["consumerId": "a"], at: Self.now)
        silences.note(
            Self.call("POST /auth/external/exchange", token: "{ann.accessToken}"), nil,
            at: Self.now)
        for (state, isOpen) in [("NOT_ENTERED", true), ("ADMITTED", false)] {
            let answer = #"{"consumerId":"b","status":"\#(state)"}"#
            #expect(
                silences.leavesOpen(
                    Self.call("GET /timed-releases/*/status", "one"),
                    expected: Self.response(200, answer), actual: Self.response(404)) == isOpen)
        }
    }

    @Test func `no page says when whoever won an auction can pay no more`() {
        var silences = Silences()
        let complete = Self.call("POST /auctions/*/complete", "auction_one")
        func isOpen(_ minutes: Int) -> Bool {
            silences.leavesOpen(
                complete, expected: Self.response(409), actual: Self.response(200),
                at: Self.now.advanced(by: TimeSpan(milliseconds: minutes * 60_000)))
        }
        #expect(!isOpen(80))
        silences.note(
            Self.call("POST /auctions/*/bid", "auction_one"), ["consumerId": "a"], at: Self.now)
        #expect(isOpen(80))
        #expect(!isOpen(79))
    }

    @Test func `which of two entries goes on once two are one is open, there alone`() {
        var silences = Silences()
        func come(_ operation: String, as consumer: JSONNode, token: String? = nil) {
            var call = Self.call(operation, token: token)
            call.gives = [.init(path: ["accessToken"], name: "ann.accessToken")]
            silences.note(
                call, ["session": ["consumerId": consumer], "accessToken": "t"], at: Self.now)
        }
        func enter(_ place: String, as consumer: JSONNode) {
            silences.note(
                Self.call("POST /queues/*/enter", place), ["consumerId": consumer], at: Self.now)
        }
        func isOpen(_ place: String) -> Bool {
            let flaw = Correspondence.Flaw(
                path: ["status"], place: ["status"], kind: .value, expected: "LEFT",
                actual: "QUEUED")
            return silences.leavesOpen(
                Silences.Doubt(
                    flaw: flaw, call: Self.call("GET /queues/*/status", place),
                    expected: ["consumerId": "a", "status": "LEFT"], now: Self.now))
        }
        come("POST /auth/external/exchange", as: "a")
        enter("queue_wide", as: "a")
        enter("queue_two", as: "a")
        come("POST /auth/guest", as: "g")
        enter("queue_wide", as: "g")
        #expect(!isOpen("queue_wide"))
        come("POST /auth/external/exchange", as: "a", token: "{ann.accessToken}")
        #expect(isOpen("queue_wide"))
        #expect(!isOpen("queue_two"))
    }

    @Test func `that something was completed already may stand in the message`() {
        let word = "Queue participation already completed"
        #expect(Silences.says(word, ["message": "Admission already completed"]))
        #expect(!Silences.says(word, ["message": "Not admitted"]))
        #expect(!Silences.says("Consumer not in queue", ["message": "It was already completed"]))
    }

    @Test func `how many stories ended at a limit is told, where one did`() {
        var result = Explorer.Result()
        result.stories = 9
        #expect(result.limits == nil)
        result.limited = 8
        #expect(result.limits?.hasPrefix("not played to the end: 8 of 9 stories") ?? false)
    }

    @Test func `a token is over an hour after it was given, and that is one cause`() {
        var silences = Silences()
        var come = Self.call("POST /auth/guest")
        come.gives = [.init(path: ["accessToken"], name: "ann.accessToken")]
        silences.note(come, ["accessToken": "t"], at: Self.now)
        let look = Self.call("GET /consumers/me", token: "{ann.accessToken}")
        let refusal = Self.response(401, #"{"error":"Authentication required"}"#)
        func isOver(_ minutes: Int) -> Bool {
            silences.endsByTime(
                look, refusal, Self.response(200),
                at: Self.now.advanced(by: TimeSpan(milliseconds: minutes * 60_000)))
        }
        #expect(isOver(60))
        #expect(!isOver(59))
        let later = Self.now.advanced(by: TimeSpan(milliseconds: 60_000))
        silences.note(come, ["accessToken": "u"], at: later)
        #expect(!isOver(60))
        let stories = ["GET /queues/*/status", "POST /queues/*/enter"].map {
            Plot([.call(Self.call($0, "one"))])
        }
        #expect(
            StoryCause(stories[0], isOfExpiry: true) == StoryCause(stories[1], isOfExpiry: true))
        #expect(StoryCause(stories[0]) != StoryCause(stories[1]))
    }

    @Test func `whose a token is does it, whatever the story calls the token`() {
        var come = Self.call("POST /auth/guest")
        come.gives = [.init(path: ["refreshToken"], name: "ben.refreshToken")]
        func refresh(_ token: JSONNode, giving name: String) -> CallMove {
            var call = Self.call(
                "POST /auth/refresh", body: [.init(name: "refreshToken", value: token)])
            call.gives = [.init(path: ["refreshToken"], name: name)]
            return call
        }
        let calls = [
            come, refresh("{ben.refreshToken}", giving: "ann.refreshToken"),
            refresh("{ann.refreshToken}", giving: "ann.refreshToken"),
        ]
        #expect(Plot(calls.map { .call($0) }).people == ["ben", "ben", "ben"])
    }

    @Test func `what a guide alone knows takes a token after its time by its own clause`() throws {
        let documented = DocumentedAnswers(try Suite(files: SuiteFile.embedded))
        #expect(documented.expiry(of: "GET /consumers/me")?.id == DocumentedAnswers.expiry)
        #expect(documented.expiry(of: "POST /waitlists/*/leave")?.evidence == .guide)
    }
}
