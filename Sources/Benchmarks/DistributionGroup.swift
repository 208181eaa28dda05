import FanfareModel

/// What an operation on a draw or an auction costs, by how many take part in it.
struct DistributionGroup: BenchmarkGroup {
    let name = "Draws and auctions, a thousand and a million consumers"
    let ratios: [Ratio] = []
    private let sizes = [1000, 1_000_000]

    func run() -> [Measurement] {
        let all = sizes.map { size in
            var crowd = Crowd(size)
            return crowd.measurements()
        }
        // Beside each other stand the same operations, not the same sizes.
        return (all.first ?? []).indices.flatMap { index in all.map { $0[index] } }
    }
}

/// A world with a draw that many have entered and an auction in which each of them has bid.
private struct Crowd {
    private let size: Int
    private var world: World
    private var people: [ConsumerKey] = []
    private var amount = Money(units: 0)
    private var turn = 0

    init(_ size: Int) {
        self.size = size
        let start = Instant(milliseconds: 1_767_225_600_000)
        world = World(organizationID: "org_benchmark", seed: 1, now: start)
        let experience = world.add(ExperiencePlan(name: "Experience"))
        let sequence = world.add(SequencePlan(name: "Sequence"), to: experience)
        let end = start + .seconds(3600)
        world.add(DrawPlan(name: "Draw", drawAt: end, winnerCount: size / 10), to: sequence)
        world.add(AuctionPlan(name: "Auction", settleAt: end), to: sequence)
        for _ in 0..<size { enter() }
        for person in people { bid(person) }
    }

    /// Timed in batches that are small against the crowd; the drawing and settling come last.
    mutating func measurements() -> [Measurement] {
        let batch = size / 100
        var measured = [
            sample("enter", batch) { $0.enter() },
            sample("leave", batch) { $0.leave() },
            sample("read the entry", 1000) { crowd in
                consume(try? crowd.world.drawStatus(0, of: crowd.next()))
            },
            sample("bid", batch) { $0.bid($0.next()) },
            sample("read the standing", 1000) { crowd in
                consume(crowd.world.catalogue.auctions[0].standing(of: crowd.next()))
            },
            sample("read the highest bid", 1000) { crowd in
                consume(crowd.world.catalogue.auctions[0].highestBid)
            },
            sample("read one's last ten bids", 1000) { crowd in
                consume(crowd.world.catalogue.auctions[0].newestBids(10, of: crowd.next()))
            },
        ]
        let clock = ContinuousClock()
        let duration = clock.measure { world.advance(to: world.now + .seconds(3600)) }
        measured.append(
            Measurement(
                name: "draw and settle, a consumer, of \(size)",
                samples: [duration / .seconds(1) / Double(size)]))
        measured.append(
            sample("read the entry after the drawing", 1000) { crowd in
                consume(try? crowd.world.drawStatus(0, of: crowd.next()))
            })
        return measured
    }

    private mutating func sample(
        _ name: String, _ count: Int, _ body: (inout Crowd) -> Void
    ) -> Measurement {
        let clock = ContinuousClock()
        let samples = (0..<9).map { _ in
            let duration = clock.measure { for _ in 0..<count { body(&self) } }
            return duration / .seconds(1) / Double(count)
        }
        return Measurement(name: "\(name), of \(size)", samples: samples)
    }

    /// Somebody, never the same twice in a row, and far from the last one in memory.
    private mutating func next() -> ConsumerKey {
        turn = (turn + 7919) % size
        return people[turn]
    }

    private mutating func enter() {
        let person = world.addGuest()
        people.append(person)
        consume(try? world.enterDraw(0, as: person, fingerprint: nil))
    }

    private mutating func leave() { consume(try? world.leaveDraw(0, as: next())) }

    private mutating func bid(_ person: ConsumerKey) {
        amount = amount + Money(units: 1)
        consume(try? world.placeBid(amount, in: 0, as: person, fingerprint: nil))
    }
}
