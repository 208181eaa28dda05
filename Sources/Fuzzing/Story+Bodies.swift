import HTTPEngine
import JSONTree

/// Bodies that a call reads, most of the time.
extension Story {
    func body(for path: String) -> [UInt8] {
        let choice = source.byte()
        if choice == 255 { return source.bytes(atMost: 64) }
        var members = members(for: path)
        // Now and then one is missing, is of another kind, or is too many.
        let spoiled = Int(choice >> 4)
        if choice & 3 == 1, members.indices.contains(spoiled) { members.remove(at: spoiled) }
        if choice & 3 == 2, members.indices.contains(spoiled) {
            members[spoiled].node = source.pick(Self.odd)
        }
        if choice & 3 == 3, choice & 4 != 0 {
            members.append(JSONMember("name", JSONNode(source.text(atMost: 12))))
        }
        return JSONNode(members).bytes()
    }

    private static let odd: [JSONNode] = [
        .null, true, 0, -1, "", " ", [], [:], "x", JSONNode(.number(JSONNumber(text: "1e400"))),
        JSONNode(.number(JSONNumber(text: "0.001"))), JSONNode(Int.max), JSONNode(Int.min),
        "2026-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z", "\u{0}",
        "1000d",
    ]

    private func members(for path: String) -> [JSONMember] {
        switch path {
        case "/auth/otp/request": [recipient()]
        case "/auth/otp/verify": [recipient(), JSONMember("code", code())]
        case "/auth/external/authorize": identity()
        case "/auth/external/exchange": [JSONMember("exchangeCode", one(of: learned.exchangeCodes))]
        case "/auth/refresh": [JSONMember("refreshToken", one(of: learned.refreshTokens))]
        case "/experiences", "/queues", "/draws", "/auctions": creation()
        case "/__admin/clock": clock()
        case "/__admin/faults": fault()
        case "/__admin/webhooks": [JSONMember("url", "http://localhost:3000/hook")]
        case "/__admin/organizations":
            [
                JSONMember(
                    "world", source.pick(["default", "empty", "flash-sale", "conflict", "no"]))
            ]
        case "/__admin/queues/{id}/admit-next": [JSONMember("count", number())]
        case _ where path.hasPrefix("/__admin"): []
        default: participation()
        }
    }

    private func one(of texts: [String]) -> JSONNode { JSONNode(source.pickAny(texts) ?? "none") }

    private func number() -> JSONNode {
        source.pick([1, 2, 3, 10, 100, 110, 120, 1000, 0, -1, JSONNode(Int.max)])
    }

    private func recipient() -> JSONMember {
        let email = source.pick([
            "ann@example.com", "ben@example.com", "cy+taken@example.com", "di+expired@example.com",
            "ed+invalid@example.com", "fi+limited@example.com", "ANN@EXAMPLE.COM", "",
        ])
        return email.isEmpty
            ? JSONMember("phone", "+12025550123") : JSONMember("email", JSONNode(email))
    }

    private func code() -> JSONNode {
        JSONNode(source.pickAny(learned.codes.reversed()) ?? "000000")
    }

    private func identity() -> [JSONMember] {
        [
            JSONMember("provider", "p"), JSONMember("issuer", "i"),
            JSONMember("subject", source.pick(["ann", "ben", "cy+taken", "di+expired"])),
            JSONMember(
                "claims", source.pick([.null, ["email": "ann@example.com", "name": "Ann"]])),
        ]
    }

    private func time() -> JSONNode {
        source.pick([
            .null, "2026-01-01T00:00:01Z", "2026-01-01T00:01:00Z", "2026-01-01T01:00:00Z",
            "2026-01-02T00:00:00+14:00", "2025-12-31T23:59:59Z", "2099-01-01T00:00:00.5Z",
            "9999-12-31T23:59:59.999Z",
        ])
    }

    private func creation() -> [JSONMember] {
        [
            JSONMember("sequenceId", source.pick(["seq_main", one(of: learned.identifiers)])),
            JSONMember("name", "Made"), JSONMember("openAt", time()), JSONMember("closeAt", time()),
            JSONMember("drawAt", time()), JSONMember("settleAt", time()),
            JSONMember("winnerCount", number()), JSONMember("maxCapacity", number()),
            JSONMember("admissionRate", number()), JSONMember("sessionDurationSeconds", number()),
            JSONMember("startingBid", number()), JSONMember("minimumIncrement", number()),
            JSONMember("reservePrice", number()), JSONMember("maxEntries", number()),
        ]
    }

    private func clock() -> [JSONMember] {
        switch source.byte() % 4 {
        case 0: [JSONMember("set", time())]
        case 1: [JSONMember("freeze", JSONNode(source.byte() & 1 == 0))]
        case 2: [JSONMember("freeze", true), JSONMember("advance", "61s")]
        default: [JSONMember("advance", JSONNode(source.text(atMost: 12)))]
        }
    }

    private func fault() -> [JSONMember] {
        [
            JSONMember("status", source.pick([.null, 503, 200, 429])),
            JSONMember("times", number()), JSONMember("every", source.pick([.null, 2, 3])),
            JSONMember("delay", source.pick([.null, "1s", ["min": "1ms", "max": "1h"]])),
            JSONMember("truncateAfter", source.pick([.null, 0, 5, JSONNode(Int.max)])),
            JSONMember("malformedJSON", source.pick([.null, true])),
        ]
    }

    private func participation() -> [JSONMember] {
        [
            JSONMember("consumerId", one(of: learned.consumers)),
            JSONMember("token", one(of: learned.admissionTokens)),
            JSONMember("reason", source.pick(["ADMIN_ACTION", "FRAUD_DETECTED", "DRAW_CLOSED"])),
            JSONMember("amount", number()),
            JSONMember("slotId", source.pick(["slot_first", "slot_single"])),
        ]
    }
}
