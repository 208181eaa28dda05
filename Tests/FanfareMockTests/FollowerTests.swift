import HTTPEngine
import Testing

@testable import FanfareMock

/// Server-sent events over a real socket.
struct FollowerTests {
    private let server: MockServer
    private let shop: MockOrganization
    private let stream: HTTPConnection

    init() async throws {
        server = try MockServer()
        try server.start()
        shop = try await server.makeOrganization()
        stream = try HTTPConnection(host: "127.0.0.1", port: server.port)
        try stream.send(
            HTTPRequest(method: "GET", target: "/__admin/events?organization=\(shop.id)"))
        try stream.awaitBytes()
    }

    /// The events up to the end of the organization.
    private func events() async throws -> [Substring] {
        try await shop.delete()
        let response = try stream.receive()
        #expect(response.headers["Content-Type"] == "text/event-stream")
        #expect(response.headers["X-Accel-Buffering"] == "no")
        let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        return lines.filter { $0.hasPrefix("event: ") }.map { $0.dropFirst("event: ".count) }
    }

    private func visit(_ organization: MockOrganization, times: Int = 1) throws {
        let connection = try HTTPConnection(host: "127.0.0.1", port: server.port)
        defer { connection.close() }
        for _ in 0..<times {
            var request = HTTPRequest(method: "POST", target: "/auth/guest")
            request.headers.append("X-Publishable-Key", organization.publishableKey)
            try connection.send(request)
            #expect(try connection.receive().status == 200)
        }
    }

    @Test func `whoever follows hears at once, of changes, and of the end`() async throws {
        defer { server.stop() }
        try visit(shop)
        let events = try await events()
        #expect(events.prefix(2) == ["here", "changed"])
        #expect(events.last == "gone")
        #expect(events.filter { $0 == "gone" }.count == 1)
    }

    @Test func `many changes make few events`() async throws {
        defer { server.stop() }
        let began = ContinuousClock.now
        try visit(shop, times: 200)
        let heard = try await events().filter { $0 == "changed" }.count
        let tenths = Int((ContinuousClock.now - began) / .milliseconds(100))
        #expect((1...tenths + 2).contains(heard), "\(heard) events in \(tenths) tenths of a second")
    }

    @Test func `a server that stops ends the streams`() throws {
        server.stop()
        #expect(try stream.receive().status == 200)
        server.wait()
    }
}
