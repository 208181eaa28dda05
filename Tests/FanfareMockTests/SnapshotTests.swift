import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Going back to how everything stood, and taking it elsewhere.
struct SnapshotTests {
    /// What a person does who signs in, stands in line and enters a draw; every answer, whole.
    private func walk(_ client: MockClient, seed: UInt64) -> [String] {
        var chance = SeededGenerator(seed: seed)
        var answers: [MockClient.Answer] = []
        func send(
            _ line: String, _ caller: MockClient.Caller = .publishable, _ body: JSONNode? = nil
        ) {
            answers.append(client.send(line, as: caller, body))
        }
        for _ in 0..<8 {
            let guest = MockClient.Caller.consumer(
                client.send("POST /auth/guest").body["accessToken"]?.string ?? "")
            let email = "p\(chance.next() % 5)@example.com"
            send("POST /queues/queue_open/enter", guest)
            send("POST /draws/draw_open/enter", guest)
            send(
                "POST /auctions/auction_open/bid", guest,
                ["amount": JSONNode(100 + answers.count * 20)])
            send("POST /auth/otp/request", .publishable, ["email": JSONNode(email)])
            let code = client.inbox(email).last ?? ""
            send(
                "POST /auth/otp/verify", guest, ["email": JSONNode(email), "code": JSONNode(code)])
            send("GET /queues/queue_open/status", guest)
            if chance.next() % 3 == 0 { send("POST /__admin/queues/queue_open/admit-next") }
            send("POST /__admin/clock", .nobody, ["advance": JSONNode("\(chance.next() % 900)s")])
            send("GET /__admin/consumers")
            send("GET /__admin/webhooks/deliveries")
        }
        return answers.map { "\($0.status) \(Array($0.headers.map { "\($0): \($1)" })) \($0.text)" }
    }

    private func eventful() -> MockClient {
        let client = MockClient()
        _ = client.send(
            "POST /__admin/webhooks", as: .nobody,
            ["url": "http://127.0.0.1:1/hooks", "events": ["consumer.created"]])
        _ = client.send(
            "POST /__admin/faults", as: .nobody,
            [
                "operation": "queues.status",
                "probability": JSONNode(.number(JSONNumber(text: "0.5"))),
                "status": 503, "text": "no",
            ])
        _ = walk(client, seed: 1)
        return client
    }

    @Test func `a restored snapshot continues byte for byte, however often`() {
        let client = eventful()
        let id = client.send("POST /__admin/snapshots", ["name": "before"]).string("/id")
        let first = walk(client, seed: 2)
        #expect(client.send("POST /__admin/snapshots/\(id)/restore").status == 200)
        #expect(walk(client, seed: 2) == first)
        #expect(client.send("POST /__admin/reset").status == 200)
        #expect(client.send("POST /__admin/snapshots/\(id)/restore").status == 200)
        #expect(walk(client, seed: 2) == first)
        #expect(walk(client, seed: 3) != first)
    }

    @Test func `an imported state continues byte for byte in another process`() {
        let (client, other) = (eventful(), MockClient())
        let state = client.export()
        #expect(other.send("GET /__admin/snapshots").body["snapshots"]?.elements?.isEmpty == true)
        #expect(other.importing(state).status == 200)
        #expect(other.export() == state)
        #expect(other.mock.defaultOrganization.world.brokenInvariants() == [])
        #expect(walk(other, seed: 4) == walk(client, seed: 4))
        #expect(other.export() == client.export())
    }

    @Test func `a reset after an import begins as the original began`() {
        let (client, other) = (eventful(), MockClient())
        let world: JSONNode = ["world": "empty", "seed": 99]
        let small = client.send("POST /__admin/organizations", as: .nobody, world)
        let from = [("X-Organization-Id", small.string("/organizationId"))]
        let state = client.export(headers: from)
        _ = other.importing(state)
        for one in [
            client.send("POST /__admin/reset", headers: from), other.send("POST /__admin/reset"),
        ] {
            #expect(one.status == 200)
        }
        let (left, right) = (
            client.send("GET /__admin/overview", headers: from), other.send("GET /__admin/overview")
        )
        #expect(left.body["distributions"] == right.body["distributions"])
    }

    @Test func `a mock that goes on from a file has all organizations and their keys`() throws {
        let client = eventful()
        let made = client.send("POST /__admin/organizations", as: .nobody, ["seed": 5])
        let key = [("X-Publishable-Key", made.string("/publishableKey"))]
        let guest = client.send("POST /auth/guest", headers: key).string("/accessToken")
        let bytes = MockState(client.mock, real: MockClient.start).bytes
        let other = MockClient()
        try MockState(bytes).restore(other.mock, real: MockClient.start)
        #expect(MockState(other.mock, real: MockClient.start).bytes == bytes)
        let me = key + [("Authorization", "Bearer \(guest)")]
        #expect(
            other.send("GET /consumers/me", headers: me).text
                == client.send("GET /consumers/me", headers: me).text)
        #expect(
            other.send("POST /__admin/organizations", as: .nobody).text
                == client.send("POST /__admin/organizations", as: .nobody).text)
    }

    @Test func `a state begins other organizations, which keep their names and keys`() {
        let client = eventful()
        let state = client.export()
        let made = client.send("POST /__admin/organizations", as: .nobody)
        let id = made.string("/organizationId")
        let imported = client.importing(state, headers: [("X-Organization-Id", id)])
        #expect(imported.string("/organizationId") == id)
        #expect(imported.string("/exportedFrom") == "org_mock")
        let key = [("X-Publishable-Key", made.string("/publishableKey"))]
        let token = client.send("POST /auth/guest", headers: key).string("/accessToken")
        #expect(
            client.send(
                "POST /queues/queue_open/enter",
                headers: key + [("Authorization", "Bearer \(token)")]
            ).status == 200)
        #expect(client.export() == state)
    }

    @Test func `nonsense is refused and changes nothing`() {
        let client = eventful()
        let state = client.export()
        let whole = MockState(client.mock, real: MockClient.start).bytes
        for (bytes, word) in [
            (Array("{}".utf8), "It is no state"), ([], "It is no state"),
            (Array(state.dropLast()), "damaged or cut off"), (whole, "whole mock"),
        ] {
            let answer = client.importing(bytes)
            #expect(answer.status == 400)
            #expect(answer.string("/message").contains(word))
        }
        #expect(client.send("POST /__admin/snapshots/snap_9/restore").status == 404)
        #expect(client.send("DELETE /__admin/snapshots/snap_9").status == 404)
        #expect(client.send("POST /__admin/snapshots", ["name": 1]).status == 400)
        #expect(client.export() == state)
    }

    @Test func `there are no more snapshots than twenty, and each organization has its own`() {
        let client = MockClient()
        for number in 1...20 {
            #expect(client.send("POST /__admin/snapshots").string("/id") == "snap_\(number)")
        }
        #expect(client.send("POST /__admin/snapshots").status == 409)
        #expect(client.send("DELETE /__admin/snapshots/snap_7").status == 204)
        #expect(client.send("POST /__admin/snapshots").string("/id") == "snap_21")
        let made = client.send("POST /__admin/organizations", as: .nobody)
        let header = [("X-Organization-Id", made.string("/organizationId"))]
        #expect(
            client.send("POST /__admin/snapshots/snap_1/restore", headers: header).status == 404)
    }

    @Test func `a key of one organization opens no state of another`() {
        let client = MockClient()
        let made = client.send("POST /__admin/organizations", as: .nobody)
        for caller in [MockClient.Caller.publishable, .secret] {
            let answer = client.send(
                "GET /state", as: caller,
                headers: [("X-Organization-Id", made.string("/organizationId"))])
            #expect(answer.status == 404)
        }
        let shut = MockClient(Mock.Configuration(servesControl: false))
        #expect(shut.send("GET /__admin/state", as: .secret).status == 404)
    }
}

extension MockClient {
    /// The codes that were sent to an address, newest last.
    fileprivate func inbox(_ to: String) -> [String] {
        send("GET /__admin/inbox?to=\(to)").body["messages"]?.elements?
            .compactMap { $0["code"]?.string } ?? []
    }

    func export(headers: [(String, String)] = []) -> [UInt8] {
        var request = HTTPRequest(method: "GET", target: "/__admin/state")
        request.headers.append("Host", "localhost")
        for (name, value) in headers { request.headers.set(name, value) }
        return mock.respond(to: request, real: Self.start).response.body
    }

    func importing(_ state: [UInt8], headers: [(String, String)] = []) -> Answer {
        var request = HTTPRequest(method: "PUT", target: "/__admin/state")
        request.headers.append("Host", "localhost")
        for (name, value) in headers { request.headers.set(name, value) }
        request.body = state
        let response = mock.respond(to: request, real: Self.start).response
        let text = String(decoding: response.body, as: UTF8.self)
        return Answer(
            status: response.status, headers: response.headers, text: text,
            body: (try? JSONNode(parsing: response.body)) ?? .null)
    }
}
