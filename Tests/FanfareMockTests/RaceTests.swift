import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Many clients at once, each over a connection of its own: the loop decides every race.
struct RaceTests {
    private let server: MockServer

    init() throws {
        var options = MockServer.Options()
        options.world = .text(
            """
            {"extends": "default", "experiences": [{"id": "exp_race", "name": "Race", "sequences": [
              {"id": "seq_race", "name": "Race", "queues": [
                {"id": "queue_fifty", "name": "Fifty places", "capacity": 50}]}]}]}
            """, path: "race.json")
        server = try MockServer(options)
        try server.start()
    }

    /// Sends every request over a connection of its own before the first answer is read.
    private func atOnce(_ requests: [HTTPRequest]) throws -> [(status: Int, body: JSONNode)] {
        let connections = try requests.map { _ in
            try HTTPConnection(host: "127.0.0.1", port: server.port)
        }
        for (connection, request) in zip(connections, requests) { try connection.send(request) }
        return try connections.map { connection in
            let response = try connection.receive()
            return (response.status, try JSONNode(parsing: response.body))
        }
    }

    private func request(
        _ path: String, token: String? = nil, secret: Bool = false, _ body: JSONNode? = nil
    ) -> HTTPRequest {
        var request = HTTPRequest(method: "POST", target: path)
        request.headers.append("X-Publishable-Key", server.publishableKey)
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        if secret { request.headers.append("Authorization", "Bearer \(server.secretKey)") }
        if let body { request.body = body.bytes() }
        return request
    }

    private func guests(_ count: Int) throws -> [String] {
        let guest = request("/auth/guest")
        return try atOnce(Array(repeating: guest, count: count)).map { answer in
            try #require(answer.body["accessToken"]?.string)
        }
    }

    @Test func `of 200 clients exactly 50 get into a queue with 50 places, each at its own`() throws
    {
        defer { server.stop() }
        let answers = try atOnce(
            guests(200).map { request("/queues/queue_fifty/enter", token: $0) })
        let places = answers.filter { $0.status == 200 }.compactMap { $0.body["position"]?.integer }
        #expect(places.sorted() == Array(1...50))
        let refused = answers.filter { $0.status == 429 }
        #expect(refused.count == 150)
        #expect(refused.allSatisfy { $0.body["error"]?.string == "Queue is full" })
    }

    @Test func `of 64 clients with one exchange code one signs in`() throws {
        defer { server.stop() }
        let authorized = try atOnce([
            request(
                "/auth/external/authorize", secret: true,
                ["provider": "shop", "issuer": "https://shop.test", "subject": "ann"])
        ])
        let code = try #require(authorized.first?.body["exchangeCode"])
        let exchange = request("/auth/external/exchange", ["exchangeCode": code])
        let answers = try atOnce(Array(repeating: exchange, count: 64))
        #expect(answers.count { $0.status == 200 } == 1)
        #expect(answers.count { $0.body["error"]?.string == "invalid_exchange_code" } == 63)
    }

    @Test func `of 64 equal bids one wins`() throws {
        defer { server.stop() }
        let bids = try guests(64).map {
            request("/auctions/auction_open/bid", token: $0, ["amount": 100])
        }
        let answers = try atOnce(bids)
        #expect(answers.count { $0.body["status"]?.string == "WINNING" } == 1)
        #expect(
            answers.count { $0.body["error"]?.string == "Bid must be higher than current bid" }
                == 63)
    }

    @Test func `one refresh token 32 times is good once`() throws {
        defer { server.stop() }
        let session = try atOnce([request("/auth/guest")])
        let token = try #require(session.first?.body["refreshToken"])
        let refresh = request("/auth/refresh", ["refreshToken": token])
        let answers = try atOnce(Array(repeating: refresh, count: 32))
        #expect(answers.count { $0.status == 200 } == 1)
        #expect(answers.count { $0.body["error"]?.string == "invalid refresh token" } == 31)
    }
}
