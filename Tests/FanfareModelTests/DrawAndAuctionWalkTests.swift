import Testing

@testable import FanfareModel

/// Long random walks over draws and auctions, held against the slow models after every step.
struct DrawAndAuctionWalkTests {
    @Test(arguments: 0..<6)
    func `a walk of five hundred steps ends where the slow models do`(_ seed: Int) throws {
        var walk = Walk(seed: UInt64(seed))
        for step in 0..<500 {
            let action = try walk.step()
            let differences = walk.differences()
            #expect(differences == [], "step \(step) of walk \(seed): \(action)")
            if !differences.isEmpty { return }
        }
        #expect(walk.merges > 3, "the walk hardly linked anybody")
        #expect(walk.wins > 3, "the walk hardly let anybody win")
    }
}

/// A world, what the slow models say of it, and the people in it.
private struct Walk {
    private struct Person {
        let key: ConsumerKey
        let subject: String?
    }

    private var test: TestWorld
    private var chance: SeededGenerator
    private var people: [Person] = []
    private var draws: [SlowDraw] = []
    private var auctions: [SlowAuction] = []
    private var complaints: [String] = []
    private(set) var merges = 0
    private(set) var wins = 0

    init(seed: UInt64) {
        test = TestWorld(seed: seed)
        chance = SeededGenerator(seed: seed, stream: "walk")
        for _ in 0..<4 { signIn() }
        for _ in 0..<8 { arrive() }
        addDraw()
        addAuction()
    }

    private mutating func pick(_ count: Int) -> Int {
        Int(chance.next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// One random step; answers what it was.
    mutating func step() throws -> String {
        let roll = pick(100)
        switch roll {
        case 0..<30: return bid()
        case 30..<50: return enter()
        case 50..<58:
            return onDraw("leave") {
                $0.leave($1)
            } _: {
                try $0.leaveDraw($1, as: $2)
            }
        case 58..<66:
            return onDraw("complete") {
                $0.complete($1)
            } _: {
                _ = try $0.complete($2, inDraw: $1)
            }
        case 66..<70:
            return onDraw("deny") {
                $0.deny($1)
            } _: {
                _ = try $0.deny($2, inDraw: $1, reason: .adminAction)
            }
        case 70..<76: return arrive()
        case 76..<82: return try merge()
        case 82..<84: return addDraw()
        case 84..<86: return addAuction()
        case 86..<99: return pass(.seconds(1 + pick(600)))
        default: return pass(.days(1 + pick(400)))
        }
    }

    /// Everything in which the world and the slow models differ, and every broken invariant.
    func differences() -> [String] {
        var found = complaints + test.world.brokenInvariants()
        for person in people {
            for (index, slow) in draws.enumerated() {
                let entry = test.world.catalogue.draws[index].entry(of: person.key)
                if (entry?.state).map(SlowDraw.State.init) != slow.states[person.key] {
                    found.append("draw \(index): \(String(describing: entry?.state))")
                }
            }
            for (index, slow) in auctions.enumerated() {
                let auction = test.world.catalogue.auctions[index]
                let bids = auction.newestBids(.max, of: person.key).map(\.amount)
                if bids != slow.amounts(of: person.key) {
                    found.append("auction \(index): \(bids)")
                }
                let standing = auction.standing(of: person.key)
                if standing != slow.standing(of: person.key) {
                    found.append("auction \(index): \(standing)")
                }
            }
        }
        return found
    }
}

/// The steps.
extension Walk {
    private mutating func signIn() {
        let subject = "person \(people.count)"
        let code = test.world.authorize(identity(subject), claims: ProfileClaims()).code
        guard
            let tokens = try? test.world.exchange(code: code, bearer: nil, fingerprint: nil)
        else { return complaints.append("nobody could sign in") }
        people.append(
            Person(
                key: test.world[tokens.session].consumer, subject: subject)
        )
    }

    @discardableResult
    private mutating func arrive() -> String {
        people.append(Person(key: test.guest(), subject: nil))
        return "a guest arrives"
    }

    private func identity(_ subject: String) -> ExternalIdentity {
        ExternalIdentity(provider: "shop", issuer: "https://shop.test", subject: subject)
    }

    private mutating func merge() throws -> String {
        let guests = people.indices.filter { people[$0].subject == nil }
        let known = people.filter { $0.subject != nil }
        guard !guests.isEmpty else { return arrive() }
        let guest = people.remove(at: guests[pick(guests.count)])
        let owner = known[pick(known.count)]
        let code = test.world.authorize(identity(owner.subject ?? ""), claims: ProfileClaims()).code
        let session = test.world.startSession(of: guest.key, fingerprint: nil).session
        _ = try test.world.exchange(code: code, bearer: session, fingerprint: nil)
        for index in draws.indices { draws[index].merge(guest.key, into: owner.key) }
        for index in auctions.indices { auctions[index].merge(guest.key, into: owner.key) }
        merges += 1
        return "a guest turns out to be known"
    }

    @discardableResult
    private mutating func addDraw() -> String {
        var plan = DrawPlan(
            id: "draw_\(draws.count)", name: "Draw",
            drawAt: test.world.now + .seconds(60 + pick(3600)), winnerCount: 1 + pick(4))
        plan.capacity = pick(2) == 0 ? 3 + pick(6) : nil
        plan.admissionWindow = .minutes(1 + pick(60))
        test.world.add(plan, to: test.sequence)
        draws.append(SlowDraw(plan))
        return "a draw is added"
    }

    @discardableResult
    private mutating func addAuction() -> String {
        var plan = AuctionPlan(
            id: "auction_\(auctions.count)", name: "Auction",
            settleAt: test.world.now + .seconds(60 + pick(3600)))
        plan.startingPrice = Money(units: Int64(pick(500)))
        plan.minimumBidIncrement = Money(units: Int64(1 + pick(50)))
        plan.reservePrice = pick(2) == 0 ? Money(units: Int64(pick(1500))) : nil
        plan.winnerCount = 1 + pick(4)
        plan.schedule.closeAt = pick(3) == 0 ? plan.settleAt + .seconds(-30) : nil
        test.world.add(plan, to: test.sequence)
        auctions.append(SlowAuction(plan))
        return "an auction is added"
    }

    private mutating func bid() -> String {
        let index = auctions.count - 1 - pick(min(2, auctions.count))
        let person = people[pick(people.count)].key
        let amount = Money(units: max(1, auctions[index].high.units - 5 + Int64(pick(80))))
        let expected = auctions[index].bid(amount, by: person, at: test.world.now)
        compare("bid", expected) { world in
            try world.placeBid(amount, in: Key(at: index), as: person, fingerprint: nil)
        }
        return "a bid of \(amount.units) in auction \(index)"
    }

    private mutating func enter() -> String {
        let (person, now) = (people[pick(people.count)].key, test.world.now)
        return onDraw("enter", by: person) {
            $0.enter($1, at: now)
        } _: {
            _ = try $0.enterDraw($1, as: $2, fingerprint: nil)
        }
    }

    private mutating func onDraw(
        _ name: String, by person: ConsumerKey? = nil,
        _ slow: (inout SlowDraw, ConsumerKey) -> FanfareError?,
        _ fast: (inout World, Key<Draw>, ConsumerKey) throws -> Void
    ) -> String {
        let index = draws.count - 1 - pick(min(3, draws.count))
        let person = person ?? people[pick(people.count)].key
        let expected = slow(&draws[index], person)
        compare(name, expected) { try fast(&$0, Key(at: index), person) }
        return "\(name) draw \(index)"
    }

    private mutating func pass(_ duration: Duration) -> String {
        let events = test.pass(duration)
        let now = test.world.now
        wins += events.count { if case .won = $0.kind { true } else { false } }
        if events.map(\.at) != events.map(\.at).sorted() {
            complaints.append("things happened out of order")
        }
        for index in draws.indices {
            let draw = test.world.catalogue.draws[index]
            let complaint = draws[index].pass(to: now) { draw.entry(of: $0)?.win != nil }
            if let complaint { complaints.append("draw \(index): \(complaint)") }
        }
        for index in auctions.indices { auctions[index].pass(to: now) }
        return "\(duration) pass"
    }

    private mutating func compare(
        _ name: String, _ expected: FanfareError?, _ act: (inout World) throws -> Void
    ) {
        if let complaint = test.complaint(name, expected, act) { complaints.append(complaint) }
    }
}
