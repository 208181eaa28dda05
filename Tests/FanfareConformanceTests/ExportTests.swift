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
        let text = try #require(HurlExport.text(scenario, in: suite))
        expectSameText(
            text,
            #"""
            # one thing happens
            # otp.a [A]: Codes expire.

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
            jsonpath "$.t" matches /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
            jsonpath "$.g" not exists
            # jsonpath "$.o": 1 or 2
            jsonpath "$.l" count == 1
            jsonpath "$.l[0]" toString matches /^-?\d+$/

            """#)
    }

    @Test func `what Hurl has no words for is left out`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"advance": "1s"}, {"send": "GET /", "expect": {"status": 200}}]"#)
        #expect(HurlExport.text(try #require(suite.scenarios.first), in: suite) == nil)
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
