import JSONTree
import TokenSigning

@testable import FanfareModel

extension World {
    /// The world as the bytes of a state.
    var state: [UInt8] {
        var writer = StateWriter(.organization)
        write(to: &writer)
        return writer.sealed()
    }

    /// The world that bytes are the state of.
    init(state: [UInt8]) throws(StateError) {
        var reader = try StateReader(state, .organization)
        try self.init(from: &reader, organizationID: "org_test", wording: .plain)
        try reader.finish()
    }

    /// A world in which everything has happened, and codes of every kind wait.
    static func eventful(seed: UInt64, steps: Int) -> EverythingWalk {
        var walk = EverythingWalk(seed: seed)
        for _ in 0..<steps { _ = walk.step() }
        walk.test.world.addCodesAndPeople()
        return walk
    }

    fileprivate mutating func addCodesAndPeople() {
        var plan = ExperiencePlan(name: "Themed")
        plan.theme = try? JSONNode(parsing: #"{"color": "blue", "sizes": [1, 2.50, 3e2]}"#)
        plan.i18n = ["de": ["title": "Grüße 🎟"]]
        plan.schedule = Schedule(openAt: now, timeZone: "Europe/Berlin")
        _ = enterExperience(add(plan), as: addGuest())
        let shop = ExternalIdentity(provider: "shop", issuer: "https://shop.example", subject: "1")
        let claims = ProfileClaims(email: "eve@example.com", fullName: "Eve")
        let (code, _) = authorize(shop, claims: claims)
        let guest = startGuestSession(fingerprint: "device").session
        _ = try? exchange(code: code, bearer: guest, fingerprint: nil)
        _ = authorize(shop, claims: ProfileClaims(fullName: "Eve E."))
        _ = authorize(shop, claims: ProfileClaims(), state: .expired)
        for (number, state) in [IssuedCode.State.usable, .expired, .void].enumerated() {
            let recipient = Recipient.email("waiting\(number)@example.com")
            requestOneTimePassword(for: recipient, name: number == 0 ? "W" : nil, state: state)
            _ = try? verifyOneTimePassword("", for: recipient, bearer: nil, fingerprint: nil)
        }
        if let phone = Recipient(phone: "+12025550143", defaultCountry: nil) { occupy(phone) }
        for kind in RateLimitClass.allCases { _ = countCall(kind) }
        add(QueuePlan(id: "own", name: "Own"), to: SequenceKey(at: 0))
        let own = Key<Queue>(at: catalogue.queues.count - 1)
        _ = try? enterQueue(own, as: addGuest(), fingerprint: "device")
        var crowded = QueuePlan(id: "crowded", name: "Crowded")
        crowded.schedule.closeAt = now + .minutes(5)
        crowded.admissionsPerMinute = 60
        if case .queue(let queue) = add(crowded, to: SequenceKey(at: 0)) { addCrowds(queue) }
    }
}

extension World {
    fileprivate mutating func addCrowds(_ queue: Key<Queue>) {
        var crowd = CrowdPlan()
        (crowd.size, crowd.leave, crowd.arrivalsPerMinute) = (90, 300_000, 90)
        try? setCrowd(crowd, in: queue)
        _ = try? enterQueue(queue, as: addGuest(), fingerprint: "device")
        let draw = DrawPlan(name: "Crowded", drawAt: now + .hours(1), winnerCount: 2)
        if case .draw(let draw) = add(draw, to: SequenceKey(at: 0)) {
            try? setCrowd(crowd, in: draw)
        }
        let auction = AuctionPlan(name: "Crowded", settleAt: now + .hours(1))
        if case .auction(let auction) = add(auction, to: SequenceKey(at: 0)) {
            try? setBots(BotsPlan(count: 3, limit: Money(units: 500)), in: auction)
        }
        advance(to: now + .seconds(30))
    }
}

/// The state with its checksum made to fit again, as whoever forges one would.
func resealed(_ state: [UInt8]) -> [UInt8] {
    let body = state.dropLast(StateKind.checksumBytes)
    let sum = StateKind.checksum(body)
    return body
        + [sum.low, sum.high].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
}
