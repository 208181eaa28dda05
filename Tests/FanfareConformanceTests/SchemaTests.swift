import FanfareConformance
import JSONTree
import TestSupport
import Testing

struct SchemaTests {
    private static func schema(_ name: String) throws -> MiniSchema {
        MiniSchema(try JSONNode(parsing: try Fixtures.bytes("specs/schema/\(name).schema.json")))
    }

    @Test func `every scenario of the suite satisfies the published schema`() throws {
        let schema = try Self.schema("scenario")
        let files = SuiteFile.embedded.filter { $0.path.hasPrefix("specs/v1/scenarios/") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(schema.violations(try JSONNode(parsing: file.bytes)) == [], "\(file.path)")
        }
    }

    @Test func `every chapter of the suite satisfies the published schema`() throws {
        let schema = try Self.schema("clauses")
        let files = SuiteFile.embedded.filter { $0.path.hasPrefix("specs/v1/clauses/") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(schema.violations(try JSONNode(parsing: file.bytes)) == [], "\(file.path)")
        }
    }

    /// What the decoder refuses for its form, the schema refuses too; names and sums are beyond it.
    private static let beyondSchema: Set = [
        "no JSON", "a member twice", "an unknown clause", "counts that do not add up",
        "an unknown clause of a block", "an unknown matcher", "an unknown rule",
        "a rule among members", "no alternatives", "an unknown payload",
    ]

    @Test(arguments: DecoderErrorTests.rows.filter { !beyondSchema.contains($0.name) })
    func `the schema refuses what the decoder refuses`(_ row: DecoderErrorTests.Row) throws {
        let violations = try Self.schema("scenario").violations(try JSONNode(parsing: row.scenario))
        #expect(!violations.isEmpty)
    }

    @Test(arguments: [
        #"{"why": "w", "send": "POST /a?b=c", "origin": true, "as": "secret", "token": "{t}", "headers": {"A": null, "B": "b"}, "body": [1], "times": 2, "expect": [{"status": [401, "5xx"]}, {"empty": true}], "keep": {"a": "", "b": "/c/{d}", "e": "header:F"}}"#,
        #"{"send": "GET /", "text": "{", "expect": {"headers": {"A": "$absent"}, "body": null}}"#,
        #"{"why": "w", "advance": "1d2h3m4s5ms"}"#,
        #"{"inbox": "{email.ann}", "keep": {"code": "/code"}}"#,
        #"{"together": [{"send": "GET /"}, {"send": "GET /x", "as": "nobody"}], "expect": {"answers": [{"count": 2, "clause": "otp.g", "status": 200}]}}"#,
        #"{"together": {"times": 2, "send": {"send": "GET /"}}, "expect": {"answers": [{"count": 0, "body": 1}, {"count": 2, "status": "4xx"}]}}"#,
    ])
    func `the schema allows what the decoder allows`(_ step: String) throws {
        let scenario =
            #"{"$schema": "s", "title": "t", "clause": "otp.a", "why": "w", "sandbox": true, "world": {}, "steps": [\#(step)]}"#
        #expect(TinySuite.problems(TinySuite.files(["otp/one": scenario])) == [])
        #expect(try Self.schema("scenario").violations(try JSONNode(parsing: scenario)) == [])
    }
}
