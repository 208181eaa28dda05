import HTTPEngine
import JSONTree
import TestSupport
import Testing

@testable import FanfareConformance
@testable import FanfareMutants
@testable import fanfare_kit

/// A wrong answer weighs the same in a story as in a scenario of the suite.
struct PrecedentTests {
    private static let suite: Suite = {
        do {
            return try Suite(files: SuiteFile.embedded)
        } catch {
            preconditionFailure("\(error)")
        }
    }()
    private static let documented = DocumentedAnswers(suite, by: MockOracle())

    private static let slot: JSONNode = ["slotId": "slot_single"]

    /// Each wrong rule, and the shortest story that shows it.
    static let stories: [(mutant: String, story: [Move])] = [
        (
            "two/one-slot-two-people",
            [known("ann"), known("ben")].flatMap(\.self)
                + ["ann", "ben"].map {
                    call(
                        $0, "POST /appointments/*/book", "appointment_one",
                        ["slotId": "slot_single"])
                }
        ),
        ("external/reusable", known("ann") + [exchange("ann")]),
        (
            "lifetimes/exchange-code-90s",
            [authorize("ann"), .advance(TimeSpan(milliseconds: 75_000)), exchange("ann")]
        ),
        (
            "queues/one-place-more",
            ["ann", "ben", "cleo"].flatMap { [guest($0), enter($0, "queue_two")] }
        ),
        (
            "queues/leaving-frees-no-place",
            ["ann", "ben", "cleo"].flatMap { [guest($0), enter($0, "queue_two")] }.dropLast()
                + [call("ann", "POST /queues/*/leave", "queue_two"), enter("cleo", "queue_two")]
        ),
        (
            "queues/validates-for-anybody",
            [
                guest("ann"), guest("ben"), enter("ann", "queue_wide"), admit("ann"),
                validate("ben", "{ann.admission.queue_wide}"),
            ]
        ),
        (
            "admissions/yes-to-anything",
            [guest("ann"), enter("ann", "queue_wide"), validate("ann", "no-token")]
        ),
        (
            "logout/does-nothing",
            [guest("ann"), call("ann", "POST /auth/logout"), call("ann", "GET /consumers/me")]
        ),
        (
            "routes/elsewhere-opens-experiences-leave",
            [guest("ann"), elsewhere("ann", "DELETE /experiences/*/leave", "exp_one")]
        ),
        (
            "auctions/lower-bid-accepted",
            [("ann", 200), ("ben", 110)].flatMap { person, amount in
                [
                    guest(person),
                    call(person, "POST /auctions/*/bid", "auction_one", ["amount": amount]),
                ]
            }
        ),
        (
            "edges/release-closes-five-seconds-late",
            [late(3000), guest("ann"), guest("ben"), enter("ann", "release_later"), late(602)]
                + [enter("ben", "release_later")]
        ),
        (
            "again/booking-never-again",
            known("ann")
                + ["POST /appointments/*/book", "DELETE /appointments/*/cancel"].map {
                    call("ann", $0, "appointment_one", $0.hasPrefix("P") ? slot : nil)
                } + [call("ann", "POST /appointments/*/book", "appointment_one", slot)]
        ),
        (
            "time/old-bids-lapse",
            [
                late(660), guest("ann"),
                call("ann", "POST /auctions/*/bid", "auction_two", ["amount": 80]),
                late(2000), call("ann", "GET /auctions/*", "auction_two"),
            ]
        ),
        (
            "two/me-lists-one-release",
            [
                late(660), guest("ann"), enter("ann", "release_one"), late(2),
                enter("ann", "release_later"), call("ann", "GET /consumers/me"),
            ]
        ),
        ("releases/opens-early", [guest("ann"), enter("ann", "release_later")]),
        (
            "edges/queue-opens-a-second-early",
            [guest("ann"), late(599), enter("ann", "queue_later")]
        ),
        (
            "routes/expiry-leaves-consumers-me",
            [guest("ann"), late(3601), call("ann", "GET /consumers/me")]
        ),
    ]

    @Test(arguments: stories.map(\.mutant))
    func `it is told by a clause of the wrong rule's own weight`(_ name: String) throws {
        let mutant = try #require(RuleMutants.all.first { $0.name == name })
        let story = try #require(Self.stories.first { $0.mutant == name }?.story)
        let transport = mutant.make(EmbeddedTarget.transport()).transport
        let lockstep = Lockstep(
            oracle: { MockOracle().side(readings: [:], luck: $0) },
            target: ControlledSide(EmbeddedTarget.controlled, transport),
            documented: Self.documented)
        let differences = try lockstep.play(Plot(story)).differences
        let told = differences.compactMap { Self.documented.ranked($0).first?.evidence }
        let own = mutant.clauses.compactMap { Self.suite.clauses[$0]?.evidence }
        #expect(!told.isEmpty)
        #expect(
            told.map { $0.severity(strict: false) }.max()
                == own.map { $0.severity(strict: false) }.max(),
            "\(differences.map { Self.documented.ranked($0).first?.id ?? "" }) \(mutant.clauses)")
    }
}

extension PrecedentTests {
    private static func call(
        _ person: String, _ operation: String, _ place: String = "", _ body: JSONNode? = nil
    ) -> Move {
        var call = CallMove(operation, place)
        call.token = "{\(person).accessToken}"
        call.body = body?.members?.map { .init(name: $0.key, value: $0.node) }
        call.gives = StoryTeller.gifts(operation, person, place)
        return .call(call)
    }

    private static func guest(_ person: String) -> Move {
        without(call(person, "POST /auth/guest"))
    }

    private static func without(_ move: Move) -> Move {
        guard case .call(var call) = move else { return move }
        call.token = nil
        return .call(call)
    }

    private static func elsewhere(
        _ person: String, _ operation: String, _ place: String
    ) -> Move {
        guard case .call(var call) = call(person, operation, place) else { preconditionFailure() }
        call.isElsewhere = true
        return .call(call)
    }

    private static func enter(_ person: String, _ place: String) -> Move {
        let kind = place.hasPrefix("queue") ? "queues" : "timed-releases"
        return call(person, "POST /\(kind)/*/enter", place)
    }

    private static func late(_ seconds: Int) -> Move {
        .advance(TimeSpan(milliseconds: seconds * 1000))
    }

    private static func server(
        _ person: String, _ operation: String, _ place: String, _ body: JSONNode
    ) -> Move {
        guard case .call(var call) = call(person, operation, place, body) else {
            preconditionFailure()
        }
        call.token = nil
        call.credential = .secret
        return .call(call)
    }

    private static func admit(_ person: String) -> Move {
        let id = JSONNode("{\(person).consumerId}")
        return server(person, "POST /queues/*/admit", "queue_wide", ["consumerId": id])
    }

    private static func validate(_ person: String, _ token: String) -> Move {
        let id = JSONNode("{\(person).consumerId}")
        return server(
            person, "POST /queues/*/validate", "queue_wide",
            ["consumerId": id, "token": JSONNode(token)])
    }

    private static func authorize(_ person: String) -> Move {
        server(
            person, "POST /auth/external/authorize", "",
            [
                "provider": "shop", "issuer": "https://example.com",
                "subject": JSONNode("subject-\(person)"),
            ])
    }

    private static func exchange(_ person: String) -> Move {
        without(
            call(
                person, "POST /auth/external/exchange", "",
                ["exchangeCode": JSONNode("{\(person).exchangeCode}")]))
    }

    private static func known(_ person: String) -> [Move] { [authorize(person), exchange(person)] }
}
