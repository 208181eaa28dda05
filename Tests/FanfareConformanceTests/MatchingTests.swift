import FanfareConformance
import JSONTree
import TestSupport
import Testing

struct MatchingTests {
    /// One pattern, one value, and the printed difference, empty for a match.
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let pattern: String
        let actual: String
        let text: String
        var testDescription: String { name }

        init(_ name: String, _ pattern: String, _ actual: String, _ text: String = "") {
            self.name = name
            self.pattern = pattern
            self.actual = actual
            self.text = text
        }
    }

    private static let token =
        "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJjb25zdW1lcklkIjoiY29uc18xIn0."
        + String(repeating: "A", count: 86)

    @Test(arguments: [
        Row("an equal string", #""a""#, #""a""#),
        Row("another string", #""a""#, #""b""#, "- \"a\"\n+ \"b\""),
        Row("a number by value", "1", "1.0"),
        Row("a number by value with an exponent", "100", "1e2"),
        Row(
            "another large number", "9007199254740993", "9007199254740992",
            "- 9007199254740993\n+ 9007199254740992"),
        Row("a number as a string", "3", #""3""#, "- 3   (number)\n+ \"3\"   (string)"),
        Row("null instead of a string", #""a""#, "null", "- \"a\"   (string)\n+ null   (null)"),
        Row("a dollar escaped", #""$$string""#, #""$string""#),
        Row("a non-empty string", #""$string""#, #""x""#),
        Row("an empty string", #""$string""#, #""""#, "- $string\n+ \"\"   (empty)"),
        Row("a number where a string belongs", #""$string""#, "1", "- $string\n+ 1   (number)"),
        Row("an id", #""$id(cons_)""#, #""cons_1""#),
        Row("an id of another style", #""$id(cons_)""#, #""0194-uuid""#),
        Row("null where it is allowed", #""$timestamp?""#, "null"),
        Row("null where it is not", #""$timestamp""#, "null", "- $timestamp\n+ null   (null)"),
        Row("a timestamp", #""$timestamp""#, #""2026-01-01T00:00:00Z""#),
        Row("a timestamp with fractions", #""$timestamp""#, #""2026-01-01T00:00:00.123456Z""#),
        Row("a timestamp with an offset", #""$timestamp""#, #""2026-01-01T05:30:00+05:30""#),
        Row(
            "a timestamp without a zone", #""$timestamp""#, #""2026-01-01T00:00:00""#,
            "- $timestamp\n+ \"2026-01-01T00:00:00\"   (no ISO 8601 time)"),
        Row("UTC as Z", #""$utc""#, #""2026-01-01T00:00:00Z""#),
        Row("UTC as an offset of zero", #""$utc""#, #""2026-01-01T00:00:00+00:00""#),
        Row(
            "another zone than UTC", #""$utc""#, #""2026-01-01T05:30:00+05:30""#,
            "- $utc\n+ \"2026-01-01T05:30:00+05:30\"   (no ISO 8601 time in UTC)"),
        Row(
            "a day that does not exist", #""$timestamp""#, #""2026-02-29T00:00:00Z""#,
            "- $timestamp\n+ \"2026-02-29T00:00:00Z\"   (no ISO 8601 time)"),
        Row("a timestamp in time", #""$timestamp(+60s)""#, #""2026-01-01T00:01:02Z""#),
        Row(
            "a timestamp too late", #""$timestamp(+60s)""#, #""2026-01-01T00:01:30Z""#,
            "- $timestamp(+1m)\n+ \"2026-01-01T00:01:30Z\"   "
                + "(expected 2026-01-01T00:01:00Z ± 2s, this is 30s later)"),
        Row(
            "the same instant", #""$timestamp(=2026-01-01T02:00:00+02:00)""#,
            #""2026-01-01T00:00:00.000Z""#),
        Row(
            "an instant told more finely", #""$timestamp(={openAt})""#,
            #""2026-01-01T00:00:00.999Z""#),
        Row(
            "another instant", #""$timestamp(={openAt})""#, #""2026-01-01T00:00:01Z""#,
            "- $timestamp(={openAt})\n+ \"2026-01-01T00:00:01Z\"   (expected 2026-01-01T00:00:00Z)"
        ),
        Row(
            "a kept instant in another zone's words", #""{openAt}""#,
            #""2026-01-01T02:00:00.250+02:00""#),
        Row(
            "instead of a kept instant one a second later", #""{openAt}""#,
            #""2026-01-01T00:00:01Z""#, "- \"2026-01-01T00:00:00Z\"\n+ \"2026-01-01T00:00:01Z\""),
        Row("seconds since 1970", #""$unixTime(+1h)""#, "1767229201"),
        Row("seconds with a fraction, as tokens may have", #""$unixTime""#, "1767225600.25"),
        Row(
            "seconds that no clock can count", #""$unixTime""#, "-9223372036854775",
            "- $unixTime\n+ -9223372036854775   (no time in seconds)"),
        Row(
            "milliseconds since 1970", #""$unixTime""#, "1767225600000",
            "- $unixTime\n+ 1767225600000   "
                + "(expected 2026-01-01T00:00:00Z ± 1d, this is 20433546d later)"),
        Row("an integer", #""$integer""#, "10"),
        Row("an integer with zeros behind its point", #""$integer""#, "10.0"),
        Row("a fraction", #""$integer""#, "1.5", "- $integer\n+ 1.5"),
        Row("six digits", #""$digits(6)""#, #""012345""#),
        Row("five digits", #""$digits(6)""#, #""12345""#, "- $digits(6)\n+ \"12345\""),
        Row("a token", #""$jwt""#, "\"\(token)\""),
        Row(
            "no token", #""$jwt""#, #""abc""#,
            "- $jwt\n+ \"abc\"   (not three parts with dots between)"),
        Row("the claims of a token", #"{"$jwt": {"consumerId": "cons_1"}}"#, "\"\(token)\""),
        Row(
            "other claims", #"{"$jwt": {"consumerId": "cons_2"}}"#, "\"\(token)\"",
            "  {\n-   \"consumerId\": \"cons_2\"\n+   \"consumerId\": \"cons_1\"\n  }"),
        Row("a part of a string", #""$contains(json)""#, #""application/json; charset=utf-8""#),
        Row("an HTTP date", #""$httpDate""#, #""Sun, 06 Nov 1994 08:49:37 GMT""#),
        Row(
            "an asctime date", #""$httpDate""#, #""Sun Nov  6 08:49:37 1994""#,
            "- $httpDate\n+ \"Sun Nov  6 08:49:37 1994\"   (no HTTP date)"),
        Row("extra members", #"{"a": 1}"#, #"{"a": 1, "b": 2}"#),
        Row(
            "a member that must be absent", #"{"a": "$absent"}"#, #"{"a": null}"#,
            "  {\n+   \"a\": null   (expected to be absent)\n  }"),
        Row("an absent member", #"{"a": "$absent"}"#, "{}"),
        Row("an optional member", #"{"a": {"$oneOf": ["$integer", "$absent"]}}"#, "{}"),
        Row(
            "an optional member of another kind", #"{"a": {"$oneOf": ["$integer", "$absent"]}}"#,
            #"{"a": "x"}"#,
            "  {\n-   \"a\": $integer or $absent\n+   \"a\": \"x\"\n  }"),
        Row(
            "a renamed member", #"{"error": "x", "b": 1}"#, #"{"err": "x", "b": 1}"#,
            "  {\n-   \"error\": \"x\"   (missing)\n    \"b\": 1\n    \"err\": \"x\"   (not documented)\n  }"
        ),
        Row("a member named by a variable", #"{"{name}": 1}"#, #"{"ann": 1}"#),
        Row("a variable with its type", #"{"n": "{seven}"}"#, #"{"n": 7}"#),
        Row("a variable inside a text", #""Hello {name}""#, #""Hello ann""#),
        Row("one of two", #"{"$oneOf": ["a", "b"]}"#, #""b""#),
        Row("none of two", #"{"$oneOf": ["a", "b"]}"#, #""c""#, "- \"a\" or \"b\"\n+ \"c\""),
        Row(
            "the nearest of two objects", #"{"$oneOf": [{"a": 1, "b": 2}, {"a": 1, "b": 3}]}"#,
            #"{"a": 1, "b": 4}"#, "  {\n    \"a\": 1\n-   \"b\": 2\n+   \"b\": 4\n  }"),
        Row("anything else", #"{"$not": "a"}"#, #""b""#),
        Row("the forbidden", #"{"$not": "a"}"#, #""a""#, "- not \"a\"\n+ \"a\""),
        Row("each element", #"{"$each": {"a": 1}}"#, #"[{"a": 1}, {"a": 1}]"#),
        Row(
            "no element", #"{"$each": {"a": 1}}"#, "[]",
            "- [each {\"a\": 1}]\n+ []   (expected at least one element)"),
        Row(
            "one element that differs", #"{"$each": "$integer"}"#, #"[1, 2, "x", 4]"#,
            "  [\n    … (2 unchanged)\n-   [2] $integer\n+   [2] \"x\"   (string)\n    [3] 4\n  ]"),
        Row("elements in any order", #"{"$includes": [3, 1]}"#, "[1, 2, 3]"),
        Row(
            "an element that is not there", #"{"$includes": [4]}"#, "[1, 2]",
            "- […, 4, …]\n+ [1,2]   (no element matches 4)"),
        Row(
            "an array too short", "[1, 2]", "[1]",
            "  [\n    [0] 1\n-   [1] 2   (missing element)\n  ]"),
        Row(
            "an array too long", "[1]", "[1, 2]",
            "  [\n    [0] 1\n+   [1] 2   (element too many)\n  ]"),
        Row("no array", "[1]", "{}", "- [1]   (array)\n+ {}   (object)"),
    ])
    func compares(_ row: Row) throws {
        let (difference, _) = try Self.difference(row.pattern, row.actual)
        let text =
            difference.differs ? DifferenceText(difference).lines.joined(separator: "\n") : ""
        expectSameText(text, row.text)
    }

    @Test func `another prefix is noted, not refused; a look leaves members out`() throws {
        let (difference, notes) = try Self.difference(
            #"{"id": "$id(cons_)"}"#, #"{"id": "x1", "trace": 1}"#)
        #expect(!difference.differs)
        #expect(notes == ["the id at /id does not begin with cons_"])
    }

    @Test func `equal subtrees are closed and the path to a difference stays open`() throws {
        let (difference, _) = try Self.difference(
            #"{"session": {"id": "a", "who": {"n": 1}}, "x": {"y": 1}, "l": [1], "z": 1, "e": {"f": 1}}"#,
            #"{"session": {"id": "b", "who": {"n": 1}}, "x": {"y": 1}, "l": [1], "z": 2, "e": {"f": 1}}"#
        )
        expectSameText(
            DifferenceText(difference).lines.joined(separator: "\n"),
            """
              {
                "session": {
            -     "id": "a"
            +     "id": "b"
                  "who": {…}
                }
                … (2 unchanged)
            -   "z": 1
            +   "z": 2
                "e": {…}
              }
            """)
    }

    private static func difference(
        _ pattern: String, _ actual: String
    ) throws -> (Difference, [String]) {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /", "expect": {"body": \#(pattern)}}]"#)
        let body = try #require(suite.scenarios.first?.steps.first?.blocks.first?.body)
        let values: [String: JSONNode] = [
            "name": "ann", "seven": 7, "openAt": "2026-01-01T00:00:00Z",
        ]
        var matching = Matching(value: { values[$0] }) {
            Timestamp(iso8601: "2026-01-01T00:00:00Z")
        }
        let difference = matching.difference(body, try JSONNode(parsing: actual))
        return (difference, matching.notes)
    }
}
