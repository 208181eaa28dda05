import FanfareConformance
import HTTPEngine
import Testing

/// Which wrong answers follow from which expectation.
struct AnswerMutantTests {
    /// The mutants of one expectation, without what stands before the place.
    private static func changes(_ expect: String) throws -> [String] {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "expect": \#(expect)}]"#)
        return GeneratedMutants.all(for: suite, basePath: "/api/v1").map { mutant in
            mutant.name.split(separator: "/").dropFirst(3).joined(separator: "/")
        }
    }

    private static func changes(of pattern: String) throws -> [String] {
        try changes(#"{"body": {"a": \#(pattern)}}"#).compactMap { name in
            name.hasPrefix("a") ? String(name.dropFirst(2)) : nil
        }
    }

    @Test(arguments: [
        (#""$string""#, ["changed", "dropped", "emptied", "null", "renamed", "retyped"]),
        (#""$string?""#, ["changed", "dropped", "emptied", "renamed", "retyped"]),
        (
            #""$timestamp(+60s)""#,
            [
                "5s-earlier", "5s-later", "changed", "dropped", "null", "renamed", "retyped",
                "without-zone",
            ]
        ),
        (
            #""$utc""#,
            ["dropped", "null", "renamed", "retyped", "with-offset", "without-zone"]
        ),
        (#""$digits(6)""#, ["changed", "cut", "dropped", "null", "renamed", "retyped"]),
        (#""$jwt""#, ["cut", "dropped", "null", "other-algorithm", "renamed", "retyped"]),
        ("null", ["changed", "dropped", "renamed"]),
        (#""$absent""#, ["added"]),
        (#"{"$oneOf": ["$integer", "$absent"]}"#, ["fraction", "null", "retyped"]),
        (#"{"$oneOf": ["A", "B"]}"#, ["changed", "dropped", "null", "renamed", "retyped"]),
        (
            #"{"$each": 1}"#,
            [
                "dropped", "emptied", "null", "renamed", "retyped", "any/changed", "any/null",
                "any/one-less", "any/retyped",
            ]
        ),
    ])
    func `a pattern's every side becomes a mutant`(_ pattern: String, _ words: [String]) throws {
        #expect(try Set(Self.changes(of: pattern)) == Set(words))
    }

    @Test func `a status becomes its neighbours in the documented vocabulary`() throws {
        #expect(try Self.changes(#"{"status": 401}"#) == ["status/400", "status/403"])
        #expect(try Self.changes(#"{"status": [401, 403]}"#) == ["status/400", "status/404"])
        #expect(try Self.changes(#"{"status": "2xx"}"#) == ["status/400"])
    }

    @Test func `a header is dropped and changed, an empty body filled`() throws {
        #expect(
            try Self.changes(#"{"headers": {"Retry-After": 30}, "empty": true}"#) == [
                "body/added", "header-retry-after/changed", "header-retry-after/dropped",
                "header-retry-after/one-less",
            ])
    }

    @Test func `answers are told apart by status and by the words that name a case`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /x", "expect": [
                  {"status": 401, "body": {"error": "otp_invalid"}},
                  {"status": "2xx", "body": {"status": "QUEUED"}}
                ]}]
                """)
        let names = GeneratedMutants.all(for: suite, basePath: "/api/v1").map(\.name)
        let kinds = Set(names.map { $0.split(separator: "/").dropFirst(2).first })
        #expect(kinds == ["401-otp-invalid", "2xx-queued"])
    }

    @Test func `without one member, a wrong target still knows the others by their names`() throws {
        let target = ScriptedTarget { _ in
            .json(200, #"{"a": "one-of-these", "b": "another-of-these"}"#)
        }
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"body": {"a": "$string"}}}]"#)
        let mutant = try #require(
            GeneratedMutants.all(for: suite, basePath: "/api/v1").first {
                $0.name.hasSuffix("a/dropped")
            })
        let channel = try mutant.make(target.transport).transport.open()
        try channel.send(HTTPRequest(method: "GET", target: "/api/v1/x"))
        #expect(try channel.receive().body == Array(#"{"b":"another-of-these"}"#.utf8))
        try channel.send(HTTPRequest(method: "GET", target: "/api/v1/another-of-these"))
        _ = try channel.receive()
        #expect(target.requests.map(\.path) == ["/api/v1/x", "/api/v1/another-of-these"])
    }
}
