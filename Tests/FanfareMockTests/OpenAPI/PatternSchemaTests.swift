import JSONTree
import Testing

@testable import FanfareMock

/// How payload patterns read as schemas, and how these are written in both dialects.
struct PatternSchemaTests {
    private static let payloads = PayloadPatterns([
        "queue/open": ["id": "$id", "at": ["opens": "$timestamp", "closes": "$timestamp?"]]
    ])

    private func schema(_ patterns: [JSONNode], among others: [JSONNode] = []) -> Schema {
        var reader = PatternSchemas(
            Self.payloads, components: ["queue/open": "Opening"], parts: SchemaParts(nil))
        return reader.schema(of: patterns, among: others)
    }

    private func text(_ schema: Schema, _ dialect: OpenAPIDialect = .v3_1) -> String {
        SchemaPrinter(dialect: dialect).node(schema).text()
    }

    @Test(arguments: [
        ("\"$string\"", #"{"type":"string"}"#),
        ("\"$id(q_)\"", #"{"type":"string"}"#),
        ("\"$timestamp\"", #"{"type":"string","format":"date-time"}"#),
        ("\"$timestamp?\"", #"{"type":["string","null"],"format":"date-time"}"#),
        ("\"$integer(0..)\"", #"{"type":"integer","minimum":0}"#),
        ("\"$unixTime\"", #"{"type":"integer"}"#),
        ("\"$number?\"", #"{"type":["number","null"]}"#),
        ("\"$digits(6)\"", #"{"type":"string","pattern":"^[0-9]{6}$"}"#),
        ("\"OPEN\"", #"{"type":"string","const":"OPEN"}"#),
        ("\"$$5\"", #"{"type":"string","const":"$5"}"#),
        ("true", #"{"type":"boolean"}"#),
        ("0", #"{"type":"integer","minimum":0}"#),
        (#"{"$oneOf":["A","B"]}"#, #"{"type":"string","enum":["A","B"]}"#),
        (#"{"$oneOf":["A",null]}"#, #"{"type":["string","null"],"enum":["A",null]}"#),
        (#"{"$oneOf":["$integer",null,"$absent"]}"#, #"{"type":["integer","null"]}"#),
        (#"{"$oneOf":[5,"$integer(2..)"]}"#, #"{"type":"integer","minimum":2}"#),
        (
            #"{"$oneOf":[[],{"$each":"$integer"}]}"#,
            #"{"type":"array","items":{"type":"integer"}}"#
        ),
        ("\"$object\"", #"{"type":"object","additionalProperties":true}"#),
        ("\"$array\"", #"{"type":"array","items":{}}"#),
        (#"{"$payload":"queue/open"}"#, ##"{"$ref":"#/components/schemas/Opening"}"##),
        (
            #"{"$oneOf":[null,{"$payload":"queue/open"}]}"#,
            ##"{"oneOf":[{"$ref":"#/components/schemas/Opening"},{"type":"null"}]}"##
        ),
    ])
    func `a pattern`(_ pattern: String, _ expected: String) throws {
        #expect(text(schema([try JSONNode(parsing: pattern)])) == expected)
    }

    @Test(arguments: [
        ("\"OPEN\"", #"{"type":"string","enum":["OPEN"]}"#),
        ("\"$number?\"", #"{"type":"number","nullable":true}"#),
        (
            #"{"$oneOf":[null,{"$payload":"queue/open"}]}"#,
            ##"{"nullable":true,"allOf":[{"$ref":"#/components/schemas/Opening"}]}"##
        ),
    ])
    func `a pattern in the older dialect`(_ pattern: String, _ expected: String) throws {
        #expect(text(schema([try JSONNode(parsing: pattern)]), .v3_0) == expected)
    }

    @Test func `members are required unless one state does without, and never is no member`() {
        let states: [JSONNode] = [
            ["must": "$integer", "may": ["$oneOf": ["$integer", "$absent"]], "never": "$absent"],
            ["must": "$integer", "more": "$boolean"],
        ]
        #expect(
            text(schema(states)) == """
                {"type":"object","required":["must"],"properties":{"must":{"type":"integer"},\
                "may":{"type":"integer"},"more":{"type":"boolean"}}}
                """)
    }

    @Test func `what is only null here has the type that it has in another state`() {
        let waiting: JSONNode = ["token": .null]
        let admitted: JSONNode = ["token": ["$oneOf": ["A", "B"]]]
        #expect(
            text(schema([waiting], among: [waiting, admitted])) == """
                {"type":"object","required":["token"],"properties":{"token":{"type":["string","null"]}}}
                """)
    }

    @Test func `a payload with members replaced is written out, deep`() {
        let written = schema([["$payload": "queue/open", "at": ["closes": "$timestamp"]]])
        #expect(
            text(written) == """
                {"type":"object","required":["id","at"],"properties":{"id":{"type":"string"},\
                "at":{"type":"object","required":["opens","closes"],"properties":\
                {"opens":{"type":"string","format":"date-time"},\
                "closes":{"type":"string","format":"date-time"}}}}}
                """)
    }
}
