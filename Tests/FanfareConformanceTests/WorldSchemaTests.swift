import JSONTree
import TestSupport
import Testing

/// The worlds that the mock carries keep to their published schema.
struct WorldSchemaTests {
    @Test(arguments: ["default.json", "empty.json", "flash-sale.json", "conflict.json"])
    func `an embedded world keeps to the schema`(_ name: String) throws {
        let schema = MiniSchema(
            try JSONNode(parsing: Fixtures.bytes("fixtures/schema/world.schema.json")))
        let world = try JSONNode(parsing: Fixtures.bytes("fixtures/worlds/\(name)"))
        #expect(schema.violations(world) == [])
    }
}
