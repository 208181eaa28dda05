import JSONTree
import Testing

@testable import FanfareMock

/// What the page reads.
struct OverviewTests {
    private let client = MockClient()

    private func consumers(_ query: String) -> MockClient.Answer {
        client.send("GET /__admin/consumers?\(query)", as: .nobody)
    }

    @Test func `the overview shows the front of a line and counts the rest`() {
        let guests = (0..<12).map { _ in client.guest() }
        for guest in guests {
            _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        }
        let overview = client.send("GET /__admin/overview", as: .nobody)
        let queue = overview["/queues/0"]
        #expect(queue["waitingCount"] == 12)
        #expect(
            queue["line"]?.elements?.compactMap { $0["id"]?.string } == guests.prefix(8).map(\.id))
        #expect(overview["/counts/consumers"] == 12)
        #expect(overview["/clock/mode"] == "frozen")
        #expect(overview["/clock/nextDue"] == "2026-01-01T01:00:00Z")
    }

    @Test func `the overview lists at most fifty of a kind, and counts them all`() {
        for _ in 0..<60 {
            let made = client.send("POST /queues", as: .secret, ["sequenceId": "seq_main"])
            #expect(made.status == 201)
        }
        let overview = client.send("GET /__admin/overview", as: .nobody)
        #expect(overview["/queues"].elements?.count == 50)
        #expect(overview["/counts/queues"] == 64)
    }

    @Test func `draws and auctions show who wins`() {
        let guest = client.guest()
        _ = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
        _ = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(guest.token), ["amount": 120])
        let before = client.send("GET /__admin/overview", as: .nobody)
        #expect(before["/auctions/0/currentHighBid"] == 120)
        #expect(before["/auctions/0/bids/0/consumer/id"] == JSONNode(guest.id))
        #expect(before["/draws/0/winners"] == [])
        client.advance("1h")
        let after = client.send("GET /__admin/overview", as: .nobody)
        #expect(after["/draws/0/status"] == "DRAWN")
        #expect(after["/draws/0/winners/0/id"] == JSONNode(guest.id))
        #expect(after["/auctions/0/status"] == "SETTLED")
    }

    @Test func `consumers come in pages, newest first`() {
        let guests = (0..<5).map { _ in client.guest() }
        let first = consumers("limit=3")
        let next = first.string("/next")
        let second = consumers("limit=3&after=\(next)")
        let ids = [first, second].flatMap { $0["/consumers"].elements ?? [] }
            .compactMap { $0["id"]?.string }
        #expect(ids == guests.reversed().map(\.id))
        #expect(second["/next"] == .null)
        #expect(first["/total"] == 5)
        for query in ["limit=0", "limit=201", "limit=x", "after=x", "after=-1"] {
            #expect(consumers(query).status == 400, "\(query)")
        }
    }

    @Test(arguments: ["ann@example.com", "ANN@", "example", "+12025551234", "2025551234"])
    func `a search finds by email and phone, whole or in part`(_ text: String) {
        _ = client.guest()
        let ann = client.guest()
        _ = client.signIn(email: "ann@example.com", linking: ann)
        let phone: JSONNode = ["phone": "+12025551234"]
        _ = client.send("POST /auth/otp/request", phone)
        _ = client.send(
            "POST /auth/otp/verify",
            ["phone": "+12025551234", "code": JSONNode(client.code(to: "+12025551234"))])
        _ = client.guest()
        let found = consumers("search=" + text.replacing("+", with: "%2B"))
        #expect(found["/consumers"].elements?.count == 1, "\(found.text)")
    }

    @Test func `an identifier finds its consumer, also the one of a guest who was linked`() {
        let guest = client.guest()
        let linked = client.signIn(email: "ann@example.com", linking: guest)
        let id = linked.string("/session/consumerId")
        for text in [id, id.lowercased(), guest.id] {
            #expect(consumers("search=\(text)")["/consumers/0/id"] == JSONNode(id), "\(text)")
        }
    }

    @Test func `a guest who was merged into another is listed no more`() {
        let owner = client.signIn(subject: "ann").string("/session/consumerId")
        let guest = client.guest()
        _ = client.signIn(subject: "ann", linking: guest)
        let list = consumers("")
        #expect(list["/consumers"].elements?.compactMap { $0["id"]?.string } == [owner])
        #expect(consumers("search=\(guest.id)")["/consumers/0/id"] == JSONNode(owner))
    }

    @Test func `an email is kept to the letter, whatever it holds`() {
        let email = "<img/src=x onerror=alert(1)>"
        let subject = client.send(
            "POST /auth/external/authorize", as: .secret,
            [
                "provider": "shop", "issuer": "https://shop.test", "subject": "1",
                "claims": ["name": JSONNode(email)],
            ])
        _ = client.send("POST /auth/external/exchange", ["exchangeCode": subject["/exchangeCode"]])
        #expect(consumers("")["/consumers/0/fullName"] == JSONNode(email))
    }

    @Test func `a consumer shows what it holds, over or not, with the tokens`() {
        let guest = client.guest()
        let token = MockClient.Caller.consumer(guest.token)
        _ = client.send("POST /queues/queue_open/enter", as: token)
        _ = client.send("POST /__admin/queues/queue_open/admit-next", as: .nobody)
        _ = client.send("POST /waitlists/waitlist_main/enter", as: token)
        _ = client.send("POST /timed-releases/release_open/enter", as: token)
        _ = client.send(
            "POST /appointments/appointment_main/book", as: token, ["slotId": "slot_first"])
        _ = client.send("POST /experiences/exp_holiday_sale/enter", as: token)
        let listed = consumers("")["/consumers/0/holdings"]
        #expect(
            listed.elements?.compactMap { $0["type"]?.string } == [
                "queue", "waitlist", "timed_release", "appointment", "experience",
            ])
        #expect(listed[0]?["status"] == "ADMITTED")
        #expect(listed[0]?["admissionToken"] == nil)
        let alone = client.send("GET /__admin/consumers/\(guest.id)", as: .nobody)
        #expect(alone.string("/holdings/0/admissionToken").hasPrefix("eyJ"))
        client.advance("10m1s")
        let later = client.send("GET /__admin/consumers/\(guest.id)", as: .nobody)
        #expect(later["/holdings/0/denyReason"] == "ADMISSION_EXPIRED")
        #expect(client.send("GET /__admin/consumers/guest_x", as: .nobody).status == 404)
    }

    @Test func `an inbox that is limited shows the newest`() {
        for name in ["ann", "ben", "cid"] {
            _ = client.send("POST /auth/otp/request", ["email": JSONNode("\(name)@example.com")])
        }
        let inbox = client.send("GET /__admin/inbox?limit=2", as: .nobody)
        #expect(
            inbox["/messages"].elements?.compactMap { $0["to"]?.string } == [
                "ben@example.com", "cid@example.com",
            ])
        #expect(client.send("GET /__admin/inbox?limit=0", as: .nobody).status == 400)
    }
}
