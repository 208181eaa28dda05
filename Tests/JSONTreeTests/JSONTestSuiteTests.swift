import JSONTree
import TestSupport
import Testing

/// The documents of JSONTestSuite's `test_parsing` that RFC 8259 decides.
@Suite("JSONTestSuite")
struct JSONTestSuiteTests {
    static let folder = "fixtures/json/test_parsing/"

    /// The names of the files that begin with a letter; a folder that cannot be read holds none.
    static func names(_ letter: String) -> [String] {
        ((try? Fixtures.names(in: folder)) ?? []).filter { $0.hasPrefix(letter + "_") }
    }

    @Test("accepts and prints again", arguments: names("y"))
    func accepts(_ name: String) throws {
        let node = try JSONNode(parsing: Fixtures.bytes(Self.folder + name))
        for layout in [JSONNode.Layout.compact, .indented] {
            let text = node.bytes(layout)
            let again = try JSONNode(parsing: text)
            #expect(again == node)
            #expect(again.bytes(layout) == text)
        }
    }

    @Test("refuses", arguments: names("n"))
    func refuses(_ name: String) throws {
        let text = try Fixtures.bytes(Self.folder + name)
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: text) }
        #expect((0...text.count).contains(error?.offset ?? -1))
    }

    @Test func `no file was left out`() {
        #expect(Self.names("y").count == 95)
        #expect(Self.names("n").count == 188)
        #expect(Self.names("i").count == 35)
    }
}
