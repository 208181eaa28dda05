import JSONTree
import Testing

/// A document of which one array is read element by element.
struct JSONArrayReadingTests {
    private static func read(
        _ text: String, until: Int = .max
    ) throws(JSONError) -> (JSONNode.ArrayReading, members: [String], elements: [JSONNode]) {
        var members: [String] = []
        var elements: [JSONNode] = []
        let reading = try JSONNode.readArray(at: ["log", "entries"], of: Array(text.utf8)) {
            key, _ in
            members.append(key)
        } element: { node in
            elements.append(node)
            return elements.count < until
        }
        return (reading, members, elements)
    }

    @Test func `elements come one by one with their place in the text`() throws {
        let text = #" {"a": [1], "log": {"version": "1.2", "entries": [{"b": 1}, 2 ], "c": {}}} "#
        let found = try Self.read(text)
        #expect(found.0 == .whole)
        #expect(found.members == ["a", "version", "c"])
        #expect(found.elements == [["b": 1], 2])
        #expect(found.elements.map(\.offset) == [50, 60])
    }

    @Test func `whoever wants no more is given no more`() throws {
        let found = try Self.read(#"{"log": {"entries": [1, 2, nonsense"#, until: 2)
        #expect(found.0 == .stopped)
        #expect(found.elements == [1, 2])
    }

    @Test(arguments: [
        "[]", "{}", #"{"log": []}"#, #"{"log": {"entries": 3}}"#, #"{"entries": [1]}"#, "4",
    ])
    func `a document without that array has none`(text: String) throws {
        let found = try Self.read(text)
        #expect(found.0 == .noArray)
        #expect(found.elements.isEmpty)
    }

    @Test func `a byte order mark is passed over`() throws {
        let found = try Self.read("\u{FEFF}" + #"{"log": {"entries": []}}"#)
        #expect(found.0 == .whole)
    }

    @Test(arguments: [
        (#"{"log": {"entries": [1,"#, 23), (#"{"log": {"entries": [1 2]}}"#, 23),
        (#"{"log": {"entries": []}} x"#, 25), (#"{"log": {"entries": []"#, 22), ("", 0),
    ])
    func `damage is found where it is`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try Self.read(text) }
        #expect(error?.offset == offset)
    }

    @Test func `what is not kept is held to the grammar all the same`() throws {
        func read(_ text: String) throws -> ([JSONNode], [String: JSONNode]) {
            var (elements, members): ([JSONNode], [String: JSONNode]) = ([], [:])
            _ = try JSONNode.readArray(at: ["a"], keeping: ["b", "c"], of: Array(text.utf8)) {
                members[$0] = $1
            } element: { node in
                elements.append(node)
                return true
            }
            return (elements, members)
        }
        let text =
            #"{"x": [1, {"b": 2}], "y": true, "a": [{"b": [{"c": 1, "d": [1, 2]}], "e": {"b": 3}}]}"#
        let (elements, members) = try read(text)
        #expect(elements == [["b": [["c": 1]]]])
        #expect(members == ["x": [], "y": true])
        let damaged = #expect(throws: JSONError.self) {
            try read(text.replacing("[1, 2]", with: "[1, 02]"))
        }
        #expect(damaged?.offset == 64)
    }
}
