import JSONTree
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    /// One wrong text, the offset where that is noticed, and why.
    struct Wrong: CustomTestStringConvertible, Sendable {
        let text: String
        let offset: Int
        let reason: JSONError.Reason

        init(_ text: String, _ offset: Int, _ reason: JSONError.Reason) {
            (self.text, self.offset, self.reason) = (text, offset, reason)
        }

        var testDescription: String { text }
    }

    @Test(
        "says what is wrong and where",
        arguments: [
            Wrong("", 0, .unexpectedEnd),
            Wrong("  ", 2, .unexpectedEnd),
            Wrong("[1", 2, .unexpectedEnd),
            Wrong(#"{"a":"b"#, 7, .unexpectedEnd),
            Wrong(#""\u12"#, 5, .unexpectedEnd),
            Wrong("{} {}", 3, .trailingBytes),
            Wrong("[1 2]", 3, .unexpectedByte(0x32, expected: "',' or ']'")),
            Wrong(#"{"a":1 "b":2}"#, 7, .unexpectedByte(0x22, expected: "',' or '}'")),
            Wrong(#"{"a" 1}"#, 5, .unexpectedByte(0x31, expected: "':'")),
            Wrong("{a:1}", 1, .unexpectedByte(0x61, expected: "a name in quotes")),
            Wrong("[1,]", 3, .unexpectedByte(0x5D, expected: "a value")),
            Wrong(#"{"a":1,}"#, 7, .unexpectedByte(0x7D, expected: "a name in quotes")),
            Wrong("[tru]", 4, .unexpectedByte(0x5D, expected: "true")),
            Wrong("[nil]", 2, .unexpectedByte(0x69, expected: "null")),
            Wrong("[01]", 2, .invalidNumber),
            Wrong("[-]", 2, .invalidNumber),
            Wrong("[1.]", 3, .invalidNumber),
            Wrong("[1e+]", 4, .invalidNumber),
            Wrong("[\"a\nb\"]", 3, .controlCharacter(0x0A)),
            Wrong("[\"\\n\tb\"]", 4, .controlCharacter(0x09)),
            Wrong(#"["ab\x"]"#, 4, .invalidEscape),
            Wrong(#"["\u00g0"]"#, 2, .invalidEscape),
            Wrong(#"["\uD800\u00g0"]"#, 8, .invalidEscape),
            Wrong(#"["é\uD800"]"#, 4, .loneSurrogate),
        ])
    func refuses(_ wrong: Wrong) {
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: wrong.text) }
        #expect(error?.reason == wrong.reason)
        #expect(error?.offset == wrong.offset)
    }

    @Test(
        "names the first byte that is no UTF-8",
        arguments: [
            ([0x22, 0x61, 0xFF, 0x22], 2),
            ([0x22, 0xC3, 0xA9, 0xC3, 0x22], 3),
            // A genuine U+FFFD before the fault is no fault.
            ([0x22, 0xEF, 0xBF, 0xBD, 0x80, 0x22], 4),
            // An escape before the fault does not shift the place.
            ([0x22, 0x5C, 0x6E, 0x41, 0xED, 0xA0, 0x80, 0x22], 4),
        ] as [([UInt8], Int)])
    func refuses(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: bytes) }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == offset)
    }

    @Test(
        "resolves escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9\u00E9\u20AC""#, "\u{E9}\u{E9}\u{20AC}"),
            (#""\uD834\uDD1E""#, "\u{1D11E}"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\u0000""#, "\u{0}"),
            (#""a\u0301é""#, "a\u{301}\u{E9}"),
            (#""\uFFFD""#, "\u{FFFD}"),
        ])
    func escapes(text: String, expected: String) throws {
        let string = try #require(try JSONNode(parsing: text).string)
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test func `depth is refused one above the limit`() throws {
        let text = #"[{"a":[{"a":[{"a":[{"a":[]}]}]}]}]"#
        #expect(try JSONNode(parsing: text, limits: JSONLimits(depth: 9))[0] != nil)
        let error = #expect(throws: JSONError.self) {
            try JSONNode(parsing: text, limits: JSONLimits(depth: 8))
        }
        #expect(error?.reason == .tooDeep(limit: 8))
        #expect(error?.offset == 24)
        #expect(throws: JSONError.self) {
            try JSONNode(parsing: "[]", limits: JSONLimits(depth: 0))
        }
    }

    @Test func `depth counts what is open, not what was`() throws {
        let text = "[[],[],{},[[]],[[]]]"
        #expect(try JSONNode(parsing: text, limits: JSONLimits(depth: 3)).elements?.count == 5)
        #expect(throws: JSONError.self) {
            try JSONNode(parsing: text, limits: JSONLimits(depth: 2))
        }
    }

    @Test func `the default depth is 128`() throws {
        let open = String(repeating: "[", count: 128)
        let close = String(repeating: "]", count: 128)
        #expect(try JSONNode(parsing: open + close)[0] != nil)
        #expect(throws: JSONError.self) { try JSONNode(parsing: "[" + open + close + "]") }
    }

    @Test func `size is refused one above the limit`() throws {
        let limits = JSONLimits(bytes: 4)
        #expect(try JSONNode(parsing: "1234", limits: limits).integer == 1234)
        let error = #expect(throws: JSONError.self) {
            try JSONNode(parsing: "12345", limits: limits)
        }
        #expect(error?.reason == .tooLong(limit: 4))
        #expect(error?.offset == 4)
    }

    @Test func `an error reads as half a sentence`() {
        #expect(
            "\(JSONError.Reason.unexpectedByte(0x7D, expected: "a value"))"
                == "found '}', expected a value")
        #expect("\(JSONError.Reason.controlCharacter(0x0A))".hasPrefix("byte 0x0A inside a string"))
    }

    @Test func `more values than the limit are refused where the first is too many`() throws {
        let text = #"{"a": [1, 2, {}], "b": null}"#
        #expect(throws: Never.self) { try JSONNode(parsing: text, limits: JSONLimits(values: 6)) }
        let error = #expect(throws: JSONError.self) {
            try JSONNode(parsing: text, limits: JSONLimits(values: 5))
        }
        #expect(error?.reason == .tooMany(limit: 5))
        #expect(error?.offset == 23)
    }
}
