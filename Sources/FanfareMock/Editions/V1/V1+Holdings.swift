import FanfareModel
import JSONTree

/// What a consumer holds, over or not, in the API's own words.
///
/// `/consumers/me` leaves out what is over; a person who wonders why somebody is not admitted wants
/// to see exactly that.
struct HoldingMembers {
    private let consumer: ConsumerKey
    private let world: World
    private let withTokens: Bool

    init(of consumer: ConsumerKey, _ world: World, withTokens: Bool) {
        self.consumer = consumer
        self.world = world
        self.withTokens = withTokens
    }

    /// Type, identifier and name, then where it stands.
    func members(_ holding: Holding) -> [JSONMember] {
        switch holding {
        case .experience(let index, let enteredAt):
            let experience = world.catalogue[index]
            return head("experience", experience.id, experience.name) + [
                JSONMember("status", "ENTERED"), JSONMember("enteredAt", enteredAt.json),
            ]
        case .distribution(let key):
            let (id, name) = (world.catalogue.id(of: key), world.catalogue.name(of: key))
            let members = head(V1.distributionType(key), id, name) + state(key)
            return withTokens ? members : members.filter { !$0.key.hasSuffix("Token") }
        }
    }

    private func head(_ type: String, _ id: String, _ name: String) -> [JSONMember] {
        [
            JSONMember("type", JSONNode(type)), JSONMember("id", JSONNode(id)),
            JSONMember("name", JSONNode(name)),
        ]
    }

    private func state(_ key: DistributionKey) -> [JSONMember] {
        switch key {
        case .queue(let index): queue(world.catalogue[index])
        case .draw(let index): draw(index)
        case .auction(let index): auction(index)
        case .timedRelease(let index):
            world.catalogue[index].entry(of: consumer).map(V1.releaseMembers)
                ?? []
        case .appointment(let index): booking(index)
        case .waitlist(let index):
            [
                JSONMember("status", "WAITING"),
                JSONMember(
                    "enteredAt",
                    (world.catalogue[index].entry(of: consumer)?.enteredAt).json),
            ]
        }
    }

    // The optimizer of Swift 6.3.1 ends with an ownership error in it.
    @_optimize(none)
    private func queue(_ queue: Queue) -> [JSONMember] {
        guard let place = queue.place(of: consumer) else { return [] }
        var members: [JSONMember] = []
        V1.queueMembers(place, position: queue.position(of: consumer), to: &members)
        return members + [
            JSONMember("expiresAt", (place.usableAdmission?.expiresAt).json),
            JSONMember("denyReason", JSONNode(place.denyReason.map(V1.word))),
        ]
    }

    /// A win's token is signed when somebody asks for it, so not for a list.
    private func draw(_ index: Key<Draw>) -> [JSONMember] {
        guard let entry = world.catalogue[index].entry(of: consumer) else { return [] }
        if withTokens { return V1.drawMembers(entry, index, world) }
        return [
            JSONMember("status", JSONNode(V1.status(of: entry))),
            JSONMember("enteredAt", entry.enteredAt.json),
            JSONMember("denyReason", JSONNode(entry.denyReason.map(V1.word))),
        ]
    }

    private func auction(_ index: Key<Auction>) -> [JSONMember] {
        if withTokens { return V1.bidderMembers(of: consumer, index, world) }
        let auction = world.catalogue[index]
        let bidder = auction.bidder(consumer)
        let bid = bidder.flatMap(auction.bestBid)
        return [
            JSONMember("status", JSONNode(V1.status(of: auction.standing(of: consumer)))),
            JSONMember("lastBidAmount", (bid?.amount).json(auction.currency)),
            JSONMember("currencyCode", JSONNode(auction.currency.code)),
            JSONMember("bidCount", JSONNode(Int(bidder?.bidCount ?? 0))),
        ]
    }

    private func booking(_ index: Key<Appointment>) -> [JSONMember] {
        guard let booking = world.catalogue[index].booking(of: consumer) else {
            return []
        }
        let known: Set = ["appointmentId", "consumerId"]
        return V1.bookingMembers(booking, index, world).filter { !known.contains($0.key) }
    }
}
