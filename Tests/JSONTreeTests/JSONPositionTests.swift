import JSONTree
import Testing

@Suite("Positions")
struct JSONPositionTests {
    private let text = Array(
        """
        {
          "name": "é☕",
          "list": [ 1, true,
            {} ], "é": null
        }

        """.utf8)

    @Test func `every node and every name knows its line and column`() throws {
        let node = try JSONNode(parsing: text)
        func place(_ node: JSONNode?) -> String {
            JSONPosition(offset: node?.offset ?? -1, in: text).description
        }
        #expect(place(node) == "1:1")
        #expect(place(node["name"]) == "2:11")
        #expect(place(node["list"]) == "3:11")
        #expect(place(node["list"]?[0]) == "3:13")
        #expect(place(node["list"]?[1]) == "3:16")
        #expect(place(node["list"]?[2]) == "4:5")
        #expect(place(node["é"]) == "4:16")
        let names = node.members?.map { JSONPosition(offset: $0.keyOffset, in: text).description }
        #expect(names == ["2:3", "3:3", "4:11"])
    }

    @Test func `columns count Unicode scalars`() {
        let text = Array("é☕x".utf8)
        #expect(JSONPosition(offset: 0, in: text).column == 1)
        #expect(JSONPosition(offset: 2, in: text).column == 2)
        #expect(JSONPosition(offset: 5, in: text).column == 3)
    }

    @Test func `a line ends with its line feed`() {
        let text = Array("a\r\nb\n\nc".utf8)
        #expect(JSONPosition(offset: 2, in: text).description == "1:3")
        #expect(JSONPosition(offset: 3, in: text).description == "2:1")
        #expect(JSONPosition(offset: 5, in: text).description == "3:1")
        #expect(JSONPosition(offset: 6, in: text).description == "4:1")
    }

    @Test func `an offset outside the text means its end or its beginning`() {
        #expect(JSONPosition(offset: 99, in: text).description == "6:1")
        #expect(JSONPosition(offset: -1, in: text).description == "1:1")
        #expect(JSONPosition(offset: 0, in: []).description == "1:1")
    }

    @Test func `a node made in code stands nowhere`() {
        let node: JSONNode = ["a": [1]]
        #expect(node.offset == -1)
        #expect(node["a"]?[0]?.offset == -1)
        #expect(node.members?.first?.keyOffset == -1)
    }
}
