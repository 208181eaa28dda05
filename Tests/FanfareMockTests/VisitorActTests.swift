import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// What somebody who watches does to one consumer.
struct VisitorActTests {
    private let client = MockClient()

    private func act(
        _ act: String, _ person: String, in distribution: String, _ more: JSONNode = [:]
    ) -> MockClient.Answer {
        client.send(
            "POST /__admin/consumers/\(person)/\(act)", as: .nobody,
            JSONNode([JSONMember("in", JSONNode(distribution))] + (more.members ?? [])))
    }

    private func holding(_ person: MockClient.Person) -> String? {
        client.send("GET /__admin/consumers/\(person.id)", as: .nobody)["/holdings/0/status"].string
    }

    private func status(_ path: String, _ person: MockClient.Person) -> JSONNode {
        client.send("GET /\(path)/status", as: .consumer(person.token)).body
    }

    @Test func `a queue admits, lapses, admits again and completes one of two`() {
        let (ann, ben) = (client.guest(), client.guest())
        for guest in [ben, ann] {
            _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        }
        #expect(act("admit", ann.id, in: "queue_open")["/holdings/0/status"] == "ADMITTED")
        #expect(act("expire", ann.id, in: "queue_open")["/holdings/0/status"] == "DENIED")
        #expect(status("queues/queue_open", ann)["denyReason"] == "ADMISSION_EXPIRED")
        #expect(act("expire", ann.id, in: "queue_open").status == 409)
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(ann.token))
        _ = act("admit", ann.id, in: "queue_open")
        #expect(
            act("complete", ann.id, in: "queue_open")["/orders/0/distributionId"] == "queue_open")
        #expect(status("queues/queue_open", ben)["position"] == 1)
        #expect(act("deny", ben.id, in: "queue_open")["/holdings/0/status"] == "DENIED")
        #expect(status("queues/queue_open", ben)["denyReason"] == "ADMIN_ACTION")
    }

    @Test func `whoever is to win a draw wins it, wherever chance goes`() {
        let guests = (0..<40).map { _ in client.guest() }
        for guest in guests {
            _ = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
        }
        let chosen = [guests[7], guests[31], guests[23]]
        for guest in chosen { #expect(act("win", guest.id, in: "draw_open").status == 200) }
        _ = client.send("POST /draws/draw_open/leave", as: .consumer(guests[31].token))
        let draw = client.send("GET /draws/draw_open", as: .publishable)
        _ = client.send("POST /__admin/clock", as: .nobody, ["set": draw["/drawAt"]])
        #expect(chosen.map(holding) == ["WON", "DENIED", "WON"])
        let losers = guests.filter { holding($0) == "LOST" }
        #expect(losers.count > 20)
        for guest in losers.prefix(3) {
            #expect(act("win", guest.id, in: "draw_open").status == 400)
        }
        #expect(act("expire", chosen[0].id, in: "draw_open")["/holdings/0/status"] == "DENIED")
        #expect(holding(chosen[2]) == "WON")
    }

    @Test func `a bidder leads, is outbid by the least that is enough, or by an amount`() {
        let ann = client.guest()
        #expect(act("win", ann.id, in: "auction_open")["/holdings/0/status"] == "WINNING")
        let first = client.send("GET /auctions/auction_open", as: .publishable)
        #expect(first["/currentHighBid"] == first["/startingPrice"])
        _ = act("outbid", ann.id, in: "auction_open")
        #expect(act("win", ann.id, in: "auction_open")["/holdings/0/status"] == "WINNING")
        let answer = act("outbid", ann.id, in: "auction_open", ["amount": 999])
        #expect(answer.status == 200)
        let auction = client.send("GET /auctions/auction_open", as: .publishable)
        #expect(auction["/currentHighBid"] == 999)
        let before = client.mock.defaultOrganization.world.consumers.count
        #expect(act("outbid", ann.id, in: "auction_open", ["amount": 1]).status == 400)
        #expect(client.mock.defaultOrganization.world.consumers.count == before)
    }

    @Test func `nobody leads by more than there is, and no more are chosen than win`() {
        let (ann, ben) = (client.guest(), client.guest())
        _ = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(ann.token),
            ["amount": 9_999_999_999_999])
        _ = act("win", ben.id, in: "auction_open")
        #expect(act("outbid", ann.id, in: "auction_open").status == 400)
        let state = client.send("GET /auctions/auction_open", as: .publishable)
        #expect((state["/currentHighBid"].number?.integer ?? .max) < 10_000_000_000_000)
        let draw = client.send("GET /draws/draw_open", as: .publishable)
        let winners = draw["/winnerCount"].number?.integer ?? 0
        let guests = (0...winners).map { _ in client.guest() }
        let statuses = guests.map { guest in
            _ = client.send("POST /draws/draw_open/enter", as: .consumer(guest.token))
            return act("win", guest.id, in: "draw_open").status
        }
        #expect(statuses.dropLast().allSatisfy { $0 == 200 })
        #expect(statuses.last == 409)
        _ = client.send("POST /draws/draw_open/leave", as: .consumer(guests[0].token))
        #expect(act("win", guests[winners].id, in: "draw_open").status == 200)
    }

    @Test func `who is signed in without a code is, until all sessions end`() {
        let ann = client.guest()
        let made = client.send("POST /__admin/consumers/\(ann.id)/sign-in", as: .nobody)
        let token = made["/accessToken"].string ?? ""
        #expect(client.send("GET /consumers/me", as: .consumer(token))["/id"].string == ann.id)
        let ended = client.send("POST /__admin/consumers/\(ann.id)/sign-out", as: .nobody)
        #expect(ended["/endedSessions"] == 2)
        for token in [token, ann.token] {
            #expect(client.send("GET /consumers/me", as: .consumer(token)).status == 401)
        }
    }

    @Test func `what means nothing says what to do instead, and a wrong name what was meant`() {
        let ann = client.guest()
        let draw = act("admit", ann.id, in: "draw_open")
        #expect(draw.status == 409)
        #expect(draw["/message"].string == "POST …/win lets them be drawn.")
        let wrong = act("admit", ann.id, in: "queue_opn")
        #expect(wrong.status == 400)
        #expect(wrong.text.contains("queue_open"))
        #expect(act("admit", "nobody", in: "queue_open").status == 404)
        #expect(act("complete", ann.id, in: "queue_open").status == 404)
    }
}
