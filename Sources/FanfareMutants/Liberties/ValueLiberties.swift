import FanfareMock
import HTTPEngine
import JSONTree

/// Values that no page fixes.
extension MockLiberty {
    static let values: [MockLiberty] = [
        MockLiberty(
            "values/bids-oldest-first", "Lists of bids begin with the oldest: no page orders them",
            routes: bidLists, decides: "bids"
        ) { response, _ in
            guard response.isGood else { return }
            response.edit { $0 = JSONNode(($0.elements ?? []).reversed()) }
        },
        MockLiberty(
            "values/bids-count-all", "bidCount counts the bids of all: no page says whose",
            decides: "bidCount",
            by: .remembering([String: Int](), []) { intercepted, counts in
                let response = intercepted.proceed()
                let key = intercepted.organization.id + intercepted.id
                if intercepted.route == "POST /auctions/{id}/bid", response.isGood {
                    counts[key, default: 0] += 1
                }
                guard
                    intercepted.route.hasPrefix("POST /auctions/{id}/bid")
                        || intercepted.route == "GET /auctions/{id}/status"
                else { return response }
                let count = counts[key] ?? 0
                return intercepted.changing(response) { document in
                    if document["bidCount"]?.integer ?? 0 > 0 {
                        document[editing: "bidCount"] = JSONNode(count)
                    }
                }
            }),
        changed(
            "bidder-anonymous", "The highest bidder is null, as in the example",
            ["GET /auctions/{id}/highest-bid"]
        ) {
            $0[editing: "bidderId"] = .null
        },
        changed(
            "bidder-pseudonym", "The highest bidder has a pseudonym, as the page allows",
            ["GET /auctions/{id}/highest-bid"]
        ) {
            if $0["bidderId"]?.string != nil { $0[editing: "bidderId"] = "Bidder 7" }
        },
        changed(
            "bidders-pseudonyms", "In the list of all bids everybody has a pseudonym",
            ["GET /auctions/{id}/bids"]
        ) {
            $0.change("*", "consumerId") { $0 = "b***r" }
        },
        changed(
            "outbid-is-active", "Who is outbid is ACTIVE, which says no more than not winning",
            ["GET /auctions/{id}/status", "POST /auctions/{id}/bid"]
        ) {
            if $0["status"] == "OUTBID" { $0[editing: "status"] = "ACTIVE" }
        },
        changed(
            "lapsed-is-expired", "An admission that lapsed is EXPIRED, as the types say",
            ["GET /queues/{id}/status"]
        ) {
            if $0["denyReason"] == "ADMISSION_EXPIRED" {
                $0 = ["status": "EXPIRED", "expiredAt": "2026-01-01T00:00:00Z"]
            }
        },
        changed(
            "admitted-release", "Entering a timed release admits at once",
            ["POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status"]
        ) {
            if $0["status"] == "ENTERED", $0["admissionToken"] != nil {
                $0[editing: "status"] = "admitted"
            }
        },
        changed(
            "release-admitted-alone",
            "Entering a timed release answers admitted, a token and its end, as its concept page does",
            releaseStates
        ) {
            guard let token = $0["admissionToken"], $0["status"] == "ENTERED" else { return }
            $0 = [
                "status": "admitted", "admissionToken": token,
                "expiresAt": $0["expiresAt"] ?? .null,
            ]
        },
        MockLiberty(
            "values/release-not-open-as-state",
            "Entering a timed release too early answers not_open, as its concept page does",
            routes: ["POST /timed-releases/{id}/enter"], layer: .members
        ) { response, _ in
            guard response.status == 423 else { return }
            response.status = 200
            response.document = ["status": "not_open", "opensAt": "2099-01-01T00:00:00Z"]
        },
        changed(
            "waiting-time", "Who waits is told how long",
            ["POST /queues/{id}/enter", "GET /queues/{id}/status"]
        ) {
            $0[editing: "estimatedWaitTimeInSeconds"] = 90
            $0[editing: "totalInQueue"] = 10_000
        },
        changed(
            "guest-fingerprint-generated", "A session without a fingerprint shows none",
            ["POST /auth/guest", "POST /auth/otp/verify"]
        ) {
            $0.change("session") { $0[editing: "deviceFingerprint"] = nil }
        },
        changed(
            "token-lifetime-told", "Tokens come with their lifetime, as in OAuth",
            [
                "POST /auth/guest", "POST /auth/otp/verify", "POST /auth/refresh",
                "POST /auth/external/exchange",
            ]
        ) {
            $0[editing: "expiresIn"] = 3600
            $0[editing: "tokenType"] = "Bearer"
        },
        changed(
            "refresh-with-session", "A refresh also answers the session", ["POST /auth/refresh"]
        ) {
            $0[editing: "session"] = ["type": "guest", "expiresAt": .null]
        },
        MockLiberty(
            "values/slug-with-tail", "A slug that was not given has a random tail",
            routes: ["POST /experiences"], layer: .members
        ) { response, intercepted in
            guard intercepted.body["slug"] == nil else { return }
            response.edit { $0.change("slug") { $0 = JSONNode("\($0.string ?? "")-x7f3q") } }
        },
        changed(
            "things-of-others", "An experience holds a sequence that nobody asks for",
            ["GET /experiences/{id}", "POST /experiences/{id}/enter"]
        ) { document in
            let add = { (sequences: inout JSONNode) in
                guard let all = sequences.elements, var other = all.first else { return }
                other[editing: "id"] = "seq_other"
                for kind in ["queues", "draws", "auctions", "appointments", "timedReleases"] {
                    other[editing: kind] = []
                }
                other[editing: "waitlist"] = .null
                sequences = JSONNode([other] + all)
            }
            document.change("sequences", by: add)
            document.change("experience", "sequences", by: add)
        },
        changed("creator", "Creations tell their creator by an address", ["POST /experiences"]) {
            $0[editing: "createdBy"] = "api@shop.example"
            $0[editing: "updatedBy"] = "api@shop.example"
        },
        changed(
            "seeds", "Seeds of encryption are long",
            ["POST /queues", "POST /draws", "POST /auctions"]
        ) {
            $0[editing: "encryptionSeed"] = JSONNode(String(repeating: "9f", count: 64))
        },
        changed(
            "settings-of-its-own", "The organization's settings are other ones",
            ["GET /organizations/current"]
        ) {
            $0 = ["slug": "shop", "plan": ["name": "enterprise"], "features": ["queues"]]
        },
        changed(
            "confirmation-code", "Codes of bookings have dashes", ["POST /appointments/{id}/book"]
        ) {
            $0[editing: "confirmationCode"] = "AB-12-CD"
        },
        changed("journeys-reversed", "Journeys stand in the opposite order", ["GET /consumers/me"])
        {
            $0.change("active", "journeys") { $0 = JSONNode(($0.elements ?? []).reversed()) }
        },
        changed(
            "journeys-of-others", "Journeys begin with one of another experience",
            ["GET /consumers/me"]
        ) {
            $0.change("active", "journeys") { journeys in
                guard let all = journeys.elements, !all.isEmpty else { return }
                journeys = JSONNode(
                    [
                        [
                            "experienceId": "exp_other", "sequenceId": "seq_other",
                            "journeyStage": "routed",
                            "sequenceStage": "participating",
                            "participation": [
                                "type": "draw", "id": "draw_other", "status": "ENTERED",
                            ],
                        ] as JSONNode
                    ] + all)
            }
        },
        changed(
            "closed-is-settled", "A closed auction is SETTLED once its winners are known",
            ["GET /auctions/{id}"]
        ) {
            if $0["status"] == "CLOSED", $0["currentHighBid"]?.isNull == true,
                $0["id"] == "auction_closed"
            {
                $0[editing: "status"] = "SETTLED"
            }
        },
        changed("health-of-its-own", "Health is told in words of its own", ["GET /health"]) {
            $0 = ["healthy": true, "uptime": 12, "checks": [["name": "db", "ok": true]]]
        },
    ]

    private static let releaseStates = [
        "POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status",
    ]

    private static let bidLists = ["GET /auctions/{id}/bids", "GET /auctions/{id}/bids/history"]

    private static func changed(
        _ name: String, _ sentence: String, _ routes: [String],
        _ change: @escaping @Sendable (inout JSONNode) -> Void
    ) -> MockLiberty {
        MockLiberty("values/\(name)", sentence, routes: routes, layer: .members) { response, _ in
            if response.isGood { response.edit(change) }
        }
    }
}
