import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// A story in which every state and every refusal of the API occurs, always the same way.
///
/// What it is answered with are the examples of the OpenAPI document (`fixtures/examples/v1.json`).
final class ExampleStory {
    /// One call, its answer, and the name of the example that it is.
    struct Told: Sendable {
        let name: String?
        let summary: String
        let call: String
        let status: Int
        let request: JSONNode?
        let value: JSONNode
    }

    private(set) var told: [Told] = []
    let client: MockClient

    /// A mock of a world that has more of everything, of one seed, whose clock stands.
    init(world: String = ExampleStory.world) {
        client = MockClient(.init(world: .text(world), seed: 7))
        _ = client.send("POST /__admin/webhooks", as: .nobody, ["url": "http://localhost:1/"])
    }

    private static let world = """
        { "extends": "default", "experiences": [ { "id": "exp_more", "name": "More",
          "theme": { "primaryColor": "#111827" },
          "sequences": [ { "id": "seq_more", "name": "More",
            "queues": [ { "id": "queue_slow", "name": "Slow", "admissionsPerMinute": 1 } ],
            "draws": [ { "id": "draw_tiny", "name": "Tiny", "drawAt": "+30m", "capacity": 1, "winnerCount": 1 } ],
            "timedReleases": [ { "id": "release_over", "name": "Over", "openAt": "-2h", "closeAt": "-1h" } ],
            "appointments": [
              { "id": "appointment_over", "name": "Over", "openAt": "-2h", "closeAt": "-1h",
                "slots": [ { "id": "slot_over", "startAt": "+24h", "duration": "30m", "capacity": 1 } ] },
              { "id": "appointment_soon", "name": "Soon", "openAt": "2099-01-01T00:00:00Z",
                "slots": [ { "id": "slot_soon", "startAt": "2099-02-01T00:00:00Z", "duration": "30m", "capacity": 1 } ] }
            ] } ] } ] }
        """

    /// Makes a call and notes what came of it; a refusal is an example of its word.
    @discardableResult
    func call(
        _ line: String, as caller: MockClient.Caller = .publishable, _ body: JSONNode? = nil,
        device: String? = nil, named name: String? = nil, _ summary: String = ""
    ) -> MockClient.Answer {
        let headers = device.map { [("X-Fingerprint", $0)] } ?? []
        let answer = client.send(line, as: caller, body, headers: headers)
        note(line, body, answer, name, summary)
        return answer
    }

    /// Notes an answer that came another way.
    func note(
        _ line: String, _ body: JSONNode?, _ answer: MockClient.Answer, _ name: String?,
        _ summary: String
    ) {
        let parts = line.split(separator: " ")
        let path = Array(parts[1].prefix { $0 != "?" }.utf8)
        guard
            case .found(let route, _) = Edition.v1.router.match(
                method: String(parts[0]), path: path[...])
        else { return }
        var (name, summary) = (name, summary)
        if answer.status >= 400, let word = answer.body["error"]?.string {
            let example = ErrorWord(word: word, payload: nil, pattern: .null).example
            let isNew = !told.contains { $0.name == example }
            (name, summary) = (isNew ? example : nil, word)
        } else {
            #expect(answer.status < 300, "\(line): \(answer.text)")
        }
        told.append(
            Told(
                name: name, summary: summary, call: route.row, status: answer.status,
                request: body, value: answer.body))
    }

    /// The webhooks that the story caused, in their order.
    func webhooks() -> [JSONNode] {
        var webhooks: [JSONNode] = []
        while let request = client.mock.takeDueWebhooks(real: MockClient.start).first {
            webhooks.append((try? JSONNode(parsing: request.body)) ?? .null)
            client.mock.webhookFinished(request, .answered(200), real: MockClient.start)
        }
        return webhooks
    }
}

/// The story itself.
extension ExampleStory {
    /// Everything that happens, and the webhooks that tell of it.
    static let whole: (told: [Told], webhooks: [JSONNode]) = {
        let story = ExampleStory()
        story.service()
        story.signIn()
        story.queues()
        story.draws()
        story.auctions()
        story.releases()
        story.appointments()
        story.waitlists()
        story.building()
        story.profile()
        story.late()
        return (story.told, story.webhooks())
    }()

    private func person(device: String? = nil) -> MockClient.Person {
        MockClient.Person(call("POST /auth/guest", device: device))
    }

    private func service() {
        call("GET /health", as: .nobody, named: "health", "The API answers")
        call("GET /.well-known/jwks.json", as: .nobody, named: "key-set", "The one key")
        call(
            "GET /organizations/org_mock/.well-known/jwks.json", as: .nobody,
            named: "own-key-set", "The one key of the organization that the path names")
        call("GET /organizations/org_x/.well-known/jwks.json", as: .nobody)
        call("GET /organizations/current", named: "organization", "The mock's own organization")
        call("GET /queues/queue_open", as: .nobody)
        call("GET /consumers/cons_x")
    }

    private func signIn() {
        call("POST /auth/guest", named: "guest", "A new guest")
        let mail: JSONNode = ["email": "ann@example.com", "name": "Ann A."]
        call("POST /auth/otp/request", mail, named: "by-email", "A code by email")
        let phone: JSONNode = ["phone": "01512 3456789", "defaultCountry": "DE"]
        call("POST /auth/otp/request", phone, named: "by-phone", "A code by text message")
        call("POST /auth/otp/request", [:])
        call("POST /auth/otp/verify", ["email": "ann@example.com", "code": "000000"])
        let code = JSONNode(client.code(to: "ann@example.com"))
        call(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": code],
            named: "signed-in-by-email", "Whoever read the email")
        let texted = JSONNode(client.code(to: "+4915123456789"))
        call(
            "POST /auth/otp/verify",
            ["phone": "01512 3456789", "defaultCountry": "DE", "code": texted],
            named: "signed-in-by-phone", "Whoever read the text message")
        linking()
        sessions()
    }

    private func linking() {
        let guest = person()
        let mail: JSONNode = ["email": "ben@example.com"]
        call("POST /auth/otp/request", mail)
        let code = JSONNode(client.code(to: "ben@example.com"))
        call(
            "POST /auth/otp/verify", as: .consumer(guest.token),
            ["email": "ben@example.com", "code": code], named: "linked-by-email",
            "A guest who is known from now on")
        let identity: JSONNode = [
            "provider": "shopify", "issuer": "https://shop.example.com", "subject": "customer-1",
            "claims": ["email": "cem@example.com", "name": "Cem C."],
        ]
        let vouched = call(
            "POST /auth/external/authorize", as: .secret, identity, named: "exchange-code",
            "A person of a shop")
        call("POST /auth/external/authorize", as: .publishable, identity)
        call(
            "POST /auth/external/exchange", ["exchangeCode": vouched["/exchangeCode"]],
            named: "signed-in-by-code", "Whom a shop has vouched for")
        call("POST /auth/external/exchange", ["exchangeCode": "exc_none"])
        conflicts(identity)
    }

    /// A code that is too old, and people who are somebody else already.
    private func conflicts(_ identity: JSONNode) {
        let old = client.send("POST /auth/external/authorize", as: .secret, identity)
        let again = client.send("POST /auth/external/authorize", as: .secret, identity)
        _ = client.send("POST /auth/otp/request", ["email": "late@example.com"])
        let late = JSONNode(client.code(to: "late@example.com"))
        let (guest, ann) = (person(), MockClient.Person(client.signIn(email: "ann@example.com")))
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let code = JSONNode(client.code(to: "ann@example.com"))
        call(
            "POST /auth/otp/verify", as: .consumer(guest.token),
            ["email": "ann@example.com", "code": code])
        call(
            "POST /auth/external/exchange", as: .consumer(ann.token),
            ["exchangeCode": again["/exchangeCode"]])
        client.advance("11m")
        call("POST /auth/otp/verify", ["email": "late@example.com", "code": late])
        call("POST /auth/external/exchange", ["exchangeCode": old["/exchangeCode"]])
    }

    private func sessions() {
        let guest = person()
        call(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)],
            named: "refreshed", "The next pair of tokens")
        call("POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        call("POST /auth/logout", as: .consumer(person().token))
    }

    private func queues() {
        call("GET /queues/queue_open", named: "queue", "A queue that is open")
        call("GET /queues/queue_none")
        let (ann, ben, cem, dan) = (
            person(device: "laptop"), person(), person(), person()
        )
        let line = "/queues/queue_open"
        call("POST \(line)/enter", as: .publishable)
        call(
            "GET \(line)/status", as: .consumer(ann.token), named: "queue-never-entered",
            "Who never came")
        call("POST \(line)/leave", as: .consumer(dan.token))
        call(
            "POST \(line)/enter", as: .consumer(ann.token), device: "laptop", named: "queued",
            "First in line")
        for guest in [ben, cem] { call("POST \(line)/enter", as: .consumer(guest.token)) }
        call("GET \(line)/status", as: .consumer(ben.token), named: "still-queued", "Next but one")
        let slow = "/queues/queue_slow"
        call("POST \(slow)/enter", as: .consumer(ann.token))
        call(
            "POST \(slow)/enter", as: .consumer(dan.token), named: "queued-with-wait",
            "In a line that moves")
        call("POST /queues/queue_soon/enter", as: .consumer(dan.token))
        call("POST /queues/queue_closed/enter", as: .consumer(dan.token))
        call("POST /queues/queue_tiny/enter", as: .consumer(dan.token))
        call("POST /queues/queue_tiny/enter", as: .consumer(cem.token))
        admissions(line, ann, ben, cem)
    }

    private func admissions(
        _ line: String, _ ann: MockClient.Person, _ ben: MockClient.Person,
        _ cem: MockClient.Person
    ) {
        let name: JSONNode = ["consumerId": JSONNode(ann.id)]
        call("POST \(line)/complete", as: .secret, name)
        call("POST \(line)/admit", as: .secret, name, named: "admitted-by-backend", "Out of turn")
        let admitted = call(
            "GET \(line)/status", as: .consumer(ann.token), named: "admitted", "May go through")
        call(
            "POST \(line)/enter", as: .consumer(ann.token), device: "laptop",
            named: "already-admitted", "Entering again")
        var shown: JSONNode = [
            "consumerId": JSONNode(ann.id), "token": admitted["/admissionToken"],
        ]
        call(
            "POST \(line)/validate", as: .secret, shown, device: "laptop", named: "valid",
            "It admits the consumer")
        call("POST \(line)/validate", as: .secret, shown, device: "phone")
        shown = ["consumerId": JSONNode(ann.id), "token": "none"]
        call("POST \(line)/validate", as: .secret, shown)
        let order: JSONNode = [
            "consumerId": JSONNode(ann.id), "orderId": "order_42",
            "metadata": [
                "orderAmount": JSONNode(.number(JSONNumber(text: "149.99"))), "currency": "EUR",
            ],
        ]
        call(
            "POST \(line)/complete", as: .secret, order, named: "completed-by-backend",
            "An order was made")
        call("GET \(line)/status", as: .consumer(ann.token), named: "completed", "It is used up")
        call("POST \(line)/complete", as: .secret, order)
        call("POST \(line)/leave", as: .consumer(ben.token), named: "left", "Given up")
        call("GET \(line)/status", as: .consumer(ben.token), named: "has-left", "Given up before")
        call(
            "POST \(line)/deny", as: .secret,
            ["consumerId": JSONNode(cem.id), "reason": "FRAUD_DETECTED"],
            named: "denied-by-backend", "Refused")
        call("GET \(line)/status", as: .consumer(cem.token), named: "denied", "Was refused")
        expired()
    }

    private func expired() {
        let eve = person()
        call("POST /queues/queue_open/enter", as: .consumer(eve.token))
        let name: JSONNode = ["consumerId": JSONNode(eve.id)]
        let admitted = call("POST /queues/queue_open/admit", as: .secret, name)
        client.advance("16m")
        let shown: JSONNode = [
            "consumerId": JSONNode(eve.id), "token": admitted["/admissionToken"],
        ]
        call("POST /queues/queue_open/validate", as: .secret, shown)
        call(
            "GET /queues/queue_open/status", as: .consumer(eve.token), named: "expired",
            "Came too late")
    }

    private func draws() {
        call("GET /draws/draw_open", named: "draw", "A draw that is open")
        call("GET /draws/draw_none")
        let (ann, ben) = (person(), person())
        call(
            "GET /draws/draw_open/status", as: .consumer(ben.token), named: "draw-never-entered",
            "Who never came")
        call("POST /draws/draw_open/leave", as: .consumer(ben.token))
        call("POST /draws/draw_open/enter", as: .publishable)
        call(
            "POST /draws/draw_open/enter", as: .consumer(ann.token), named: "draw-entered",
            "Takes part")
        call(
            "GET /draws/draw_open/status", as: .consumer(ann.token), named: "draw-waiting",
            "Nothing is drawn yet")
        call("POST /draws/draw_soon/enter", as: .consumer(ben.token))
        call("POST /draws/draw_closed/enter", as: .consumer(ben.token))
        call("POST /draws/draw_open/enter", as: .consumer(ben.token))
        call(
            "POST /draws/draw_open/leave", as: .consumer(ben.token), named: "draw-left", "Withdrawn"
        )
        call("POST /draws/draw_open/complete", as: .secret, ["consumerId": JSONNode(ann.id)])
        drawn()
    }

    private func drawn() {
        let soon = JSONNode((client.mock.defaultOrganization.world.now + .seconds(600)).iso8601)
        let made = call(
            "POST /draws", as: .secret,
            ["sequenceId": "seq_main", "name": "Raffle", "drawAt": soon, "winnerCount": 1],
            named: "new-draw", "With one winner")
        let path = "/draws/\(made.string("/id"))"
        let people = (0..<3).map { _ in person() }
        for guest in people { call("POST \(path)/enter", as: .consumer(guest.token)) }
        call(
            "POST \(path)/deny", as: .secret,
            ["consumerId": JSONNode(people[2].id), "reason": "ADMIN_ACTION"],
            named: "draw-denied", "Refused by a backend")
        call(
            "GET \(path)/status", as: .consumer(people[2].token), named: "draw-was-denied",
            "Was refused")
        client.advance("10m")
        for guest in people.prefix(2) {
            let token = MockClient.Caller.consumer(guest.token)
            let status = client.send("GET \(path)/status", as: token)["/status"]
            guard status == "WON" else {
                call("GET \(path)/status", as: token, named: "draw-lost", "Was not drawn")
                continue
            }
            let won = call("GET \(path)/status", as: token, named: "draw-won", "Was drawn")
            win(path, guest, won["/admissionToken"])
        }
        full()
    }

    private func win(_ path: String, _ winner: MockClient.Person, _ token: JSONNode) {
        let shown: JSONNode = ["consumerId": JSONNode(winner.id), "token": token]
        call(
            "POST \(path)/validate", as: .secret, shown, named: "win-valid", "The consumer has won")
        let name: JSONNode = ["consumerId": JSONNode(winner.id)]
        call(
            "POST \(path)/complete", as: .secret, name, named: "draw-completed",
            "The win is used up")
        call("POST \(path)/complete", as: .secret, name)
    }

    private func full() {
        let soon = JSONNode((client.mock.defaultOrganization.world.now + .seconds(600)).iso8601)
        let made = call(
            "POST /draws", as: .secret,
            ["sequenceId": "seq_main", "drawAt": soon, "winnerCount": 1, "maxEntries": 1])
        let path = "/draws/\(made.string("/id"))"
        for _ in 0..<2 { call("POST \(path)/enter", as: .consumer(person().token)) }
    }

    private func auctions() {
        let soon = JSONNode((client.mock.defaultOrganization.world.now + .seconds(600)).iso8601)
        let made = call(
            "POST /auctions", as: .secret,
            [
                "sequenceId": "seq_main", "name": "Guitar", "settleAt": soon, "startingBid": 100,
                "minimumIncrement": 10,
            ], named: "new-auction", "With a first bid of 100")
        let path = "/auctions/\(made.string("/id"))"
        let (ann, ben) = (person(), person())
        let (first, second) = (
            MockClient.Caller.consumer(ann.token), MockClient.Caller.consumer(ben.token)
        )
        call("GET \(path)", named: "auction", "An auction that is open")
        call("GET /auctions/auction_none")
        call("GET \(path)/highest-bid", as: first, named: "no-bid", "Nobody has bid")
        call("GET \(path)/status", as: first, named: "has-not-bid", "Who has not bid")
        call("POST \(path)/bid", as: first, ["amount": 100], named: "bid", "The best bid")
        call("POST \(path)/bid", as: second, ["amount": 100])
        call("POST \(path)/bid", as: second, ["amount": 101])
        call("POST \(path)/bid", as: second, ["amount": 120])
        call("POST /auctions/auction_soon/bid", as: second, ["amount": 120])
        call("POST /auctions/auction_closed/bid", as: second, ["amount": 120])
        call("GET \(path)/status", as: first, named: "outbid", "Somebody has bid more")
        call("GET \(path)/highest-bid", as: first, named: "highest-bid", "Somebody else's")
        call("GET \(path)/bids", as: first, named: "bids", "Everybody's")
        call("GET \(path)/bids/history", as: first, named: "own-bids", "The consumer's own")
        call("POST \(path)/complete", as: .secret, ["consumerId": JSONNode(ann.id)])
        client.advance("10m")
        settled(path, first, second, ben.id)
    }

    private func settled(
        _ path: String, _ loser: MockClient.Caller, _ winner: MockClient.Caller, _ id: String
    ) {
        call("GET \(path)/status", as: loser, named: "auction-lost", "Somebody else won")
        let won = call("GET \(path)/status", as: winner, named: "auction-won", "May pay")
        let shown: JSONNode = ["consumerId": JSONNode(id), "token": won["/paymentToken"]]
        call("POST \(path)/validate", as: .secret, shown, named: "payment-valid", "The winner's")
        let name: JSONNode = ["consumerId": JSONNode(id)]
        call("POST \(path)/complete", as: .secret, name, named: "auction-completed", "It is paid")
        call("POST \(path)/complete", as: .secret, name)
        call("POST \(path)/complete", as: .secret, ["consumerId": "cons_none"])
    }

    private func releases() {
        call("GET /timed-releases/release_open", named: "timed-release", "One that is open")
        call("GET /timed-releases/release_none")
        let (ann, ben, cem) = (person(), person(), person())
        let path = "/timed-releases/release_open"
        call(
            "GET \(path)/status", as: .consumer(ann.token), named: "release-never-entered",
            "Who never came")
        call("POST \(path)/leave", as: .consumer(ann.token))
        call(
            "POST \(path)/enter", as: .consumer(ann.token), ["variantId": "red"],
            named: "release-entered", "With a variant")
        call(
            "GET \(path)/status", as: .consumer(ann.token), named: "release-admitted",
            "May go through")
        call("POST /timed-releases/release_soon/enter", as: .consumer(ann.token))
        call("POST /timed-releases/release_over/enter", as: .consumer(ann.token))
        let name: JSONNode = ["consumerId": JSONNode(ann.id)]
        call(
            "POST \(path)/complete", as: .secret, name, named: "release-completed", "It is used up")
        call("POST \(path)/complete", as: .secret, name)
        call("POST \(path)/enter", as: .consumer(ben.token))
        call("POST \(path)/leave", as: .consumer(ben.token), named: "release-left", "Given up")
        call("POST \(path)/enter", as: .consumer(cem.token))
        client.advance("16m")
        call(
            "GET \(path)/status", as: .consumer(cem.token), named: "release-expired",
            "Came too late")
        call("POST \(path)/complete", as: .secret, ["consumerId": JSONNode(cem.id)])
    }

    private func appointments() {
        let (ann, ben) = (person(), person())
        let path = "/appointments/appointment_main"
        let (first, second) = (
            MockClient.Caller.consumer(ann.token), MockClient.Caller.consumer(ben.token)
        )
        call("GET \(path)", named: "appointment", "One that is open")
        call("GET /appointments/appointment_none")
        call("GET \(path)/slots", named: "slots", "The slots ahead")
        call("POST \(path)/book", as: first, ["slotId": "slot_none"])
        call("DELETE \(path)/cancel", as: first)
        call(
            "POST \(path)/book", as: first, ["slotId": "slot_single"], named: "booked",
            "The only one")
        call("POST \(path)/book", as: second, ["slotId": "slot_single"])
        call("POST \(path)/book", as: first, ["slotId": "slot_first"])
        call("DELETE \(path)/cancel", as: first, named: "cancelled", "Given back")
        call("POST /appointments/appointment_over/book", as: first, ["slotId": "slot_over"])
        call("POST /appointments/appointment_soon/book", as: first, ["slotId": "slot_soon"])
    }

    private func waitlists() {
        let ann = person()
        let path = "/waitlists/waitlist_main"
        let caller = MockClient.Caller.consumer(ann.token)
        call("GET \(path)/status", as: caller, named: "not-on-waitlist", "Has not signed up")
        call("POST \(path)/leave", as: caller)
        call("POST \(path)/enter", as: caller, named: "on-waitlist", "Has signed up")
        call("GET \(path)/status", as: caller, named: "is-on-waitlist", "Is signed up")
        call("POST \(path)/leave", as: caller, named: "waitlist-left", "Has signed off")
        call("POST \(path)/enter", as: caller)
        call("DELETE \(path)/leave", as: caller, named: "waitlist-deleted", "Has signed off")
        call("POST /waitlists/waitlist_none/enter", as: caller)
    }

    private func building() {
        call("GET /experiences/exp_more", named: "experience", "With all kinds of distributions")
        call("GET /experiences/exp_holiday_sale")
        call("GET /experiences/exp_none")
        call("GET /sequences/seq_more/distributions", named: "sequence", "What a sequence holds")
        call("GET /sequences/seq_none/distributions")
        call(
            "POST /experiences", as: .secret,
            ["name": "Holiday Sale", "timeZone": "Europe/Berlin"], named: "new-experience",
            "Without times")
        call(
            "POST /queues", as: .secret,
            ["sequenceId": "seq_main", "name": "Doors", "maxCapacity": 500, "admissionRate": 60],
            named: "new-queue", "With 60 admissions a minute")
        call("POST /queues", as: .secret, ["sequenceId": "seq_none"])
        let now = client.mock.defaultOrganization.world.now
        call(
            "POST /queues", as: .secret,
            [
                "sequenceId": "seq_main", "openAt": JSONNode((now + .seconds(60)).iso8601),
                "closeAt": JSONNode((now + .seconds(120)).iso8601),
            ])
    }

    private func profile() {
        let ann = person()
        let caller = MockClient.Caller.consumer(ann.token)
        call(
            "POST /experiences/exp_more/enter", as: caller, named: "experience-entered",
            "Since when")
        call("POST /queues/queue_slow/enter", as: caller)
        call("POST /queues/queue_open/enter", as: caller)
        call("POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(ann.id)])
        call("POST /draws/draw_open/enter", as: caller)
        call("POST /auctions/auction_open/bid", as: caller, ["amount": 200])
        call("POST /timed-releases/release_open/enter", as: caller)
        call("POST /waitlists/waitlist_main/enter", as: caller)
        call("GET /consumers/me", as: caller, named: "takes-part", "In all kinds of distributions")
        call(
            "GET /consumers/me", as: .consumer(person().token), named: "new-guest", "In nothing yet"
        )
        call("GET /consumers/\(ann.id)", as: .secret, named: "profile", "A guest's")
        call("GET /consumers/cons_none", as: .secret)
        call(
            "DELETE /experiences/exp_more/leave", as: caller, named: "experience-left", "Was in it")
    }

    /// What is asked without a device where one is needed, and too often, and what happens in the end.
    private func late() {
        let strict = ExampleStory(
            world:
                #"{"extends": "default", "settings": {"requiresFingerprint": true, "enforcesRateLimits": true}}"#
        )
        let guest = strict.person()
        strict.call("POST /queues/queue_open/enter", as: .consumer(guest.token))
        for _ in 0..<11 { strict.call("POST /auth/otp/request", ["email": "ann@example.com"]) }
        told += strict.told
        client.advance("2h")
    }
}
