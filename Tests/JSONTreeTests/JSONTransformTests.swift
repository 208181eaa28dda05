import JSONTree
import TestSupport
import Testing

/// The documents of JSONTestSuite's `test_transform`: accepted by many, understood differently.
@Suite("JSONTestSuite, transformations")
struct JSONTransformTests {
    private func text(_ name: String) throws -> [UInt8] {
        try Fixtures.bytes("fixtures/json/test_transform/\(name).json")
    }

    @Test(
        "keeps the text of a number",
        arguments: [
            "-9223372036854775808", "-9223372036854775809", "1.0", "1.000000000000000005",
            "1000000000000000", "10000000000000000999", "1e-999", "1e6", "9223372036854775807",
            "9223372036854775808",
        ])
    func number(_ number: String) throws {
        let node = try JSONNode(parsing: text("number_" + number))
        let expected = number == "1e-999" || number == "1e6" ? number.uppercased() : number
        #expect(node[0]?.number?.text == expected)
    }

    @Test(
        "keeps names apart that differ only in normalization",
        arguments: [("nfc_nfd", "\u{E9}", "e\u{301}"), ("nfd_nfc", "e\u{301}", "\u{E9}")])
    func normalization(file: String, first: String, second: String) throws {
        let node = try JSONNode(parsing: text("object_key_" + file))
        #expect(node.members?.map { Array($0.key.utf8) } == [first, second].map { Array($0.utf8) })
        #expect(node.duplicateMembers.isEmpty)
        #expect(node["\u{E9}"]?.string == "NFC")
        #expect(node["e\u{301}"]?.string == "NFD")
    }

    @Test(
        "keeps both members of one name, and says so",
        arguments: ["different_values", "same_value", "unclear_values"])
    func duplicates(_ file: String) throws {
        let node = try JSONNode(parsing: text("object_same_key_" + file))
        #expect(node.members?.count == 2)
        #expect(node.duplicateMembers.map(\.key) == ["a"])
        #expect(node["a"]?.offset == node.members?[1].node.offset)
    }

    @Test(
        "refuses what is no character",
        arguments: [
            ("string_1_escaped_invalid_codepoint", JSONError.Reason.loneSurrogate),
            ("string_2_escaped_invalid_codepoints", .loneSurrogate),
            ("string_3_escaped_invalid_codepoints", .loneSurrogate),
            ("string_1_invalid_codepoint", .invalidUTF8),
            ("string_2_invalid_codepoints", .invalidUTF8),
            ("string_3_invalid_codepoints", .invalidUTF8),
        ])
    func codepoints(name: String, reason: JSONError.Reason) throws {
        let text = try text(name)
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: text) }
        #expect(error?.reason == reason)
    }

    @Test func `an escaped NUL stays inside the string`() throws {
        let node = try JSONNode(parsing: text("string_with_escaped_NULL"))
        #expect(node[0]?.string == "A\u{0}B")
        #expect(node.text() == #"["A\u0000B"]"#)
    }

    @Test func `no file was left out`() throws {
        #expect(try Fixtures.names(in: "fixtures/json/test_transform").count == 22)
    }
}
