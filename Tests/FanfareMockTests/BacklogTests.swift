import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// When more falls due than is done between two requests, another thread does it, and nobody but the
/// organization's own calls waits for that.
final class BacklogTests {
    private let server: MockServer
    private let gate = Gate()
    private static let size = 150
    private var shop = Shop(id: "", key: "")

    private struct Shop {
        let id: String
        let key: String
    }

    init() throws {
        server = try MockServer()
        server.handler.errands?.before = { [gate] in gate.pass() }
        try server.start()
        let connection = try connect()
        try ask(
            connection, "POST /__admin/organizations",
            #"{"world":"flash-sale","at":"\#(Self.open)"}"#)
        let made = try JSONNode(parsing: connection.receive().body)
        shop = Shop(
            id: made["organizationId"]?.string ?? "", key: made["publishableKey"]?.string ?? "")
        try ask(connection, "POST /__admin/clock", #"{"advance":"11m"}"#)
        #expect(try connection.receive().status == 200)
        for _ in 0..<Self.size {
            try ask(connection, "POST /auth/guest", key: shop.key)
            let token = try JSONNode(parsing: connection.receive().body)["accessToken"]?.string
            try ask(connection, "POST /queues/queue_flash_sale/enter", key: shop.key, token: token)
            #expect(try connection.receive().status == 200)
        }
    }

    deinit {
        gate.open()
        server.stop()
    }

    private static let open = "2026-01-01T00:00:00Z"

    private func connect() throws -> HTTPConnection {
        try HTTPConnection(host: "127.0.0.1", port: server.port)
    }

    private func ask(
        _ connection: HTTPConnection, _ line: String, _ body: String = "", key: String? = nil,
        token: String? = nil
    ) throws {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers.append("X-Publishable-Key", key ?? server.publishableKey)
        if parts[1].hasPrefix("/__admin"), !shop.id.isEmpty {
            request.headers.append("X-Organization-Id", shop.id)
        }
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        request.body = Array(body.utf8)
        try connection.send(request)
    }

    @Test func `the clock's answer and the calls after it wait, those of others do not`() throws {
        let (moving, own, other) = (try connect(), try connect(), try connect())
        try ask(moving, "POST /__admin/clock", #"{"advance":"1h"}"#)
        #expect(gate.awaitArrival())
        try ask(own, "GET /__admin/clock")
        for _ in 0..<3 {
            try ask(other, "POST /auth/guest")
            #expect(try other.receive().status == 200)
        }
        gate.open()
        let moved = try JSONNode(parsing: moving.receive().body)
        // Everybody was admitted, and nobody used it.
        #expect((moved["dueCount"]?.number?.integer ?? 0) >= 2 * Self.size)
        #expect(moved["due"]?.elements?.count == moved["dueCount"]?.number?.integer)
        let times = moved["due"]?.elements?.compactMap { $0["at"]?.string } ?? []
        let instants = times.compactMap(Instant.init(iso8601:))
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(moved["now"] == "2026-01-01T01:11:00Z")
        #expect(try JSONNode(parsing: own.receive().body)["now"] == "2026-01-01T01:11:00Z")
    }

    @Test func `whoever asks how the mock does, or for an organization, waits for none`() throws {
        let (moving, held, other) = (try connect(), try connect(), try connect())
        let id = shop.id
        try ask(moving, "POST /__admin/clock", #"{"advance":"1h"}"#)
        #expect(gate.awaitArrival())
        try ask(held, "GET /queues/queue_flash_sale", key: shop.key)
        for line in [
            "GET /health", "GET /openapi.json", "GET /nowhere", "OPTIONS /health",
            "GET /organizations/\(id)/.well-known/jwks.json",
        ] {
            try ask(other, line, key: shop.key)
            #expect(try other.receive().status < 500, "\(line)")
        }
        for line in ["GET /__admin/health", "GET /__admin/organizations", "GET /__admin/routes"] {
            try ask(other, line)
            #expect(try other.receive().status == 200, "\(line)")
        }
        gate.open()
        #expect(try held.receive().status == 200)
        #expect(try moving.receive().status == 200)
    }

    @Test func `an organization that begins anew meanwhile stays as it begins`() throws {
        let moving = try connect()
        try ask(moving, "POST /__admin/clock", #"{"advance":"1h"}"#)
        #expect(gate.awaitArrival())
        let id = shop.id
        let handler = LoopConfined(server.handler)
        server.server.execute {
            handler.value.mock.organizations[id]?.reset(real: RealClock.now)
        }
        gate.open()
        #expect(try moving.receive().status == 200)
        let after = try connect()
        try ask(after, "GET /__admin/overview")
        let overview = try JSONNode(parsing: after.receive().body)
        #expect(overview["clock"]?["now"]?.string == Self.open)
        #expect(overview["queues"]?.elements?.first?["waitingCount"] == 0)
    }

    @Test func `what a webhook's receiver answers meanwhile is not lost`() throws {
        let moving = try connect()
        try ask(moving, "POST /__admin/clock", #"{"advance":"1h"}"#)
        #expect(gate.awaitArrival())
        let (id, handler) = (shop.id, LoopConfined(server.handler))
        let done = Monitor(false)
        server.server.execute {
            let organization = handler.value.mock.organizations[id]
            organization?.whenCaughtUp { done.change { $0 = organization?.isBehind == false } }
        }
        #expect(done.change { $0 } == false)
        gate.open()
        #expect(done.wait(atMost: .seconds(20)) { $0 ? true : nil } == true)
        #expect(try moving.receive().status == 200)
    }
}
