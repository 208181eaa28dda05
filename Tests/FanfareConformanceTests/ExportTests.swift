import FanfareConformance
import HTTPEngine
import TestSupport
import Testing

struct ExportTests {
    @Test func `a scenario becomes a Hurl file with captures and asserts`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "POST /auth/guest", "keep": {"guest": "", "id": "header:X-Id"}},
                 {"why": "look", "send": "POST /x/{guest.session.consumerId}", "token": "{guest.accessToken}", "body": {"a": "{id}"},
                  "expect": [{"status": [401, "5xx"], "headers": {"Content-Type": "$contains(json)"}},
                             {"clause": "otp.g", "body": {"e": "x", "n": 1, "t": "$timestamp", "g": "$absent", "o": {"$oneOf": [1, 2]}, "l": ["$integer"]}}]}]
                """)
        let scenario = try #require(suite.scenarios.first)
        let file = try HurlExport(suite, for: Self.target(hasControl: true)).file(scenario)
        #expect(file.checks == 11)
        #expect(file.unwritten == 0)
        expectSameText(
            file.text,
            #"""
            # Written by 'fanfare-kit conform --export-hurl': the next export replaces it.
            # one thing happens
            # otp.a [A]: Codes expire.

            POST {{control}}/__admin/organizations
            Content-Type: application/json
            ```json
            {}
            ```
            HTTP 201
            [Captures]
            publishableKey: jsonpath "$.publishableKey"
            secretKey: jsonpath "$.secretKey"
            organizationId: jsonpath "$.organizationId"

            POST {{url}}/auth/guest
            X-Publishable-Key: {{publishableKey}}
            HTTP *
            [Captures]
            guest_accessToken: jsonpath "$.accessToken"
            guest_session_consumerId: jsonpath "$.session.consumerId"
            id: header "X-Id"
            [Asserts]
            status >= 200
            status < 300

            # look
            POST {{url}}/x/{{guest_session_consumerId}}
            X-Publishable-Key: {{publishableKey}}
            Authorization: Bearer {{guest_accessToken}}
            Content-Type: application/json
            ```json
            {
              "a": "{{id}}"
            }
            ```
            HTTP *
            [Asserts]
            status toString matches /^(401|5..)$/
            header "Content-Type" contains "json"
            jsonpath "$.e" == "x"
            jsonpath "$.n" == 1
            jsonpath "$.t" isIsoDate
            jsonpath "$.g" not exists
            jsonpath "$.o" isInteger
            jsonpath "$.o" >= 1
            jsonpath "$.o" <= 2
            jsonpath "$.l" count == 1
            jsonpath "$.l[0]" isInteger

            DELETE {{control}}/__admin/organizations/{{organizationId}}
            HTTP *

            """#)
    }

    private static func target(hasControl: Bool) throws -> Target {
        let address = try #require(TargetAddress("http://127.0.0.1:4802"))
        var target = Target(name: "here", address: address)
        target.hasControl = hasControl
        if !hasControl { target.keys = TargetKeys(publishableKey: "pk") }
        return target
    }

    private static func exported(
        _ steps: String, hasControl: Bool = true
    ) throws -> HurlExport.File {
        let suite = try TinySuite.suite(steps: steps)
        return try HurlExport(suite, for: target(hasControl: hasControl)).file(
            try #require(suite.scenarios.first))
    }

    @Test func `a header is a text, and one status stands in its line`() throws {
        let file = try Self.exported(
            #"[{"send": "GET /x", "expect": [{"status": 200}, {"status": "2xx", "headers": {"X-Limit": 500, "X-Left": "$integer(1..)"}}]}]"#
        )
        let lines = file.text.split(separator: "\n")
        #expect(lines.contains("HTTP 200"))
        #expect(!file.text.contains("status >="))
        #expect(lines.contains(#"header "X-Limit" == "500""#))
        #expect(lines.contains(#"header "X-Left" toInt >= 1"#))
    }

    @Test func `what Hurl has no words for stands in its place and is counted`() throws {
        let file = try Self.exported(
            #"[{"send": "GET /x", "expect": {"body": {"a": {"$oneOf": ["x", "$absent"]}, "d": {"$includes": [{"field": "code", "message": "$string"}]}}}}]"#
        )
        #expect(file.unwritten == 1)
        #expect(file.text.contains(#"# not written: jsonpath "$.a": "x" or $absent"#))
        #expect(file.text.contains(#"jsonpath "$.d[?(@.field=='code')]" count >= 1"#))
        #expect(file.text.contains(#"jsonpath "$.d[?(@.field=='code')].message" count >= 1"#))
    }

    @Test func `codes and clocks are asked of the mock, where it is one`() throws {
        let steps =
            #"[{"send": "POST /auth/otp/request", "body": {"email": "{email.ann}"}}, {"inbox": "{email.ann}", "keep": {"code": "/code"}}, {"advance": "1s"}, {"send": "GET /{code}", "expect": {"status": 200}}]"#
        let text = try Self.exported(steps).text
        #expect(
            text.contains(
                #"""
                [Query]
                to: ann+fanfare-kit-hurl@example.com
                wait: 5s
                HTTP 200
                [Captures]
                code: body regex /(?s).*"code"\s*:\s*"([^"]*)"/

                """#))
        #expect(text.contains(#"{"advance": "1s"}"#))
        #expect(throws: HurlExport.Omission.self) {
            try Self.exported(steps, hasControl: false)
        }
    }

    private static func comparison(_ one: String, _ other: String, _ status: Int = 200) throws
        -> String?
    {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#)
        let first = try ScriptedTarget { _ in .json(200, one) }.run(suite)
        let second = try ScriptedTarget { _ in .json(status, other) }.run(suite)
        return ComparisonText.text(Comparison(first, second), masks: [first.mask, second.mask])
    }

    @Test func `ids, times and codes of two targets are alike by their form`() throws {
        #expect(
            try Self.comparison(
                #"{"id": "cons_01HXYZ1234", "at": "2026-01-01T00:00:00Z", "code": "123456", "n": 1, "slug": "holiday-sale-nkksgkes"}"#,
                #"{"id": "01945-uuid-7", "at": "2027-01-01T00:00:00.5Z", "code": "999999", "n": 1, "slug": "holiday-sale-xvpprezv"}"#
            ) == nil)
    }

    @Test func `who is somebody stays so on both, and a change of one alone is a difference`()
        throws
    {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /a", "expect": {"status": 200}}, {"send": "GET /b", "expect": {"status": 200}}]
                """)
        func run(_ ids: [String]) throws -> ScenarioResult {
            let count = Counter()
            return try ScriptedTarget { _ in
                .json(200, #"{"consumerId": "\#(ids[count.next() - 1])"}"#)
            }.run(suite)
        }
        let kept = try run(["guest", "guest"])
        #expect(Comparison(kept, try run(["c-one", "c-one"])).isAlike)
        let new = Comparison(kept, try run(["c-one", "c-two"]))
        #expect(new.steps.map(\.index) == [1])
        #expect(
            new.steps.first?.body?.leaves.first?.remark == "known in the first, new in the second")
        #expect(Comparison(try run(["a-one", "a-two"]), try run(["b-one", "b-two"])).isAlike)
        #expect(!Comparison(try run(["a-one", "a-two"]), try run(["b-one", "b-one"])).isAlike)
    }

    @Test func `what counts others differs only where nobody else is`() throws {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#)
        func run(_ position: Int, _ limit: Int = 3) throws -> ScenarioResult {
            try ScriptedTarget { _ in
                .json(200, #"{"position": \#(position), "limit": \#(limit)}"#)
            }.run(suite)
        }
        let first = try run(1)
        #expect(Comparison(first, try run(2), isShared: true).isAlike)
        #expect(!Comparison(first, try run(2)).isAlike)
        #expect(!Comparison(first, try run(1, 4), isShared: true).isAlike)
    }

    @Test func `whom a draw lets win is chance where either is expected, and nowhere else`() throws
    {
        func isAlike(_ expected: String) throws -> Bool {
            let suite = try TinySuite.suite(
                steps: #"[{"send": "GET /x", "expect": {"body": {"status": \#(expected)}}}]"#)
            let won = try ScriptedTarget { _ in
                .json(200, #"{"status": "WON", "wonAt": "2026-01-01T00:00:00Z"}"#)
            }.run(suite)
            let lost = try ScriptedTarget { _ in
                .json(200, #"{"status": "LOST", "wonAt": null}"#)
            }.run(suite)
            return Comparison(won, lost).steps.isEmpty
        }
        #expect(try isAlike(#"{"$oneOf": ["WON", "LOST"]}"#))
        #expect(try !isAlike(#""WON""#))
        #expect(try !isAlike(#"{"$oneOf": ["WON", "ENTERED"]}"#))
    }

    @Test func `a text with an id in it says the same, one in other words does not`() throws {
        #expect(
            try Self.comparison(
                #"{"message": "no queue queue_1234567 here", "url": "https://a.example/x/cons_123456789"}"#,
                #"{"message": "no queue 99887766-55 here", "url": "https://a.example/x/01945-uuid-7"}"#
            )
                == nil)
        #expect(
            try Self.comparison(
                #"{"url": "/old/cons_123456789"}"#, #"{"url": "/new/cons_123456789"}"#)
                != nil)
        #expect(
            try Self.comparison(#"{"a": 1}"#, "<p>1</p>")?.contains("no JSON in the second") == true
        )
    }

    @Test func `another status, value or member is shown, first target above second`() throws {
        let text = try Self.comparison(
            #"{"state": "OPEN", "old": 1, "same": true}"#,
            #"{"state": "CLOSED", "same": true, "new": 2}"#, 404)
        expectSameText(
            text ?? "",
            """
            DIFFERS  otp/one
                     one thing happens
                     passed there, failed here
                | GET /x   step 1 of 1
                | - 200
                | + 404
                |   {
                | -   "state": "OPEN"
                | +   "state": "CLOSED"
                | -   "old": 1   (missing)
                |     "same": true
                | +   "new": 2   (only in the second)
                |   }

            """)
    }

    @Test func `seconds that are left, and long answers that are the same, are alike`() throws {
        #expect(try Self.comparison(#"{"retryAfter": 13}"#, #"{"retryAfter": 12}"#) == nil)
        #expect(try Self.comparison(#"{"after": 13}"#, #"{"after": 12}"#) != nil)
        let long = String(repeating: "word ", count: 40_000)
        #expect(try Self.comparison(long, long) == nil)
        let text = try Self.comparison(long, long.replacing("word word", with: "word Word"))
        #expect(text?.contains("too long to compare") == true)
    }

    @Test func `which of several requests at once chance favours is no difference`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"together": [{"send": "GET /a"}, {"send": "GET /b"}, {"send": "GET /c"}],
                  "expect": {"answers": [{"count": 1, "status": 200, "body": {"state": "WON"}},
                                         {"count": 2, "status": 200, "body": {"state": "LOST"}}]}}]
                """)
        func run(_ winner: String, _ lost: String = "LOST") throws -> ScenarioResult {
            let target = ScriptedTarget { request in
                .json(200, #"{"state": "\#(request.target.hasSuffix(winner) ? "WON" : lost)"}"#)
            }
            return try target.run(suite)
        }
        let first = try run("/a")
        #expect(Comparison(first, try run("/c")).isAlike)
        #expect(!Comparison(first, try run("/none")).isAlike)
        #expect(Comparison(first, try run("/c", "LOOSE")).steps.count == 2)
    }

    @Test func `whom of those who ask in a row chance favours is no difference`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"send": "GET /a", "token": "ann", "expect": {"status": 200}},
                 {"send": "GET /a", "token": "ben", "expect": {"status": 200}},
                 {"send": "GET /b", "token": "ben", "expect": {"status": 200}},
                 {"send": "GET /b", "token": "ben", "expect": {"status": 200}}]
                """)
        func run(_ states: [String]) throws -> ScenarioResult {
            let count = Counter()
            let target = ScriptedTarget { _ in
                .json(200, #"{"state": "\#(states[count.next() - 1])"}"#)
            }
            return try target.run(suite)
        }
        let first = try run(["WON", "LOST", "IN", "OUT"])
        #expect(Comparison(first, try run(["LOST", "WON", "IN", "OUT"])).isAlike)
        #expect(!Comparison(first, try run(["LOST", "LOST", "IN", "OUT"])).isAlike)
        #expect(!Comparison(first, try run(["WON", "LOST", "OUT", "IN"])).isAlike)
    }
}
