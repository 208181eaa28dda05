import JSONTree
import Testing

@testable import FanfareMock

/// `--watch`: another world for a mock that serves.
struct ReloadTests {
    private let world = MockServer.Options.World.text(
        """
        {"experiences": [{"id": "exp_new", "name": "New", "sequences": [
            {"id": "seq_new", "name": "New", "queues": [{"id": "queue_new", "name": "New"}]}]}]}
        """, path: "w.json")

    private func knows(_ shop: MockOrganization, _ queue: String) async throws -> Bool {
        try await shop.control("GET", "/overview").text().contains(queue)
    }

    @Test func `the default organization begins anew with the new world`() async throws {
        let server = try MockServer.started()
        let shop = server.defaultOrganization
        try await shop.advance(by: .seconds(3600))
        try await shop.addFault(.status(503))
        #expect(try server.reload(world) == "1 experience and 0 consumers")
        #expect(try await knows(shop, "queue_new"))
        #expect(try await !knows(shop, "queue_open"))
        #expect(try await shop.addFault(.status(503)) == "fault_1_1")
        try await shop.reset()
        #expect(try await knows(shop, "queue_new"))
    }

    @Test func `organizations that are there keep their world, new ones get the new one`()
        async throws
    {
        let server = try MockServer.started()
        let old = try await server.makeOrganization()
        try server.reload(world)
        #expect(try await knows(old, "queue_open"))
        #expect(try await knows(await server.makeOrganization(), "queue_new"))
    }

    @Test func `a world that is none changes nothing`() async throws {
        let server = try MockServer.started()
        let error = #expect(throws: MockServerError.self) {
            try server.reload(.text("{\n \"experiences\": 5}", path: "w.json"))
        }
        #expect(error?.description.hasPrefix("w.json:2:17: ") == true)
        #expect(try await knows(server.defaultOrganization, "queue_open"))
    }
}
