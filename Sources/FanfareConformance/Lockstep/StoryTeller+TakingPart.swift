import JSONTree

/// What people take part in.
extension StoryTeller {
    mutating func queue(_ person: String) {
        let queue = place(stage.queue, StoryWorld.queues)
        if isEmpty(queue) { return consumer(person, "POST /queues/*/enter", queue) }
        let somebody = self.somebody(in: queue, else: person)
        if chance(6) { return journey(queue, somebody) }
        switch below(16) {
        case 0, 1, 2, 3: consumer(person, "POST /queues/*/enter", queue)
        case 4, 5: consumer(somebody, "GET /queues/*/status", queue)
        case 6: consumer(somebody, "POST /queues/*/leave", queue)
        case 7, 8, 9:
            server("POST /queues/*/admit", queue, body: [consumerID(somebody)], about: somebody)
        case 10, 11: complete("POST /queues/*/complete", queue, somebody)
        case 12: deny("POST /queues/*/deny", queue, somebody)
        case 13, 14: validate("POST /queues/*/validate", queue, somebody)
        default: consumer(person, "GET /queues/*", queue)
        }
    }

    /// The way through a queue, on which anybody may look or do something in between.
    mutating func journey(_ queue: String, _ person: String) {
        server("POST /queues/*/admit", queue, body: [consumerID(person)], about: person)
        if chance(2) { consumer(person, "GET /queues/*/status", queue) }
        if chance(4) { pass() }
        validate("POST /queues/*/validate", queue, person)
        if chance(3) { look(pick(stage.people)) }
        complete("POST /queues/*/complete", queue, person)
        if chance(2) { doors(person) }
        if chance(3) { consumer(person, "POST /queues/*/enter", queue) }
    }

    mutating func draw(_ person: String) {
        let draw = place(stage.draw, StoryWorld.draws)
        if isEmpty(draw) { return consumer(person, "POST /draws/*/enter", draw) }
        let somebody = self.somebody(in: draw, else: person)
        switch below(14) {
        case 0, 1, 2, 3: consumer(person, "POST /draws/*/enter", draw)
        case 4, 5, 6: consumer(somebody, "GET /draws/*/status", draw)
        case 7: consumer(somebody, "POST /draws/*/leave", draw)
        case 8: complete("POST /draws/*/complete", draw, somebody)
        case 9: deny("POST /draws/*/deny", draw, somebody)
        case 10, 11: validate("POST /draws/*/validate", draw, somebody)
        case 12: wait("20m")
        default: consumer(person, "GET /draws/*", draw)
        }
    }

    mutating func auction(_ person: String) {
        let auction = place(stage.auction, StoryWorld.auctions)
        if isEmpty(auction) { return bid(auction, person) }
        let somebody = self.somebody(in: auction, else: person)
        switch below(16) {
        case 0, 1, 2, 3, 4:
            bid(auction, chance(2) ? somebody : person)
        case 5, 6: consumer(somebody, "GET /auctions/*/status", auction)
        case 7: consumer(person, "GET /auctions/*/highest-bid", auction)
        case 8: consumer(chance(2) ? somebody : person, "GET /auctions/*/bids/history", auction)
        case 9: consumer(person, "GET /auctions/*/bids", auction)
        case 10: complete("POST /auctions/*/complete", auction, somebody)
        case 11, 12: validate("POST /auctions/*/validate", auction, somebody)
        case 13: wait("20m")
        default: consumer(person, "GET /auctions/*", auction)
        }
    }

    mutating func bid(_ auction: String, _ person: String) {
        highest = max(highest, auction == "auction_one" ? 90 : 45)
        let step = pick([-10, 0, 4, 5, 9, 10, 10, 10, 15, 20, 50])
        var amount = highest + step
        if chance(20) { amount += 1000 }
        highest = max(highest, amount)
        // The same number may be written in several ways, and be no whole one.
        let text = chance(8) ? pick(["\(amount).50", "\(amount).0", "\(amount)e0"]) : "\(amount)"
        consumer(
            person, "POST /auctions/*/bid", auction,
            body: [.init(name: "amount", value: JSONNode(.number(JSONNumber(text: text))))])
    }

    mutating func release(_ person: String) {
        let release = place(stage.release, StoryWorld.releases)
        if isEmpty(release) { return consumer(person, "POST /timed-releases/*/enter", release) }
        let somebody = self.somebody(in: release, else: person)
        switch below(7) {
        case 0: consumer(person, "POST /timed-releases/*/enter", release)
        case 1:
            consumer(
                person, "POST /timed-releases/*/enter", release,
                body: [.init(name: "variantId", value: "Variant-Blue")])
        case 2, 3: consumer(somebody, "GET /timed-releases/*/status", release)
        case 4: consumer(somebody, "POST /timed-releases/*/leave", release)
        case 5: complete("POST /timed-releases/*/complete", release, somebody)
        default: consumer(person, "GET /timed-releases/*", release)
        }
    }

    mutating func booking(_ person: String) {
        let appointment = place(stage.appointment, StoryWorld.appointments)
        switch below(7) {
        case 0, 1, 2:
            let own =
                appointment == "appointment_two" ? ["slot_other"] : ["slot_single", "slot_wide"]
            let slot = chance(8) ? pick(StoryWorld.slots) : pick(own)
            consumer(
                person, "POST /appointments/*/book", appointment,
                body: [.init(name: "slotId", value: JSONNode(slot))])
        case 3: consumer(person, "DELETE /appointments/*/cancel", appointment)
        case 4, 5: consumer(person, "GET /appointments/*/slots", appointment)
        default: consumer(person, "GET /appointments/*", appointment)
        }
    }

    mutating func waitlist(_ person: String) {
        let waitlist = place(stage.waitlist, StoryWorld.waitlists)
        switch below(5) {
        case 0, 1: consumer(person, "POST /waitlists/*/enter", waitlist)
        case 2, 3: consumer(person, "GET /waitlists/*/status", waitlist)
        default:
            let call = chance(8) ? "DELETE /waitlists/*/leave" : "POST /waitlists/*/leave"
            consumer(person, call, waitlist)
        }
    }

    mutating func experience(_ person: String) {
        let experience = place(stage.experience, StoryWorld.experiences)
        switch below(7) {
        case 0, 1: consumer(person, "POST /experiences/*/enter", experience)
        case 2: consumer(person, "DELETE /experiences/*/leave", experience)
        case 3: consumer(person, "GET /experiences/*", experience)
        case 4: consumer(person, "GET /sequences/*/distributions", pick(StoryWorld.sequences))
        case 5: consumer(person, "GET /organizations/current")
        default: consumer(person, "GET /consumers/me")
        }
    }

    /// Looks at what somebody's acts, or anybody's, have done to somebody.
    mutating func look(_ person: String) {
        switch below(8) {
        case 0, 1, 2: consumer(person, "GET /consumers/me")
        case 3, 4: consumer(person, "GET /queues/*/status", stage.queue)
        case 5: consumer(person, "GET /auctions/*/status", stage.auction)
        case 6: consumer(person, "GET /draws/*/status", stage.draw)
        default: consumer(person, "GET /queues/*", stage.queue)
        }
    }

    mutating func complete(_ operation: String, _ place: String, _ person: String) {
        var body = [consumerID(person)]
        if chance(3) { body.append(.init(name: "orderId", value: JSONNode("order-\(below(3))"))) }
        server(operation, place, body: body, about: person)
    }

    mutating func deny(_ operation: String, _ place: String, _ person: String) {
        let reasons = ["FRAUD_DETECTED", "ADMIN_ACTION", "ORDER_LIMIT_EXCEEDED"]
        server(
            operation, place,
            body: [consumerID(person), .init(name: "reason", value: JSONNode(pick(reasons)))],
            about: person)
    }

    mutating func validate(_ operation: String, _ place: String, _ person: String) {
        let owner = chance(8) ? pick(stage.people) : person
        var token = "{\(owner).admission.\(place)}"
        if chance(12) { token = "{\(owner).admission.\(pick(StoryWorld.queues))}" }
        if chance(20) { token = "{\(person).accessToken}" }
        server(
            operation, place,
            body: [consumerID(person), .init(name: "token", value: JSONNode(token))], about: person)
    }
}
