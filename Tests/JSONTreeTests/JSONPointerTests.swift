import JSONTree
import Testing

@Suite("JSON pointers")
struct JSONPointerTests {
    /// RFC 6901 section 5.
    private static let example = #"""
        {
           "foo": ["bar", "baz"],
           "": 0,
           "a/b": 1,
           "c%d": 2,
           "e^f": 3,
           "g|h": 4,
           "i\\j": 5,
           "k\"l": 6,
           " ": 7,
           "m~n": 8
        }
        """#

    @Test(
        "leads where RFC 6901 section 5 says",
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"),
            ("/ ", "7"), ("/m~0n", "8"),
        ])
    func example(text: String, expected: String) throws {
        let document = try JSONNode(parsing: Self.example)
        let pointer = try #require(JSONPointer(text))
        #expect(document[pointer]?.text() == expected)
        #expect(pointer.description == text)
    }

    @Test func `the empty pointer is the whole document`() throws {
        let document = try JSONNode(parsing: Self.example)
        #expect(try document[#require(JSONPointer(""))] == document)
        #expect(JSONPointer().description == "")
    }

    @Test("is no pointer", arguments: ["a", "foo/0", "#/foo", "/a~", "/a~2", "/~01~", " /a"])
    func refuses(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    /// Section 4: "~01" is "~1" after both steps, never "/".
    @Test func `a tilde is unescaped once`() throws {
        let pointer = try #require(JSONPointer("/~01"))
        #expect(pointer.tokens == ["~1"])
        #expect(pointer.description == "/~01")
    }

    @Test func `digits are a name in an object and an index in an array`() throws {
        let document = try JSONNode(parsing: #"{"0":"name","list":["index"],"01":"zero one"}"#)
        #expect(try document[#require(JSONPointer("/0"))] == "name")
        #expect(try document[#require(JSONPointer("/01"))] == "zero one")
        #expect(try document[#require(JSONPointer("/list/0"))] == "index")
    }

    @Test(
        "leads nowhere in an array",
        arguments: [
            "/00", "/01", "/-", "/+0", "/-1", "/3", "/1e0", "/", "/ 0", "/a", "/٠",
            "/99999999999999999999",
        ])
    func noIndex(_ text: String) throws {
        let document: JSONNode = [0, 1, 2]
        #expect(try document[#require(JSONPointer(text))] == nil)
    }

    @Test func `a pointer through a scalar leads nowhere`() throws {
        let document: JSONNode = ["a": "text"]
        #expect(try document[#require(JSONPointer("/a/0"))] == nil)
        #expect(try document[#require(JSONPointer("/a/b/c"))] == nil)
    }

    /// A combining mark after a separator makes one `Character` of the two, but not one token.
    @Test func `tokens are separated by the byte, whatever follows it`() throws {
        let mark = "\u{338}x"
        let document = JSONNode([JSONMember("a", JSONNode([JSONMember(mark, 1)]))])
        let pointer = try #require(JSONPointer("/a/" + mark))
        #expect(pointer.tokens.count == 2)
        #expect(document[pointer] == 1)
        #expect(Array(pointer.description.utf8) == Array(("/a/" + mark).utf8))
        #expect(JSONPointer("/" + mark)?.tokens == [mark])
    }

    @Test func `pointers are equal when their bytes are`() {
        let pointer = JSONPointer(tokens: ["caf\u{E9}"])
        #expect(pointer == JSONPointer().appending("caf\u{E9}"))
        #expect(pointer != JSONPointer(tokens: ["cafe\u{301}"]))
        #expect(JSONPointer(tokens: ["a", "b"]) != JSONPointer(tokens: ["ab"]))
        #expect(Set([pointer, JSONPointer(tokens: ["cafe\u{301}"]), pointer]).count == 2)
    }
}
