import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// What takes long is done on another thread, which a test holds there while others are served.
struct ErrandTests {
    private let server: MockServer
    private let gate = Gate()

    init() throws {
        server = try MockServer()
        server.handler.errands?.before = { [gate] in gate.pass() }
        try server.start()
    }

    private func ask(
        _ connection: HTTPConnection, _ line: String, _ body: [UInt8] = []
    ) throws {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers.append("X-Publishable-Key", server.publishableKey)
        request.body = body
        try connection.send(request)
    }

    private func connect() throws -> HTTPConnection {
        try HTTPConnection(host: "127.0.0.1", port: server.port)
    }

    @Test(arguments: [
        "GET /__admin/state", "PUT /__admin/state", "GET /__admin/requests",
        "GET /__admin/requests?odd=true", "POST /__admin/requests/count",
        "DELETE /__admin/requests", "GET /__admin/consumers?search=nobody",
    ])
    func `while it is done, everybody else is answered`(_ line: String) throws {
        defer { server.stop() }
        let (long, other) = (try connect(), try connect())
        try ask(long, line, line.hasPrefix("PUT") ? [1, 2, 3] : [])
        #expect(gate.awaitArrival())
        for _ in 0..<3 {
            try ask(other, "POST /auth/guest")
            #expect(try other.receive().status == 200)
        }
        gate.open()
        #expect(try long.receive().status == (line.hasPrefix("PUT") ? 400 : 200))
    }

    @Test func `what is exported is how things stood when it was asked for`() throws {
        defer { server.stop() }
        let (long, other) = (try connect(), try connect())
        try ask(other, "POST /auth/guest")
        let first = try JSONNode(parsing: other.receive().body)
        try ask(long, "GET /__admin/state")
        #expect(gate.awaitArrival())
        try ask(other, "POST /auth/guest")
        #expect(try other.receive().status == 200)
        gate.open()
        let bytes = try long.receive().body
        let state = try ExportedState(bytes, for: "org_mock").state
        let known = first["session"]?["consumerId"]?.string ?? ""
        #expect(state.world.consumer(known) != nil)
        let before = server.handler.mock.configuration.world.world(
            organizationID: "org_mock", seed: 1, now: RealClock.now)
        #expect(state.world.consumers.count == before.consumers.count + 1)
    }

    @Test func `each organization has its turn, however many errands another has`() throws {
        defer { server.stop() }
        let mock = Mock(real: RealClock.now)
        let organizations = (0..<2).compactMap { number in
            mock.createOrganization(
                .default, seed: UInt64(number), startAt: nil, real: RealClock.now)
        }
        let loop = ManualLoop()
        let errands = Errands(loop)
        let gate = Gate()
        errands.before = { gate.pass() }
        var order: [Int] = []
        for (number, organization) in [(0, 0), (1, 0), (2, 0), (3, 1)] {
            errands.run(Errand(.short) { Reply(200) }, for: organizations[organization]) { _ in
                order.append(number)
            }
        }
        gate.open()
        let end = ContinuousClock.now + .seconds(20)
        while order.count < 4, ContinuousClock.now < end {
            loop.runActions()
        }
        #expect(order == [0, 3, 1, 2])
    }
}
