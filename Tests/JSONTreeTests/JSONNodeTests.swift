import JSONTree
import Testing

@Suite("JSON nodes")
struct JSONNodeTests {
    private let composed = "caf\u{E9}"
    private let decomposed = "cafe\u{301}"

    @Test func `each value answers for its own kind only`() throws {
        let node = try JSONNode(parsing: #"[null, true, 7, "x", [], {}]"#)
        let elements = try #require(node.elements)
        let kinds = ["null", "boolean", "number", "string", "array", "object"]
        #expect(elements.map(\.kind) == kinds)
        #expect(elements.map(\.isNull) == [true, false, false, false, false, false])
        #expect(elements.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(elements.map(\.integer) == [nil, nil, 7, nil, nil, nil])
        #expect(elements.map(\.string) == [nil, nil, nil, "x", nil, nil])
        #expect(elements.map { $0.elements?.count } == [nil, nil, nil, nil, 0, nil])
        #expect(elements.map { $0.members?.count } == [nil, nil, nil, nil, nil, 0])
    }

    @Test func `an absent member is nil, a null one is not`() throws {
        let node = try JSONNode(parsing: #"{"a":null}"#)
        #expect(node["b"] == nil)
        #expect(node["a"] != nil)
        #expect(node["a"] == .null)
        #expect(node[0] == nil)
        #expect(try JSONNode(parsing: "[1]")[1] == nil)
        #expect(try JSONNode(parsing: "[1]")[-1] == nil)
    }

    @Test func `strings and names are compared byte by byte`() {
        #expect(composed == decomposed)
        #expect(JSONNode(composed) != JSONNode(decomposed))
        #expect(JSONNode(composed) == JSONNode("caf" + "\u{E9}"))
        let node = JSONNode([JSONMember(composed, 1), JSONMember(decomposed, 2)])
        #expect(node[composed] == 1)
        #expect(node[decomposed] == 2)
        #expect(node != JSONNode([JSONMember(decomposed, 1), JSONMember(composed, 2)]))
        #expect(node.duplicateMembers.isEmpty)
        // The same number of bytes, and equal for Swift, but not the same text.
        #expect("\u{212B}" == "A\u{30A}")
        #expect(JSONNode("\u{212B}") != JSONNode("A\u{30A}"))
        #expect(Set([JSONNode("\u{212B}"), JSONNode("A\u{30A}")]).count == 2)
    }

    @Test(
        "long strings are compared to their last byte",
        arguments: [1, 7, 8, 9, 15, 16, 17, 40])
    func longStrings(count: Int) {
        let text = String(repeating: "x", count: count)
        #expect(JSONNode(text + "a") == JSONNode(text + "a"))
        #expect(JSONNode(text + "a") != JSONNode(text + "b"))
        #expect(JSONNode("a" + text) != JSONNode("b" + text))
    }

    @Test func `equality and hash ignore places and heed order`() throws {
        let one = try JSONNode(parsing: #"{"a":[1,{"b":null}]}"#)
        let other = try JSONNode(parsing: #"  {"a" : [ 1 , {"b":null} ] }"#)
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one == ["a": [1, ["b": .null]]])
        #expect(try JSONNode(parsing: #"{"a":1,"b":2}"#) != ["b": 2, "a": 1])
    }

    @Test func `numbers are equal when their texts are`() throws {
        #expect(try JSONNode(parsing: "1.0") != 1)
        #expect(try JSONNode(parsing: "1.0").number?.double == 1)
        #expect(try JSONNode(parsing: "-0").integer == 0)
        #expect(try JSONNode(parsing: "1.0").integer == nil)
        #expect(try JSONNode(parsing: "1e2").integer == nil)
        #expect(try JSONNode(parsing: "9223372036854775808").integer == nil)
        #expect(try JSONNode(parsing: "1e999").number?.double == .infinity)
        #expect(try JSONNode(parsing: "1e-999").number?.double == 0)
    }

    @Test func `duplicates are found at any depth, in order, each but the first`() throws {
        let text = #"{"a":[{"b":1,"b":2,"c":{"d":1,"d":1,"d":1}}],"e":{"a":0},"a":9}"#
        let node = try JSONNode(parsing: text)
        #expect(node.duplicateMembers.map(\.key) == ["b", "d", "d", "a"])
        #expect(node.duplicateMembers.map { $0.node.text() } == ["2", "1", "1", "9"])
        #expect(node["a"] == 9)
        #expect(try JSONNode(parsing: #"[{"a":1},{"a":2}]"#).duplicateMembers.isEmpty)
        #expect(try JSONNode(parsing: #"{"a":1,"\u0061":2}"#).duplicateMembers.count == 1)
    }

    @Test func `literals and optionals make nodes`() {
        let none: String? = nil
        let place = 2
        let node: JSONNode = ["text": "a \(place)", "none": JSONNode(none), "yes": true]
        #expect(node.text() == #"{"text":"a 2","none":null,"yes":true}"#)
        #expect(JSONNode(Int?.none) == .null)
        #expect(JSONNode(Int?.some(-3)).text() == "-3")
    }
}
