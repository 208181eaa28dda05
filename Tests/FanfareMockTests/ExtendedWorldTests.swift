import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// A world that is another one with a few things changed.
struct ExtendedWorldTests {
    private func world(_ text: String) throws -> World {
        try WorldFile(try JSONNode(parsing: text))
            .world(organizationID: "org_x", seed: 1, now: Instant(milliseconds: 0))
    }

    @Test func `an extending world has the experiences of the other one`() throws {
        let extended = try world(#"{"extends": "default"}"#)
        #expect(extended.catalogue.queues.contains { $0.id == "queue_open" })
        #expect(try world("{}").catalogue.queues.isEmpty)
    }

    @Test func `an extending world changes the settings it names and no other`() throws {
        let extended = try world(#"{"extends": "default", "settings": {"orderLimit": 1}}"#)
        #expect(extended.settings.orderLimit == 1)
        #expect(extended.settings.requiresFingerprint == false)
    }

    @Test func `an extending world may add experiences`() throws {
        let text = #"{"extends": "default", "experiences": [{"id": "exp_more", "name": "More"}]}"#
        let extended = try world(text)
        #expect(extended.catalogue.experiences.map(\.id) == ["exp_holiday_sale", "exp_more"])
    }

    @Test func `a world cannot extend one that the mock does not carry`() throws {
        let error = try #require(throws: WorldFileError.self) {
            try WorldFile(try JSONNode(parsing: #"{"extends": "default.json"}"#))
        }
        #expect(error.pointer.description == "/extends")
    }
}
