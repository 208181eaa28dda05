import JSONTree
import Testing

@Suite("JSON printer")
struct JSONPrinterTests {
    @Test func `compact text has no white space outside strings`() throws {
        let text = #"{"a":[1,2.50,-3e+7,{}],"b c":"d e","f":[],"g":null,"h":[true,false]}"#
        #expect(try JSONNode(parsing: text).text() == text)
        let spaced = text.replacing(",", with: " ,\n").replacing(":", with: "\t: ")
        #expect(try JSONNode(parsing: spaced).text() == text)
    }

    @Test func `indented text has one member or element a line`() throws {
        let node = try JSONNode(parsing: #"{"a":[1,{"b":null}],"c":{},"d":[],"e":"f"}"#)
        #expect(
            node.text(.indented) == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": {},
                  "d": [],
                  "e": "f"
                }
                """)
        #expect(try JSONNode(parsing: node.text(.indented)) == node)
        #expect(JSONNode(3).text(.indented) == "3")
    }

    @Test func `what needs escapes is found wherever it stands, as by a plain loop`() {
        for length in 0..<20 {
            for place in 0...length {
                for special in ["\"", "\\", "\u{1}", "é", ""] {
                    var text = String(repeating: "x", count: length)
                    text.insert(
                        contentsOf: special, at: text.index(text.startIndex, offsetBy: place))
                    let escaped = text.reduce(into: "") { escaped, character in
                        switch character {
                        case "\"", "\\": escaped += "\\\(character)"
                        case "\u{1}": escaped += "\\u0001"
                        default: escaped.append(character)
                        }
                    }
                    #expect(JSONNode(text).text() == "\"\(escaped)\"")
                    var writer = JSONWriter()
                    writer.string(text)
                    #expect(writer.finish() == Array("\"\(escaped)\"".utf8))
                }
            }
        }
    }

    @Test func `only what must be escaped is escaped`() throws {
        let controls = (UInt8(0)..<0x20).map { Character(UnicodeScalar($0)) }
        let text = JSONNode(String(controls)).text()
        #expect(
            text
                == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
                + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b"#
                + #"\u001c\u001d\u001e\u001f""#)
        #expect(try JSONNode(parsing: text).string == String(controls))
        #expect(
            JSONNode("\" \\ / é ☕ \u{7F} \u{2028} 𝄞").text()
                == "\"\\\" \\\\ / é ☕ \u{7F} \u{2028} 𝄞\"")
    }

    @Test(
        "escapes wherever they stand in a string",
        arguments: ["\n", "\nab", "ab\n", "a\nb", "\n\n", "a\"\\b", "", "\"", "abc\ndef\nghi\n"])
    func escapes(_ string: String) throws {
        #expect(try JSONNode(parsing: JSONNode(string).text()).string == string)
        let member = JSONNode([JSONMember(string, 1)])
        #expect(try JSONNode(parsing: member.text()) == member)
        #expect(try JSONNode(parsing: member.text(.indented)) == member)
    }

    @Test func `writing appends to what is there`() {
        var bytes = Array("x=".utf8)
        JSONNode([1, 2]).write(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "x=[1,2]")
    }
}
