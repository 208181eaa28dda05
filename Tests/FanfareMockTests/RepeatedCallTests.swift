import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The same bytes again and again over one connection: what is remembered of a request is what it
/// asks for, never what it was answered or who was let in.
struct RepeatedCallTests {
    private let server: MockServer
    private let connection: HTTPConnection

    init() throws {
        server = try MockServer(MockServer.Options())
        try server.start()
        connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
    }

    private func call(
        _ method: String, _ path: String, key: String? = nil, token: String? = nil
    ) throws -> (status: Int, body: JSONNode) {
        var request = HTTPRequest(method: method, target: path)
        request.headers.append("X-Publishable-Key", key ?? server.publishableKey)
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        try connection.send(request)
        let response = try connection.receive()
        let body = response.body.isEmpty ? .null : try JSONNode(parsing: response.body)
        return (response.status, body)
    }

    private func guest(key: String? = nil) throws -> String {
        try #require(try call("POST", "/auth/guest", key: key).body["accessToken"]?.string)
    }

    @Test func `the same request is answered by how things stand each time`() throws {
        defer { server.stop() }
        let token = try guest()
        let status = { try call("GET", "/queues/queue_open/status", token: token) }
        for _ in 1...4 { #expect(try status().body["status"]?.string == "NOT_QUEUED") }
        _ = try call("POST", "/queues/queue_open/enter", token: token)
        for _ in 1...4 { #expect(try status().body["status"]?.string == "QUEUED") }
        _ = try call("POST", "/queues/queue_open/leave", token: token)
        #expect(try status().body["status"]?.string == "LEFT")
        _ = try call("POST", "/auth/logout", token: token)
        #expect(try status().status == 401)
    }

    @Test func `a guest that is asked for by the same bytes is another each time`() throws {
        defer { server.stop() }
        let guests = try (1...6).map { _ in try guest() }
        #expect(Set(guests).count == 6)
    }

    @Test func `who is let in is decided anew when organizations and worlds come and go`() throws {
        defer { server.stop() }
        let made = try call("POST", "/__admin/organizations").body
        let key = try #require(made["publishableKey"]?.string)
        let id = try #require(made["organizationId"]?.string)
        let token = try guest(key: key)
        let enter = { try call("POST", "/queues/queue_open/enter", key: key, token: token).status }
        for _ in 1...4 { #expect(try enter() == 200) }
        let foreign = { try call("POST", "/queues/queue_open/enter", token: token).status }
        for _ in 1...4 { #expect(try foreign() == 401) }
        // A world begun anew knows no session of the one before.
        var reset = HTTPRequest(method: "POST", target: "/__admin/reset")
        reset.headers.append("X-Organization-Id", id)
        try connection.send(reset)
        #expect(try connection.receive().status < 300)
        #expect(try enter() == 401)
        #expect(try call("DELETE", "/__admin/organizations/\(id)").status < 300)
        #expect(try enter() == 401)
    }

    @Test func `a token that was foreign is known once its organization's state is put here`()
        throws
    {
        defer { server.stop() }
        let token = try guest()
        let made = try call("POST", "/__admin/organizations").body
        let key = try #require(made["publishableKey"]?.string)
        let id = try #require(made["organizationId"]?.string)
        let enter = { try call("POST", "/queues/queue_open/enter", key: key, token: token).status }
        for _ in 1...4 { #expect(try enter() == 401) }
        var read = HTTPRequest(method: "GET", target: "/__admin/state")
        try connection.send(read)
        read = HTTPRequest(method: "PUT", target: "/__admin/state")
        read.body = try connection.receive().body
        read.headers.append("X-Organization-Id", id)
        try connection.send(read)
        #expect(try connection.receive().status < 300)
        #expect(try enter() == 200)
    }

    @Test func `each call of the same bytes stands in the journal`() throws {
        defer { server.stop() }
        for _ in 1...5 { _ = try call("GET", "/experiences/exp_holiday_sale") }
        let requests = try call("GET", "/__admin/requests").body["requests"]?.elements ?? []
        #expect(requests.count == 5)
        #expect(requests.allSatisfy { $0["path"] == "/experiences/exp_holiday_sale" })
        #expect(Set(requests.map { $0["id"]?.string }).count == 5)
    }
}
