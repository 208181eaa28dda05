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

    private func knows(_ shop: MockOrganization, _ queue: String) throws -> Bool {
        try shop.control("GET", "/overview").text().contains(queue)
    }

    @Test func `the default organization begins anew with the new world`() throws {
        let server = try MockServer.started()
        let shop = server.defaultOrganization
        try shop.advance("1h")
        try shop.addFault(.status(503))
        #expect(try server.reload(world) == "1 experience and 0 consumers")
        #expect(try knows(shop, "queue_new"))
        #expect(try !knows(shop, "queue_open"))
        #expect(try shop.addFault(.status(503)) == "fault_1_1")
        try shop.reset()
        #expect(try knows(shop, "queue_new"))
    }

    @Test func `organizations that are there keep their world, new ones get the new one`() throws {
        let server = try MockServer.started()
        let old = try server.makeOrganization()
        try server.reload(world)
        #expect(try knows(old, "queue_open"))
        #expect(try knows(server.makeOrganization(), "queue_new"))
    }

    @Test func `a world that is none changes nothing`() throws {
        let server = try MockServer.started()
        let error = #expect(throws: MockServerError.self) {
            try server.reload(.text("{\n \"experiences\": 5}", path: "w.json"))
        }
        #expect(error?.description.hasPrefix("w.json:2:17: ") == true)
        #expect(try knows(server.defaultOrganization, "queue_open"))
    }
}
