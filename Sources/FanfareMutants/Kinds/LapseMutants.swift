import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Time passes: what lapses too early, starts anew, or never moves on.
extension RuleMutant {
    static let lapses: [RuleMutant] = [
        RuleMutant(
            "time/polling-renews-the-admission", "Asking for the status renews the admission",
            "queues.window.denied", by: .renewedByPolling),
        RuleMutant(
            "time/waiting-retries-renew-the-limit", "Each refused call begins the window anew",
            "limits.window",
            by: .remembering([String: Instant](), ["POST /auth/otp/request"]) {
                intercepted, refused in
                let key = intercepted.organization.id
                let now = intercepted.now
                let response = intercepted.proceed()
                if response.status == 429 {
                    refused[key] = now
                    return response
                }
                guard let last = refused[key], now - last < .seconds(60) else { return response }
                refused[key] = now
                return intercepted.wrong(intercepted.refusal(.rateLimited(retryAfter: 60)))
            }),
        RuleMutant(
            "time/reset-stays-in-the-past", "X-RateLimit-Reset stays that of the first window",
            "limits.headers.reset",
            by: .remembering([String: String](), []) { intercepted, first in
                let right = intercepted.proceed()
                guard let reset = right.headers["X-RateLimit-Reset"] else { return right }
                let key = intercepted.organization.id + intercepted.route
                let known = first[key] ?? reset
                first[key] = known
                guard known != reset else { return right }
                var response = right
                response.headers.set("X-RateLimit-Reset", known)
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "time/remaining-never-refills", "X-RateLimit-Remaining goes on counting down",
            "limits.window", "limits.headers.remaining",
            by: .remembering([String: Int](), []) { intercepted, lowest in
                let right = intercepted.proceed()
                guard let remaining = right.headers["X-RateLimit-Remaining"].flatMap({ Int($0) })
                else { return right }
                let key = intercepted.organization.id + intercepted.route
                let known = lowest[key].map { max(0, min($0 - 1, remaining)) } ?? remaining
                lowest[key] = known
                guard known != remaining else { return right }
                var response = right
                response.headers.set("X-RateLimit-Remaining", String(known))
                return intercepted.wrong(response)
            }),
        RuleMutant(
            "time/idle-sessions-end", "A session that is idle for ten minutes ends",
            "tokens.access.lifetime", by: .endingWhenIdle(after: 600)),
        RuleMutant(
            "time/idle-consumers-leave-the-line", "Whoever does not poll for ten minutes leaves",
            "queues.status.queued",
            by: .remembering([String: Instant](), ["GET /queues/{id}/status"]) {
                intercepted, seen in
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                let now = intercepted.now
                if let last = seen[key], now - last > .seconds(600) {
                    let path = intercepted.place + "/leave"
                    let left = intercepted.call("POST", path, token: intercepted.token)
                    if left.isGood { intercepted.wasTouched = true }
                }
                seen[key] = now
                return intercepted.proceed()
            }),
        RuleMutant(
            "time/guests-last-a-day", "A guest cannot refresh after a day",
            "tokens.refresh.lifetime",
            by: .around("POST /auth/refresh") { intercepted in
                let sent = intercepted.body["refreshToken"]?.string ?? ""
                guard let claims = InterceptedCall.claims(sent),
                    let issued = claims["iat"]?.integer,
                    Int(intercepted.now.seconds) - issued > 86_400,
                    intercepted.attempt(intercepted.request).isGood
                else { return intercepted.proceed() }
                return intercepted.wrong(intercepted.refusal(.invalidRefreshToken))
            }),
        RuleMutant(
            "time/old-bids-lapse", "A best bid of half an hour ago counts no more",
            "auctions.details.high-bid",
            by: .around("GET /auctions/{id}") { intercepted in
                let response = intercepted.proceed()
                guard intercepted.isNewestBidOlder(than: 1800) else { return response }
                return intercepted.changing(response) { $0[editing: "currentHighBid"] = .null }
            }),
        RuleMutant(
            "time/signups-lapse", "A signup for a waitlist lapses after a day",
            "waitlists.status.fields",
            by: .document("GET /waitlists/{id}/status") { document, intercepted in
                guard intercepted.isOld(document["enteredAt"], seconds: 86_400) else { return }
                document[editing: "isEntered"] = false
                document[editing: "enteredAt"] = nil
            }),
        RuleMutant(
            "time/draw-entries-lapse", "An entry in a draw lapses after half an hour",
            "draws.status.entered",
            by: .document("GET /draws/{id}/status") { document, intercepted in
                guard document["status"] == "ENTERED",
                    intercepted.isOld(document["enteredAt"], seconds: 1800)
                else { return }
                document[editing: "status"] = "NOT_ENTERED"
                document[editing: "enteredAt"] = nil
            }),
        RuleMutant(
            "time/places-lapse", "A place in a queue lapses after half an hour",
            "queues.status.queued",
            by: .document("GET /queues/{id}/status") { document, intercepted in
                guard document["status"] == "QUEUED",
                    intercepted.isOld(document["enteredAt"], seconds: 1800)
                else { return }
                document[editing: "status"] = "LEFT"
                document[editing: "position"] = .null
            }),
        RuleMutant(
            "time/winners-drawn-at-every-look", "Whoever looks again has lost what was won",
            "draws.winners.once",
            by: .remembering(Set<String>(), ["GET /draws/{id}/status"]) { intercepted, told in
                let response = intercepted.proceed()
                guard response.document["status"] == "WON" else { return response }
                let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
                guard !told.insert(key).inserted else { return response }
                return intercepted.changing(response) { document in
                    document[editing: "status"] = "LOST"
                    for name in ["wonAt", "admissionToken"] { document[editing: name] = .null }
                }
            }),
        RuleMutant(
            "time/first-in-line-by-poll", "Whoever asked for the status first is first in line",
            "queues.order",
            by: .remembering([String: [String]](), ["GET /queues/{id}/status"]) {
                intercepted, asked in
                let key = intercepted.organization.id + intercepted.id
                let response = intercepted.proceed()
                guard response.document["status"] == "QUEUED" else { return response }
                let own = intercepted.consumerID
                if asked[key]?.contains(own) != true { asked[key, default: []].append(own) }
                let place = (asked[key]?.firstIndex(of: own) ?? 0) + 1
                return intercepted.changing(response) { $0[editing: "position"] = JSONNode(place) }
            }),
    ]
}

extension Mutation {
    /// Lets an admission that is polled last for ever.
    fileprivate static var renewedByPolling: Mutation {
        remembering([String: (JSONNode, Instant)](), ["GET /queues/{id}/status"]) {
            intercepted, polled in
            let key = intercepted.organization.id + intercepted.id + intercepted.consumerID
            let response = intercepted.proceed()
            let now = intercepted.now
            if response.document["status"] == "ADMITTED" {
                polled[key] = (response.document, now)
                return response
            }
            guard response.document["denyReason"] == "ADMISSION_EXPIRED",
                let (document, at) = polled[key], now - at < .seconds(600)
            else { return response }
            polled[key] = (document, now)
            return intercepted.changing(response) { changed in
                changed = document
                changed.change("expiresAt") { $0 = (now + .seconds(600)).json }
            }
        }
    }

    /// Refuses an access token that was not used for a while, and whatever comes after.
    fileprivate static func endingWhenIdle(after seconds: Int) -> Mutation {
        remembering([String: Instant](), []) { intercepted, seen in
            let now = intercepted.now
            if let token = intercepted.token, let last = seen[token] {
                guard now - last <= .seconds(seconds) else {
                    return intercepted.wrong(intercepted.refusal(.authenticationRequired))
                }
                seen[token] = now
            }
            let response = intercepted.proceed()
            if let token = response.document["accessToken"]?.string { seen[token] = now }
            return response
        }
    }
}

extension InterceptedCall {
    /// Whether an instant lies further back than so many seconds.
    func isOld(_ node: JSONNode?, seconds: Int) -> Bool {
        guard let instant = node?.string.flatMap(Instant.init(iso8601:)) else { return false }
        return now - instant > .seconds(seconds)
    }

    /// Whether the newest bid of the auction was placed so long ago.
    fileprivate func isNewestBidOlder(than seconds: Int) -> Bool {
        guard let auction = try? organization.world.catalogue.auction(id),
            let bid = organization.world.catalogue[auction].highestBid
        else { return false }
        return now - bid.placedAt > .seconds(seconds)
    }
}
