import JSONTree

/// The world that stories play in: of each kind of distribution two or more, on different schedules.
package enum StoryWorld {
    /// The people.
    static let people = ["ann", "ben", "cleo", "dan"]
    /// The experiences.
    static let experiences = ["exp_one", "exp_two"]
    /// The sequences.
    static let sequences = ["seq_one", "seq_two"]
    /// The queues: a wide one, one with two places, one that admits by itself, one that opens later.
    static let queues = ["queue_wide", "queue_two", "queue_rate", "queue_later"]
    /// The queue that admits by itself.
    static let selfAdmitting = "queue_rate"
    /// The draws: two that everybody wins who is in, one with two winners, one with a single one.
    static let draws = ["draw_soon", "draw_small", "draw_late", "draw_luck"]
    /// The draws in which chance decides who wins.
    static let chancy = ["draw_late", "draw_luck"]
    /// The auctions: with one winner, and with two above a reserve.
    static let auctions = ["auction_one", "auction_two"]
    /// Until when the oracle lets winners pay: an hour after the settlement, as it chose.
    static let paymentEnds = [
        "auction_one": beginning.advanced(by: TimeSpan(milliseconds: 80 * 60_000)),
        "auction_two": beginning.advanced(by: TimeSpan(milliseconds: 120 * 60_000)),
    ]
    /// The timed releases: an open one, and one that opens later.
    static let releases = ["release_one", "release_later"]
    /// The appointments.
    static let appointments = ["appointment_one", "appointment_two"]
    /// The slots, first those of the first appointment.
    static let slots = ["slot_single", "slot_wide", "slot_other"]
    /// The waitlists.
    static let waitlists = ["waitlist_one", "waitlist_two"]

    /// When every story begins: what falls due by the minute does so at the same moments everywhere.
    package static let beginning = Timestamp(milliseconds: 1_780_315_200_000)

    /// Every name of something in it.
    static let ids = Set(
        experiences + sequences + queues + draws + auctions + releases + appointments + slots
            + waitlists)

    /// Every name as what it is called where the world is the story's own.
    static let ownNames = Dictionary(uniqueKeysWithValues: ids.map { ($0, $0) })

    /// The rules that an organization may go by.
    enum Rules: Sendable, Hashable, CaseIterable {
        /// Those that a new organization has.
        case usual
        /// Nobody may order twice.
        case oneOrder
        /// Every device shows its fingerprint.
        case fingerprints
        /// Nobody may call more often than is documented.
        case limited
    }

    /// The world of an organization that goes by rules.
    static func document(_ rules: Rules) -> JSONNode {
        documents[rules] ?? .null
    }

    private static let documents = Dictionary(
        uniqueKeysWithValues: Rules.allCases.map { rules -> (Rules, JSONNode) in
            // A story is played in no time: mostly limits of calls are not what it is about.
            var settings = [JSONMember("enforcesRateLimits", JSONNode(rules == .limited))]
            switch rules {
            case .usual, .limited: break
            case .oneOrder: settings.append(JSONMember("orderLimit", JSONNode(1)))
            case .fingerprints: settings.append(JSONMember("requiresFingerprint", JSONNode(true)))
            }
            return (
                rules,
                JSONNode([
                    JSONMember("settings", JSONNode(settings)),
                    JSONMember("experiences", allExperiences),
                ])
            )
        })

    private static let allExperiences: JSONNode = [
        experience(
            "exp_one", "seq_one",
            queues: [
                [
                    "id": "queue_wide", "name": "Wide", "capacity": 1000,
                    "admissionWindow": "10m",
                ],
                [
                    "id": "queue_two", "name": "Two places", "capacity": 2,
                    "admissionWindow": "10m",
                ],
                [
                    "id": "queue_rate", "name": "By itself", "admissionsPerMinute": 1,
                    "admissionWindow": "5m",
                ],
            ],
            draws: [
                [
                    "id": "draw_soon", "name": "Soon", "drawAt": "+20m", "winnerCount": 10,
                    "admissionWindow": "15m",
                ],
                [
                    "id": "draw_late", "name": "Late", "openAt": "-1h", "closeAt": "+30m",
                    "drawAt": "+2h", "winnerCount": 2, "admissionWindow": "24h",
                ],
                [
                    "id": "draw_luck", "name": "Luck", "drawAt": "+20m", "winnerCount": 1,
                    "admissionWindow": "10m",
                ],
            ],
            auctions: [
                [
                    "id": "auction_one", "name": "One", "settleAt": "+20m",
                    "startingPrice": 100, "minimumBidIncrement": 10, "currencyCode": "USD",
                ]
            ],
            slots: [
                ["id": "slot_single", "startAt": "+30m", "duration": "30m", "capacity": 1],
                ["id": "slot_wide", "startAt": "+25h", "duration": "30m", "capacity": 3],
            ], suffix: "one"),
        experience(
            "exp_two", "seq_two",
            queues: [
                [
                    "id": "queue_later", "name": "Later", "openAt": "+10m", "closeAt": "+1h",
                    "capacity": 3, "admissionWindow": "10m",
                ]
            ],
            draws: [
                [
                    "id": "draw_small", "name": "Small", "openAt": "+10m", "drawAt": "+1h",
                    "capacity": 2, "winnerCount": 10, "admissionWindow": "24h",
                ]
            ],
            auctions: [
                [
                    "id": "auction_two", "name": "Two", "openAt": "+10m", "closeAt": "+50m",
                    "settleAt": "+1h",
                    "startingPrice": 50, "minimumBidIncrement": 5, "reservePrice": 70,
                    "winnerCount": 2, "currencyCode": "EUR",
                ]
            ],
            slots: [["id": "slot_other", "startAt": "+2h", "duration": "1h", "capacity": 2]],
            suffix: "two"),
    ]

    private static func experience(
        _ id: String, _ sequence: String, queues: JSONNode, draws: JSONNode, auctions: JSONNode,
        slots: JSONNode, suffix: String
    ) -> JSONNode {
        let release: JSONNode =
            suffix == "one"
            ? ["id": "release_one", "name": "Open"]
            : ["id": "release_later", "name": "Later", "openAt": "+10m", "closeAt": "+1h"]
        return [
            "id": JSONNode(id), "name": JSONNode("Experience " + suffix),
            "sequences": [
                [
                    "id": JSONNode(sequence), "name": JSONNode("Sequence " + suffix),
                    "queues": queues, "draws": draws, "auctions": auctions,
                    "timedReleases": [release],
                    "appointments": [
                        [
                            "id": JSONNode("appointment_" + suffix), "name": "Appointment",
                            "slots": slots,
                        ]
                    ],
                    "waitlist": ["id": JSONNode("waitlist_" + suffix), "name": "Waitlist"],
                ]
            ],
        ]
    }
}
