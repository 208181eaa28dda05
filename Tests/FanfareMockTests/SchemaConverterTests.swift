import JSONTree
import Testing

@testable import FanfareMock

/// How payload patterns read as JSON Schema.
struct SchemaConverterTests {
    private static let payloads = PayloadPatterns([
        "queue/open": ["id": "$id", "at": ["opens": "$timestamp", "closes": "$timestamp"]]
    ])

    private func schema(_ pattern: JSONNode) -> JSONNode {
        var converter = SchemaConverter(Self.payloads)
        return converter.schema(pattern)
    }

    @Test(arguments: [
        ("\"$string\"", #"{"type":"string","minLength":1}"#),
        ("\"$id\"", #"{"type":"string","minLength":1}"#),
        ("\"$id(q_)\"", #"{"type":"string","minLength":1,"examples":["q_01HXYZ123456789"]}"#),
        ("\"$timestamp\"", #"{"type":"string","format":"date-time"}"#),
        ("\"$timestamp?\"", #"{"type":["string","null"],"format":"date-time"}"#),
        ("\"$integer\"", #"{"type":"integer"}"#),
        ("\"$unixTime\"", #"{"type":"integer"}"#),
        ("\"$number?\"", #"{"type":["number","null"]}"#),
        ("\"$digits(6)\"", #"{"type":"string","pattern":"^[0-9]{6}$"}"#),
        ("\"OPEN\"", #"{"const":"OPEN"}"#),
        ("\"$$5\"", #"{"const":"$5"}"#),
        ("true", #"{"const":true}"#),
        ("0", #"{"const":0}"#),
        ("null", #"{"type":"null"}"#),
    ])
    func `a single value`(_ pattern: String, _ expected: String) throws {
        #expect(schema(try JSONNode(parsing: pattern)).text() == expected)
    }

    @Test(arguments: [
        (#"{"$oneOf":["A","B",null]}"#, #"{"enum":["A","B",null]}"#),
        (#"{"$oneOf":["$integer",null]}"#, #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#),
        (#"{"$oneOf":["$integer","$absent"]}"#, #"{"type":"integer"}"#),
        (
            #"{"$oneOf":[[],{"$each":"$integer"}]}"#,
            #"{"type":"array","items":{"type":"integer"}}"#
        ),
        (#"{"$not":"A"}"#, #"{"not":{"const":"A"}}"#),
        (#"{"$each":"$integer"}"#, #"{"type":"array","items":{"type":"integer"}}"#),
        (
            #"{"$includes":["A"]}"#,
            #"{"type":"array","allOf":[{"contains":{"const":"A"}}]}"#
        ),
        ("[]", #"{"type":"array","maxItems":0}"#),
        (
            "[1]", #"{"type":"array","prefixItems":[{"const":1}],"minItems":1,"maxItems":1}"#
        ),
        (#"{"$payload":"queue/open"}"#, ##"{"$ref":"#/components/schemas/QueueOpen"}"##),
    ])
    func `a rule`(_ pattern: String, _ expected: String) throws {
        #expect(schema(try JSONNode(parsing: pattern)).text() == expected)
    }

    @Test func `members are required unless they may be absent`() throws {
        let pattern: JSONNode = [
            "must": "$integer", "may": ["$oneOf": ["$integer", "$absent"]], "never": "$absent",
        ]
        #expect(
            schema(pattern).text() == """
                {"type":"object","required":["must"],"properties":\
                {"must":{"type":"integer"},"may":{"type":"integer"},"never":false}}
                """)
    }

    @Test func `a payload with members replaced is written out, deep`() {
        let written = schema(["$payload": "queue/open", "at": ["closes": .null], "more": 1])
        #expect(
            written.text() == """
                {"type":"object","required":["id","at","more"],"properties":\
                {"id":{"type":"string","minLength":1},\
                "at":{"type":"object","required":["opens","closes"],"properties":\
                {"opens":{"type":"string","format":"date-time"},"closes":{"type":"null"}}},\
                "more":{"const":1}}}
                """)
    }
}
