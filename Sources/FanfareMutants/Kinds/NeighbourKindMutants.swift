import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Neighbours in draws, auctions and everywhere else.
extension RuleMutant {
    static let otherNeighbours: [RuleMutant] = [
        RuleMutant(
            "others/draw-entry-pushes-out", "Entering a draw withdraws whoever entered last",
            "draws.leave.own", by: .dragging("POST /draws/{id}/enter", .last, into: "leave")),
        RuleMutant(
            "others/draw-leaving-takes-all", "Leaving a draw withdraws every entry",
            "draws.leave.own", by: .dragging("POST /draws/{id}/leave", .everybody)),
        RuleMutant(
            "others/draw-leaving-takes-the-last", "Leaving a draw withdraws the last entry, too",
            "draws.leave.own", by: .dragging("POST /draws/{id}/leave", .last)),
        RuleMutant(
            "others/draw-first-leaves-instead", "Whoever entered a draw first leaves instead",
            "draws.leave.own", by: .mistaking("POST /draws/{id}/leave", for: .first)),
        RuleMutant(
            "others/draw-denying-denies-all", "Denying one entrant denies all", "draws.deny.one",
            by: .dragging("POST /draws/{id}/deny", .everybody)),
        RuleMutant(
            "others/draw-last-denied-instead", "Whoever entered a draw last is denied instead",
            "draws.deny.one", by: .mistaking("POST /draws/{id}/deny", for: .last)),
        RuleMutant(
            "others/draw-completing-completes-all", "Completing one win completes all",
            "draws.complete.status", "draws.status.won",
            by: .dragging("POST /draws/{id}/complete", .everybody)),
        RuleMutant(
            "others/draw-status-of-the-last", "The status in a draw is that of the last entrant",
            "draws.status.entered", by: .showing("GET /draws/{id}/status", of: .last)),
        RuleMutant(
            "others/draw-status-of-the-first", "The status in a draw is that of the first entrant",
            "draws.status.entered", by: .showing("GET /draws/{id}/status", of: .first)),
        RuleMutant(
            "others/bidder-shown-the-last", "The bid status is that of whoever bid last",
            "auctions.status", by: .showing("GET /auctions/{id}/status", of: .last)),
        RuleMutant(
            "others/bidder-shown-the-first", "The bid status is that of whoever bid first",
            "auctions.status", by: .showing("GET /auctions/{id}/status", of: .first)),
        RuleMutant(
            "others/history-of-the-last", "The bid history is that of whoever came last",
            "auctions.history",
            by: .among("GET /auctions/{id}/bids/history") { intercepted, crowd in
                let own = intercepted.proceed()
                guard let last = crowd.others(.last, than: intercepted).first else { return own }
                let other = intercepted.answer(as: last)
                let id = JSONNode(intercepted.consumerID)
                return intercepted.changing(own) { document in
                    document = other.document
                    document.change("*", "consumerId") { $0 = id }
                }
            }),
        RuleMutant(
            "others/caller-is-highest-bidder", "Whoever asks is told to be the highest bidder",
            "auctions.highest-bid",
            by: .document("GET /auctions/{id}/highest-bid") { document, intercepted in
                document.change("bidderId") {
                    if !$0.isNull { $0 = JSONNode(intercepted.consumerID) }
                }
            }),
        RuleMutant(
            "others/highest-bid-is-own", "Whoever asks is told the own bid as the highest",
            "auctions.highest-bid",
            by: .around("GET /auctions/{id}/highest-bid") { intercepted in
                let response = intercepted.proceed()
                let own = intercepted.call(
                    "GET", "\(intercepted.place)/status", token: intercepted.token)
                return intercepted.changing(response) { document in
                    guard let amount = own.document["lastBidAmount"], !amount.isNull else { return }
                    document.change("amount") { $0 = amount }
                }
            }),
        RuleMutant(
            "others/outbid-shown-the-higher-bid", "An outbid bidder is shown the winning amount",
            "auctions.status",
            by: .around("GET /auctions/{id}/status") { intercepted in
                let response = intercepted.proceed()
                let highest = intercepted.call("GET", intercepted.place).document["currentHighBid"]
                return intercepted.changing(response) { document in
                    guard document["status"] == "OUTBID", let highest else { return }
                    document.change("lastBidAmount") { $0 = highest }
                }
            }),
        RuleMutant(
            "others/outbid-loses-the-history", "Whoever is outbid has never bid",
            "auctions.history",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in
                let response = intercepted.proceed()
                let own = intercepted.call(
                    "GET", "\(intercepted.place)/status", token: intercepted.token)
                guard own.document["status"] == "OUTBID" else { return response }
                return intercepted.changing(response) { $0 = [] }
            }),
        RuleMutant(
            "others/waitlist-leaving-takes-all", "Leaving a waitlist takes everybody off it",
            "waitlists.status.fields", by: .dragging("POST /waitlists/{id}/leave", .everybody)),
        RuleMutant(
            "others/waitlist-first-leaves-instead", "Whoever signed up first is taken off instead",
            "waitlists.leave.status", by: .mistaking("POST /waitlists/{id}/leave", for: .first)),
        RuleMutant(
            "others/waitlist-shown-the-first", "The waitlist status is that of the first",
            "waitlists.status.fields", by: .showing("GET /waitlists/{id}/status", of: .first)),
        RuleMutant(
            "others/waitlist-entry-pushes-out", "Signing up takes whoever signed up last off",
            "waitlists.status.fields",
            by: .dragging("POST /waitlists/{id}/enter", .last, into: "leave")),
        RuleMutant(
            "others/release-leaving-takes-all", "Leaving a timed release takes everybody out",
            "releases.status.state", by: .dragging("POST /timed-releases/{id}/leave", .everybody)),
        RuleMutant(
            "others/release-completing-completes-all", "Completing one release completes all",
            "releases.status.state",
            by: .dragging("POST /timed-releases/{id}/complete", .everybody)),
        RuleMutant(
            "others/release-shown-the-last", "The release status is that of whoever came last",
            "releases.status.state", by: .showing("GET /timed-releases/{id}/status", of: .last)),
        RuleMutant(
            "others/cancelling-cancels-all", "Cancelling a booking cancels everybody's",
            "appointments.cancel",
            by: .dragging("DELETE /appointments/{id}/cancel", .everybody)),
        RuleMutant(
            "others/first-booking-cancelled-instead", "The first booking is cancelled instead",
            "appointments.cancel",
            by: .mistaking("DELETE /appointments/{id}/cancel", for: .first)),
        RuleMutant(
            "others/experience-leaving-takes-all", "Leaving an experience takes everybody out",
            "experiences.leave",
            by: .dragging("DELETE /experiences/{id}/leave", .everybody)),
        RuleMutant(
            "others/experience-entered-like-the-first",
            "Entering answers when the first consumer entered", "experiences.enter",
            by: .frozenEntry),
        RuleMutant(
            "others/newest-consumer-shown",
            "A backend is shown the newest consumer, whoever it asks",
            "consumers.get",
            by: .among("GET /consumers/{id}") { intercepted, crowd in
                let own = intercepted.proceed()
                guard let last = crowd.strangers(.last, to: intercepted).last, own.isGood else {
                    return own
                }
                let other = intercepted.backend("GET", "/consumers/\(last.id)")
                let id = own.document["id"]
                return intercepted.changing(own) { document in
                    document = other.document
                    document[editing: "id"] = id
                }
            }),
    ]
}

extension Mutation {
    /// Answers everybody the instant at which the first consumer entered an experience.
    fileprivate static var frozenEntry: Mutation {
        remembering([String: JSONNode](), ["POST /experiences/{id}/enter"]) { intercepted, first in
            let response = intercepted.proceed()
            guard response.isGood, let enteredAt = response.document["enteredAt"] else {
                return response
            }
            let key = intercepted.organization.id + intercepted.id
            let known = first[key] ?? enteredAt
            first[key] = known
            return intercepted.changing(response) { $0[editing: "enteredAt"] = known }
        }
    }
}
