import JSONTree
import Testing

@testable import FanfareMock

/// No document has a shape that generators crash on, do not compile or lose something of.
struct OpenAPIShapeTests {
    /// Every way in which a document can be asked for.
    static let options: [OpenAPIOptions] = OpenAPIDialect.allCases.flatMap { dialect in
        [false, true].flatMap { isFlat in
            OpenAPIOptions.Errors.allCases.map { errors in
                var options = OpenAPIOptions()
                (options.dialect, options.isFlat, options.errors) = (dialect, isFlat, errors)
                return options
            }
        }
    }

    static func document(_ options: OpenAPIOptions = OpenAPIOptions()) -> JSONNode {
        Edition.v1.document(options).node(servers: [OpenAPIDocument.standardServer])
    }

    @Test(arguments: options)
    func `a document has no shape that breaks a tool`(_ options: OpenAPIOptions) {
        #expect(DocumentWalk(Self.document(options)).complaints == [])
    }

    /// The shapes of version 0.1.0, each of which broke some tool.
    @Test(arguments: [
        (#"{"type":"object","properties":{"paymentToken":false}}"#, "a boolean"),
        (#"{"type":"object","properties":{"admittedAt":{"type":"null"}}}"#, "but null"),
        (#"{"const":"QUEUED"}"#, "without a type"),
        (#"{"type":"boolean","const":true}"#, "no texts"),
        (#"{"enum":["A","B"]}"#, "without a type"),
        (#"{"type":"array"}"#, "a list of anything"),
        (#"{"type":"object"}"#, "nobody knows what"),
        (
            #"{"type":"object","properties":{},"oneOf":[{"required":["email"]}]}"#,
            "beside properties"
        ),
        (#"{"anyOf":[{"type":"string"}]}"#, "anyOf"),
        (##"{"oneOf":[{"$ref":"#/components/schemas/A"}]}"##, "without a tag"),
        (#"{"type":"number","exclusiveMinimum":0}"#, "exclusiveMinimum"),
        (#"{"type":"integer","maximum":9223372036854775807}"#, "JavaScript"),
        (
            #"{"type":"object","properties":{"a":{"type":"object","properties":{}}}}"#,
            "without a name"
        ),
        (#"{"type":"object","properties":{"a":{"type":"string"}}}"#, "what it means"),
        (#"{"type":"array","prefixItems":[]}"#, "prefixItems"),
    ])
    func `a shape that broke a tool is noticed`(_ schema: String, _ complaint: String) throws {
        let schema = try JSONNode(parsing: schema)
        let walk = DocumentWalk(["openapi": "3.1.0", "components": ["schemas": ["A": schema]]])
        #expect(walk.complaints.contains { $0.contains(complaint) }, "\(walk.complaints)")
    }

    @Test func `a relative server and a body without a name are noticed`() throws {
        let inline: JSONNode = ["type": "object", "properties": ["a": ["type": "string"]]]
        let walk = DocumentWalk([
            "openapi": "3.1.0", "servers": [["url": "/api/v1"]],
            "paths": ["/a": ["post": ["content": ["application/json": ["schema": inline]]]]],
        ])
        #expect(walk.complaints.contains { $0.hasPrefix("/servers") })
        #expect(walk.complaints.contains { $0.contains("an object without a name") })
    }
}
