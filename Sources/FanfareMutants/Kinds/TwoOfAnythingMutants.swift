import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Never two of anything: draws, auctions and everything beside queues.
extension RuleMutant {
    static let twoOfAnything: [RuleMutant] = [
        RuleMutant(
            "two/second-draw-withdraws-the-first", "Entering a second draw withdraws the first",
            "draws.status.entered", by: .movingOn("draws")),
        RuleMutant(
            "two/leaving-one-draw-leaves-all", "Leaving one draw leaves all", "draws.leave.own",
            by: .everywhere("POST /draws/{id}/leave", "draws")),
        RuleMutant(
            "two/second-draw-refused", "Whoever has entered one draw cannot enter another",
            "draws.enter",
            by: .refusing("POST /draws/{id}/enter", with: .alreadyParticipating(.draw)) {
                let draws = $0.active("draws", of: $0.token)
                return !draws.isEmpty && !draws.contains($0.id)
            }),
        RuleMutant(
            "two/me-lists-one-draw", "/consumers/me lists the last draw alone",
            "consumers.me.draws",
            by: .listingOne("draws") { Array($0.suffix(1)) }),
        RuleMutant(
            "two/me-lists-one-auction", "/consumers/me lists the last auction alone",
            "consumers.me.auctions", by: .listingOne("auctions") { Array($0.suffix(1)) }),
        RuleMutant(
            "two/me-lists-one-release", "/consumers/me lists the last timed release alone",
            "consumers.me.releases", by: .listingOne("timedReleases") { Array($0.suffix(1)) }),
        RuleMutant(
            "two/second-winner-lost", "Of several winners all but the first are told to have lost",
            "draws.winners.all",
            by: .remembering([String: String](), ["GET /draws/{id}/status"]) {
                intercepted, winners in
                let response = intercepted.proceed()
                guard response.document["status"] == "WON" else { return response }
                let key = intercepted.organization.id + intercepted.id
                let first = winners[key] ?? intercepted.consumerID
                winners[key] = first
                guard first != intercepted.consumerID else { return response }
                return intercepted.changing(response) { document in
                    document[editing: "status"] = "LOST"
                    for name in ["wonAt", "admissionToken"] { document[editing: name] = .null }
                }
            }),
        RuleMutant(
            "two/winners-share-a-token", "All winners of a draw hold the first one's token",
            "draws.token.claims", by: .sharing("admissionToken", "GET /draws/{id}/status")),
        RuleMutant(
            "two/second-win-not-validated", "One winner of a draw validates and no other",
            "draws.validate",
            by: .remembering([String: String](), ["POST /draws/{id}/validate"]) {
                intercepted, validated in
                let response = intercepted.proceed()
                guard response.isGood else { return response }
                let key = intercepted.organization.id + intercepted.id
                let first = validated[key] ?? intercepted.consumerID
                validated[key] = first
                return first == intercepted.consumerID
                    ? response : intercepted.wrong(intercepted.refusal(.admissionInvalid(.draw)))
            }),
        RuleMutant(
            "two/third-bidder-frees-the-first", "Whoever was outbid twice is told to be winning",
            "auctions.bid.outbid",
            by: .around("GET /auctions/{id}/status") { intercepted in
                let response = intercepted.proceed()
                let path = intercepted.place + "/bids?limit=100"
                let bids = intercepted.call("GET", path, token: intercepted.token).document
                let bidders = (bids.elements ?? []).compactMap { $0["consumerId"]?.string }
                let own = bidders.firstIndex(of: intercepted.consumerID) ?? 0
                guard Set(bidders.prefix(own)).count > 1 else { return response }
                return intercepted.changing(response) { document in
                    document.change("status") { if $0 == "OUTBID" { $0 = "WINNING" } }
                }
            }),
        RuleMutant(
            "two/one-bid-of-each", "The list of all bids holds the newest bid of each bidder",
            "auctions.bids",
            by: .document("GET /auctions/{id}/bids") { document, _ in
                var seen: Set<String> = []
                let bids = document.elements ?? []
                document = JSONNode(
                    bids.filter { seen.insert($0["consumerId"]?.string ?? "").inserted })
            }),
        RuleMutant(
            "two/history-holds-one", "The bid history holds the newest bid alone",
            "auctions.history",
            by: .document("GET /auctions/{id}/bids/history") { document, _ in
                document = JSONNode(Array((document.elements ?? []).prefix(1)))
            }),
        RuleMutant(
            "two/history-of-both-auctions", "The bid history mixes the bids of all auctions",
            "auctions.history",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in
                let own = intercepted.proceed()
                guard own.isGood else { return own }
                let others = intercepted.active("auctions", of: intercepted.token).filter {
                    $0 != intercepted.id
                }
                let bids = others.flatMap { id in
                    intercepted.call(
                        "GET", "/auctions/\(id)/bids/history", token: intercepted.token
                    )
                    .document.elements ?? []
                }
                return intercepted.changing(own) {
                    $0 = JSONNode(($0.elements ?? []) + bids)
                }
            }),
        RuleMutant(
            "two/last-bid-of-the-other-auction", "Two auctions show one bid status, the first's",
            "auctions.status",
            by: .around("GET /auctions/{id}/status") { intercepted in
                let own = intercepted.proceed()
                guard let first = intercepted.active("auctions", of: intercepted.token).first,
                    first != intercepted.id
                else { return own }
                let other = intercepted.call(
                    "GET", "/auctions/\(first)/status", token: intercepted.token)
                return intercepted.changing(own) { document in
                    document = other.document
                    document[editing: "auctionId"] = JSONNode(intercepted.id)
                }
            }),
        RuleMutant(
            "two/bids-against-every-auction", "A bid must exceed the best bid of any auction",
            "auctions.bid",
            by: .refusing("POST /auctions/{id}/bid", with: .bidTooLow) { intercepted in
                let amount = intercepted.body["amount"]?.number?.double ?? 0
                return intercepted.organization.world.catalogue.auctions.contains { auction in
                    let details = intercepted.call("GET", "/auctions/\(auction.id)").document
                    return amount <= details["currentHighBid"]?.number?.double ?? -1
                }
            }),
        RuleMutant(
            "two/second-waitlist-is-the-first", "Whoever is on one waitlist is on all",
            "waitlists.status.fields", by: .onAllWaitlists),
        RuleMutant(
            "two/second-release-refused", "Whoever has entered one timed release enters no other",
            "releases.enter",
            by: .refusing(
                "POST /timed-releases/{id}/enter", with: .alreadyParticipating(.timedRelease)
            ) {
                let releases = $0.active("timedReleases", of: $0.token)
                return !releases.isEmpty && !releases.contains($0.id)
            }),
        RuleMutant(
            "two/one-slot-two-people", "A slot that is full takes one booking more",
            "appointments.book.capacity",
            by: .remembering([String: JSONNode](), ["POST /appointments/{id}/book"]) {
                intercepted, bookings in
                let response = intercepted.proceed()
                let slot = intercepted.body["slotId"]?.string ?? ""
                let key = intercepted.organization.id + intercepted.id + slot
                if response.isGood {
                    bookings[key] = response.document
                    return response
                }
                guard response.status == 409, var booking = bookings[key],
                    booking["consumerId"]?.string != intercepted.consumerID
                else { return response }
                booking[editing: "consumerId"] = JSONNode(intercepted.consumerID)
                booking.change("bookingId") { $0 = JSONNode(($0.string ?? "") + "0") }
                return intercepted.wrong(HTTPResponse(200, like: response, booking))
            }),
        RuleMutant(
            "two/bookings-share-an-id", "All bookings have one bookingId", "serving.ids.unique",
            by: .document("POST /appointments/{id}/book") { document, _ in
                document.change("bookingId") { $0 = "booking_1" }
            }),
        RuleMutant(
            "two/signups-share-an-id", "All signups for a waitlist have one id",
            "waitlists.enter.fields",
            by: .document("POST /waitlists/{id}/enter") { document, _ in
                document.change("id") { $0 = "entry_1" }
            }),
        RuleMutant(
            "two/booking-takes-every-slot", "Booking one slot takes a place of every slot",
            "appointments.slots.fields",
            by: .remembering(
                [String: [String: Int]](),
                ["POST /appointments/{id}/book", "GET /appointments/{id}/slots"]
            ) { intercepted, booked in
                let key = intercepted.organization.id + intercepted.id
                let response = intercepted.proceed()
                if intercepted.route.hasPrefix("POST") {
                    let slot = intercepted.body["slotId"]?.string ?? ""
                    if response.isGood { booked[key, default: [:]][slot, default: 0] += 1 }
                    return response
                }
                let counts = booked[key] ?? [:]
                let all = counts.values.reduce(0, +)
                return intercepted.changing(response) { document in
                    document.change("slots", "*") { slot in
                        let others = all - (counts[slot["id"]?.string ?? ""] ?? 0)
                        slot.change("available") {
                            $0 = JSONNode(max(0, ($0.integer ?? 0) - others))
                        }
                    }
                }
            }),
        RuleMutant(
            "two/entered-like-the-first-experience",
            "A second experience answers the enteredAt of the first", "experiences.enter",
            by: .remembering([String: JSONNode](), ["POST /experiences/{id}/enter"]) {
                intercepted, first in
                let response = intercepted.proceed()
                guard response.isGood, let enteredAt = response.document["enteredAt"] else {
                    return response
                }
                let key = intercepted.organization.id + intercepted.consumerID
                let known = first[key] ?? enteredAt
                first[key] = known
                return intercepted.changing(response) { $0[editing: "enteredAt"] = known }
            }),
        RuleMutant(
            "two/leaving-one-experience-leaves-all", "Leaving one experience leaves all",
            "experiences.leave",
            by: .around("DELETE /experiences/{id}/leave") { intercepted in
                let response = intercepted.proceed()
                guard response.document["left"] == true else { return response }
                for experience in intercepted.active("experiences", of: intercepted.token) {
                    let path = "/experiences/\(experience)/leave"
                    if intercepted.call("DELETE", path, token: intercepted.token).isGood {
                        intercepted.wasTouched = true
                    }
                }
                return response
            }),
    ]
}
