import FanfareModel
import HTTPEngine
import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// What a reset hands out: nothing that was handed out before.
struct EraTests {
    private let client = MockClient()

    /// Everything that hands out identifiers, codes and tokens, on a clock that stands.
    private func story(_ client: MockClient) -> Story {
        var story = Story()
        func send(
            _ line: String, _ caller: MockClient.Caller = .publishable, _ body: JSONNode? = nil,
            _ headers: [(String, String)] = []
        ) -> MockClient.Answer {
            let answer = client.send(line, as: caller, body, headers: headers)
            #expect(answer.status < 300, "\(line) \(answer.text)")
            story.hear(answer)
            return answer
        }
        _ = send("POST /__admin/webhooks", .nobody, ["url": "http://127.0.0.1:1/hooks"])
        _ = send(
            "POST /__admin/faults", .nobody, ["operation": "service.health", "delay": "1ms"])
        let guest = send("POST /auth/guest", .publishable, nil, [("X-Fingerprint", "device")])
        let me = MockClient.Caller.consumer(guest.string("/accessToken"))
        for call in [
            "experiences/exp_holiday_sale/enter", "queues/queue_open/enter",
            "draws/draw_open/enter", "timed-releases/release_open/enter",
            "waitlists/waitlist_main/enter",
        ] { _ = send("POST /\(call)", me) }
        _ = send("POST /auctions/auction_open/bid", me, ["amount": 100])
        _ = send("POST /appointments/appointment_main/book", me, ["slotId": "slot_first"])
        _ = send("POST /auth/refresh", .publishable, ["refreshToken": guest["/refreshToken"]])
        _ = send("POST /__admin/queues/queue_open/admit-next", .nobody)
        _ = send("GET /queues/queue_open/status", me)
        _ = send("POST /auth/otp/request", .publishable, ["email": "ann@example.com"])
        story.codes.append(client.code(to: "ann@example.com"))
        _ = send(
            "POST /auth/otp/verify", .publishable,
            ["email": "ann@example.com", "code": JSONNode(client.code(to: "ann@example.com"))])
        let exchange = send(
            "POST /auth/external/authorize", .secret,
            ["provider": "shop", "issuer": "https://shop.test", "subject": "7"])
        _ = send(
            "POST /auth/external/exchange", .publishable,
            ["exchangeCode": exchange["/exchangeCode"]])
        let experience = send("POST /experiences", .secret, ["name": "Sale"])
        let shown = send("GET /experiences/\(experience.string("/id"))")
        _ = send("POST /queues", .secret, ["sequenceId": shown["/sequences/0/id"]])
        for page in [
            "inbox", "faults", "webhooks", "webhooks/deliveries", "consumers", "requests",
            "overview", "snapshots",
        ] { _ = send("GET /__admin/\(page)", .nobody) }
        story.guest = MockClient.Person(guest)
        return story
    }

    /// What was heard that nobody could have named.
    private struct Story {
        var names: Set<String> = []
        var codes: [String] = []
        var guest = MockClient.Person.nobody

        mutating func hear(_ answer: MockClient.Answer) {
            if let id = answer.headers["X-Request-Id"] { names.insert(id) }
            hear(answer.body)
        }

        private mutating func hear(_ node: JSONNode) {
            for member in node.members ?? [] {
                hear(JSONNode(member.key))
                hear(member.node)
            }
            for element in node.elements ?? [] { hear(element) }
            guard let text = node.string else { return }
            if let token = try? JWT.decode(text) {
                names.insert(text)
                hear(token.claims)
            }
            let form = /([a-z]+)_([0-9]+_)?[0-9A-Za-z]*[0-9][0-9A-Za-z]*/
            if text.wholeMatch(of: form) != nil { names.insert(text) }
        }
    }

    @Test func `no identifier, code or token comes a second time after a reset`() {
        var stories = [story(client)]
        #expect(stories[0].names.count > 50)
        for _ in 0..<2 {
            #expect(client.send("POST /__admin/reset", as: .nobody).status == 200)
            for old in stories {
                let me = client.send("GET /consumers/me", as: .consumer(old.guest.token))
                #expect(me.status == 401)
            }
            let next = story(client)
            for old in stories {
                // Who still shows a token of before is called in the journal by what it says.
                let twice = old.names.intersection(next.names)
                    .subtracting(stories.map(\.guest.id))
                #expect(twice.isEmpty, "\(twice)")
                #expect(old.codes != next.codes)
                let me = client.send("GET /consumers/me", as: .consumer(old.guest.token))
                #expect(me.status == 401)
                let refreshed = client.send(
                    "POST /auth/refresh", ["refreshToken": JSONNode(old.guest.refreshToken)])
                #expect(refreshed.status == 401)
            }
            stories.append(next)
        }
    }

    @Test func `two runs that are reset at the same points answer alike`() {
        let other = MockClient()
        for client in [client, other] {
            _ = story(client)
            _ = client.send("POST /__admin/reset", as: .nobody)
        }
        #expect(story(client).names == story(other).names)
        #expect(client.export() == other.export())
    }

    @Test func `a reset after going back begins an era of its own`() {
        let first = story(client)
        let id = client.send("POST /__admin/snapshots", as: .nobody).string("/id")
        _ = client.send("POST /__admin/reset", as: .nobody)
        let second = story(client)
        _ = client.send("POST /__admin/snapshots/\(id)/restore", as: .nobody)
        #expect(client.send("GET /consumers/me", as: .consumer(second.guest.token)).status == 401)
        _ = client.send("POST /__admin/reset", as: .nobody)
        let third = story(client)
        // A reset leaves the snapshots.
        let twice = third.names.intersection(first.names.union(second.names))
        #expect(twice == [id])
    }

    @Test func `a mock that goes on from a file knows how often it was reset`() throws {
        _ = client.send("POST /__admin/reset", as: .nobody)
        let first = story(client)
        let bytes = MockState(client.mock, real: MockClient.start).bytes
        let other = MockClient()
        try MockState(bytes).restore(other.mock, real: MockClient.start)
        #expect(other.send("GET /consumers/me", as: .consumer(first.guest.token)).status == 200)
        _ = other.send("POST /__admin/reset", as: .nobody)
        #expect(story(other).names.intersection(first.names).isEmpty)
    }

    @Test func `another world in place of the first hands out nothing again`() throws {
        let first = story(client)
        client.mock.defaultOrganization.reset(to: .default, real: MockClient.start)
        #expect(story(client).names.intersection(first.names).isEmpty)
    }

    @Test
    func `the key that verifies tokens stays, and so does the secret of a receiver in the world`()
        throws
    {
        let world = try WorldFile(
            JSONNode(parsing: #"{"webhooks": [{"url": "http://127.0.0.1:1/hooks"}]}"#))
        let client = MockClient(Mock.Configuration(world: world))
        let keys = client.send("GET /.well-known/jwks.json", as: .nobody).text
        let secret = client.send("GET /__admin/webhooks", as: .nobody).string("/webhooks/0/secret")
        _ = client.send("POST /__admin/reset", as: .nobody)
        #expect(client.send("GET /.well-known/jwks.json", as: .nobody).text == keys)
        #expect(
            client.send("GET /__admin/webhooks", as: .nobody).string("/webhooks/0/secret")
                == secret)
    }
}
