import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// What somebody thought of who had read what the API does, and nothing of how it is checked.
extension RuleMutant {
    static let strangers: [RuleMutant] = strangersInQueues + strangersElsewhere + strangersByName

    private static let strangersInQueues: [RuleMutant] = [
        RuleMutant(
            "stranger/linking-is-an-entry", "Linking shows the moment of linking as enteredAt",
            "queues.status.queued",
            by: .forLinked("GET /queues/{id}/status") { document, intercepted in
                guard document["status"] == "QUEUED" else { return }
                let issued = Int64(intercepted.claim("iat")?.integer ?? 0)
                document.change("enteredAt") { $0 = Instant(milliseconds: issued * 1000).json }
            }),
        RuleMutant(
            "stranger/denial-without-reason", "The status of somebody denied names no reason",
            "queues.deny",
            by: .document("GET /queues/{id}/status") { document, _ in
                if document["status"] == "DENIED" { document[editing: "denyReason"] = .null }
            }),
        RuleMutant(
            "stranger/every-denial-by-admin",
            "Whatever the reason, a denial is shown as ADMIN_ACTION",
            "queues.deny.reasons",
            by: .document("GET /queues/{id}/status", "POST /queues/{id}/deny") { document, _ in
                if document["status"] == "DENIED" {
                    document[editing: "denyReason"] = "ADMIN_ACTION"
                }
            }),
        RuleMutant(
            "stranger/admitted-by-rate-without-token",
            "Whoever was admitted by the queue itself is shown no token", "queues.status.admitted",
            by: .remembering(Set<String>(), ["POST /queues/{id}/admit", "GET /queues/{id}/status"])
            {
                intercepted, admitted in
                let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
                let response = intercepted.proceed()
                if intercepted.route.hasPrefix("POST") { admitted.insert(key) }
                guard intercepted.route.hasPrefix("GET"), !admitted.contains(key) else {
                    return response
                }
                return intercepted.changing(response) { document in
                    if document["status"] == "ADMITTED" {
                        document[editing: "admissionToken"] = .null
                    }
                }
            }),
        RuleMutant(
            "stranger/completed-from-the-line", "Whoever waits can be completed at once",
            "queues.complete.not-admitted",
            by: .around("POST /queues/{id}/complete") { intercepted in
                guard !intercepted.attempt(intercepted.request).isGood,
                    let consumer = intercepted.body["consumerId"], !consumer.isNull
                else { return intercepted.proceed() }
                let path = intercepted.place + "/admit"
                if intercepted.backend("POST", path, ["consumerId": consumer]).isGood {
                    intercepted.wasTouched = true
                }
                return intercepted.proceed()
            }),
        RuleMutant(
            "stranger/mismatch-uses-up",
            "After a try on another device the right one is refused too",
            "queues.validate",
            by: .remembering(Set<String>(), ["POST /queues/{id}/validate"]) { intercepted, failed in
                let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
                let response = intercepted.proceed()
                if response.error == "DEVICE_MISMATCH" { failed.insert(key) }
                guard response.isGood, failed.contains(key) else { return response }
                return intercepted.wrong(intercepted.refusal(.admissionInvalid(.queue)))
            }),
        RuleMutant(
            "stranger/not-open-is-closed-before-opening",
            "In the last minute before it opens a queue says that it is closed",
            "queues.enter.not-open",
            by: .around("POST /queues/{id}/enter") { intercepted in
                let response = intercepted.proceed()
                guard response.status == 423 else { return response }
                let details = intercepted.call("GET", intercepted.place).document
                guard let opening = details["openAt"]?.string.flatMap({ Instant(iso8601: $0) }),
                    opening - intercepted.now < .seconds(60)
                else { return response }
                return intercepted.wrong(intercepted.refusal(.closed(.queue)))
            }),
        RuleMutant(
            "stranger/token-of-a-neighbour",
            "A token validates for anybody who is admitted to its queue",
            "queues.validate.refused",
            by: .remembering(
                [String: String](), ["POST /queues/{id}/admit", "POST /queues/{id}/validate"]
            ) {
                intercepted, tokens in
                let place = intercepted.organization.id + intercepted.place
                if intercepted.route.hasSuffix("/admit") {
                    let response = intercepted.proceed()
                    tokens[place + intercepted.consumerID] =
                        response.document["admissionToken"]?.string
                    return response
                }
                let sent = intercepted.body["token"]?.string
                if let own = tokens[place + intercepted.consumerID], let sent, sent != own,
                    tokens.contains(where: { $0.key.hasPrefix(place) && $0.value == sent }),
                    !intercepted.attempt(intercepted.request).isGood
                {
                    intercepted.say("token", JSONNode(own))
                    intercepted.wasTouched = true
                }
                return intercepted.proceed()
            }),
        RuleMutant(
            "stranger/validates-after-completion",
            "An admission validates for a minute after completion",
            "queues.validate.used",
            by: .remembering(
                [String: (Instant, String)](),
                ["POST /queues/{id}/complete", "POST /queues/{id}/validate"]
            ) {
                intercepted, completed in
                let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
                let response = intercepted.proceed()
                if intercepted.route.hasSuffix("/complete") {
                    if response.isGood { completed[key] = (intercepted.now, "") }
                    return response
                }
                guard let (then, _) = completed[key], intercepted.now - then < .seconds(60),
                    !response.isGood, intercepted.body["token"]?.string?.hasPrefix("eyJ") == true
                else { return response }
                return intercepted.wrong(HTTPResponse(200, like: response, true))
            }),
    ]

    private static let strangersElsewhere: [RuleMutant] = [
        RuleMutant(
            "stranger/denied-entrant-has-lost", "Whoever was denied in a draw is told to have lost",
            "draws.deny",
            by: .document("GET /draws/{id}/status") { document, intercepted in
                let details = intercepted.call("GET", intercepted.place).document
                guard document["status"] == "DENIED", details["status"] == "DRAWN" else { return }
                document[editing: "status"] = "LOST"
                document[editing: "denyReason"] = .null
            }),
        RuleMutant(
            "stranger/drawn-ten-minutes-later", "A draw is called DRAWN ten minutes after its time",
            "draws.details.drawn",
            by: .document("GET /draws/{id}") { document, intercepted in
                guard document["status"] == "DRAWN",
                    !intercepted.isOld(document["drawAt"], seconds: 600)
                else { return }
                document[editing: "status"] = "CLOSED"
            }),
        RuleMutant(
            "stranger/settled-five-minutes-later", "An auction is called SETTLED five minutes late",
            "auctions.details.settled",
            by: .document("GET /auctions/{id}") { document, intercepted in
                guard document["status"] == "SETTLED",
                    !intercepted.isOld(document["settleAt"], seconds: 300)
                else { return }
                document[editing: "status"] = "CLOSED"
            }),
        RuleMutant(
            "stranger/loser-can-pay", "Whoever has lost an auction is shown a payment token",
            "auctions.status.lost",
            by: .document("GET /auctions/{id}/status") { document, intercepted in
                guard document["status"] == "LOST" else { return }
                document[editing: "paymentToken"] = JSONNode(intercepted.token ?? "")
            }),
        RuleMutant(
            "stranger/refused-bids-count", "The count of bids has those that were refused",
            "auctions.bid.count",
            by: .remembering(
                [String: Int](), ["POST /auctions/{id}/bid", "GET /auctions/{id}/status"]
            ) {
                intercepted, refused in
                let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
                let response = intercepted.proceed()
                if response.error?.hasPrefix("Bid must") == true { refused[key, default: 0] += 1 }
                let more = refused[key] ?? 0
                return intercepted.changing(response) { $0.change("bidCount") { $0.add(more) } }
            }),
        RuleMutant(
            "stranger/oldest-of-a-limit", "A limit keeps the oldest bids of the history",
            "auctions.history.limit",
            by: .around("GET /auctions/{id}/bids/history") { intercepted in
                guard intercepted.request.query?.hasPrefix("limit=") == true else {
                    return intercepted.proceed()
                }
                let response = intercepted.proceed()
                let all =
                    intercepted.call(
                        "GET", intercepted.request.path + "?limit=100", token: intercepted.token
                    ).document.elements ?? []
                return intercepted.changing(response) { document in
                    document = JSONNode(Array(all.suffix(document.elements?.count ?? 0)))
                }
            }),
        RuleMutant(
            "stranger/high-bid-lags", "An auction shows the best bid but one",
            "auctions.details.high-bid",
            by: .remembering(
                [String: [JSONNode]](), ["POST /auctions/{id}/bid", "GET /auctions/{id}"]
            ) {
                intercepted, bids in
                let place = intercepted.organization.id + intercepted.id
                let response = intercepted.proceed()
                if intercepted.route.hasPrefix("POST") {
                    if response.isGood, let amount = intercepted.body["amount"] {
                        bids[place, default: []].append(amount)
                    }
                    return response
                }
                guard let second = bids[place]?.dropLast().last else { return response }
                return intercepted.changing(response) { $0[editing: "currentHighBid"] = second }
            }),
        RuleMutant(
            "stranger/first-bid-above-the-start",
            "A first bid of exactly the starting price is refused",
            "auctions.bid.starting",
            by: .refusing("POST /auctions/{id}/bid", with: .bidTooLow) { intercepted in
                let details = intercepted.call("GET", intercepted.place).document
                return details["currentHighBid"]?.isNull ?? true
                    && details["startingPrice"]?.number?.double
                        == intercepted.body["amount"]?.number?.double
            }),
        RuleMutant(
            "stranger/bidders-bid-on", "Whoever has bid may bid on for a minute after the closing",
            "auctions.bid.closed",
            by: .remembering([String: JSONNode](), ["POST /auctions/{id}/bid"]) {
                intercepted, last in
                let key = intercepted.organization.id + intercepted.place + intercepted.consumerID
                let response = intercepted.proceed()
                if response.isGood { last[key] = response.document }
                guard response.error == "Auction is closed", let earlier = last[key] else {
                    return response
                }
                return intercepted.wrong(HTTPResponse(200, like: response, earlier))
            }),
        RuleMutant(
            "stranger/waitlist-keeps-the-first-time",
            "Signing up again after leaving shows the first signing up", "waitlists.status.fields",
            by: .keepingFirstEntry("POST /waitlists/{id}/enter", "GET /waitlists/{id}/status")),
        RuleMutant(
            "stranger/left-release-goes-on", "Whoever has left a timed release is shown as entered",
            "releases.leave.state",
            by: .document("GET /timed-releases/{id}/status") { document, _ in
                if document["status"] == "LEFT" { document[editing: "status"] = "ENTERED" }
            }),
        RuleMutant(
            "stranger/lost-before-the-draw",
            "A draw that has closed tells entrants that they have lost",
            "draws.status.entered", "draws.on-time",
            by: .document("GET /draws/{id}/status") { document, intercepted in
                let details = intercepted.call("GET", intercepted.place).document
                guard document["status"] == "ENTERED", details["status"] == "CLOSED" else { return }
                document[editing: "status"] = "LOST"
            }),
    ]

    private static let strangersByName: [RuleMutant] = [
        RuleMutant(
            "stranger/refresh-forgets-the-name", "After a refresh /consumers/me has no name",
            "otp.request.name",
            by: .remembering(Set<String>(), ["POST /auth/refresh", "GET /consumers/me"]) {
                intercepted, refreshed in
                let response = intercepted.proceed()
                if let token = response.document["accessToken"]?.string { refreshed.insert(token) }
                guard let token = intercepted.token, refreshed.contains(token) else {
                    return response
                }
                return intercepted.changing(response) { $0[editing: "fullName"] = .null }
            }),
        RuleMutant(
            "stranger/phone-not-shown", "/consumers/me shows no phone to whoever signed in by it",
            "consumers.me.identity",
            by: .document("GET /consumers/me") { document, _ in document[editing: "phone"] = .null }
        ),
        RuleMutant(
            "stranger/old-id-unknown",
            "A backend finds nobody under the id of a guest who was linked",
            "linking.old-id",
            by: .remembering(Set<String>(), ["POST /auth/otp/verify", "GET /consumers/{id}"]) {
                intercepted, linked in
                let response = intercepted.proceed()
                if let linking = intercepted.linking(response) { linked.insert(linking.guest) }
                guard intercepted.route.hasPrefix("GET"), linked.contains(intercepted.id),
                    response.isGood
                else { return response }
                return intercepted.wrong(intercepted.refusal(.notFound(.consumer)))
            }),
        RuleMutant(
            "stranger/exchange-twice-at-once", "An exchange code works twice within a second",
            "external.code.invalid",
            by: .remembering(
                [String: (Instant, JSONNode)](),
                ["POST /auth/external/authorize", "POST /auth/external/exchange"]
            ) { intercepted, codes in
                let organization = intercepted.organization.id
                if intercepted.route.hasSuffix("/authorize") {
                    let response = intercepted.proceed()
                    if let code = response.document["exchangeCode"]?.string {
                        codes[organization + code] = (intercepted.now, intercepted.body)
                    }
                    return response
                }
                let code = organization + (intercepted.body["exchangeCode"]?.string ?? "")
                guard !intercepted.attempt(intercepted.request).isGood,
                    let (then, authorization) = codes[code],
                    intercepted.now - then < .seconds(1)
                else { return intercepted.proceed() }
                return intercepted.wrong(intercepted.exchangeAgain(authorization))
            }),
        RuleMutant(
            "stranger/phone-code-voids-the-email-code",
            "A code by text message voids the one by email that was sent before", "otp.verify",
            by: .remembering(
                [String: String](), ["POST /auth/otp/request", "POST /auth/otp/verify"]
            ) {
                intercepted, newest in
                let organization = intercepted.organization.id
                let isByPhone = intercepted.body["phone"] != nil
                if intercepted.route.hasSuffix("/request") {
                    newest[organization] = isByPhone ? "phone" : "email"
                } else if !isByPhone, newest[organization] == "phone",
                    intercepted.attempt(intercepted.request).isGood
                {
                    return intercepted.wrong(intercepted.refusal(.otpInvalid))
                }
                return intercepted.proceed()
            }),
        RuleMutant(
            "stranger/logout-spares-the-refresh-token-of-guests",
            "After a guest logs out its refresh token is good for a minute", "logout.refresh",
            by: .remembering(
                [String: JSONNode](),
                ["POST /auth/guest", "POST /auth/refresh", "POST /auth/logout"]
            ) {
                intercepted, ended in
                let response = intercepted.proceed()
                let organization = intercepted.organization.id
                if intercepted.route.hasSuffix("/guest"),
                    let token = response.document["refreshToken"]?.string
                {
                    ended[organization + token] = response.document
                }
                let sent = intercepted.body["refreshToken"]?.string ?? ""
                guard intercepted.route.hasSuffix("/refresh"), !response.isGood,
                    let first = ended.removeValue(forKey: organization + sent)
                else { return response }
                return intercepted.wrong(HTTPResponse(200, like: response, first))
            }),
    ]
}
