import FanfareConformance
import TestSupport
import Testing

struct DecoderErrorTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let scenario: String
        let problem: String
        var testDescription: String { name }

        init(_ name: String, _ scenario: String, _ problem: String) {
            self.name = name
            self.scenario = scenario
            self.problem = problem
        }

        /// A scenario of one step.
        init(_ name: String, step: String, _ problem: String) {
            self.init(
                name, "{\"title\": \"t\", \"clause\": \"otp.a\", \"steps\": [\n\(step)\n]}", problem
            )
        }

        /// A scenario whose only expectation is this block.
        init(_ name: String, block: String, _ problem: String) {
            self.init(name, step: "{\"send\": \"GET /\",\n\"expect\": \(block)}", problem)
        }
    }

    static let rows = [
        Row("no JSON", "{\n  \"title\": ,\n}", "2:12: not JSON: found ',', expected a value"),
        Row(
            "a member twice", "{\"title\": \"t\",\n\"title\": \"u\"}",
            "2:1: the member 'title' stands here twice"),
        Row(
            "an unknown member", "{\"title\": \"t\", \"clause\": \"otp.a\",\n\"step\": []}",
            "2:1: unknown member 'step', allowed are $schema, title, clause, why, sandbox, world, "
                + "receiver, given, steps. Did you mean 'steps'? (at /step)"),
        Row(
            "a missing member", "{\"title\": \"t\", \"steps\": [{\"advance\": \"1s\"}]}",
            "1:1: the member 'clause' is missing"),
        Row(
            "no steps", "{\"title\": \"t\", \"clause\": \"otp.a\", \"steps\": []}",
            "1:44: expected a step (at /steps)"),
        Row(
            "a title of another kind",
            "{\"title\": 1, \"clause\": \"otp.a\", \"steps\": [{\"advance\": \"1s\"}]}",
            "1:11: expected a string, found 1 (at /title)"),
        Row(
            "a world that is no object",
            "{\"title\": \"t\", \"clause\": \"otp.a\", \"world\": 1, \"steps\": [{\"advance\": \"1s\"}]}",
            "1:44: expected a world, as an object, found 1 (at /world)"),
        Row(
            "an unknown clause",
            "{\"title\": \"t\", \"clause\": \"otp.b\", \"steps\": [{\"advance\": \"1s\"}]}",
            "1:26: unknown clause \"otp.b\". Did you mean 'otp.a'?"),
        Row(
            "a step of no kind", step: #"{"sned": "GET /"}"#,
            "2:1: a step has exactly one of send, advance, inbox, webhook, together; found sned."
                + " Did you mean 'send'? (at /steps/0)"),
        Row(
            "a step of two kinds", step: #"{"send": "GET /", "advance": "1s"}"#,
            "2:1: a step has exactly one of send, advance, inbox, webhook, together; found send, advance."
                + " Did you mean 'send'? (at /steps/0)"),
        Row(
            "a request without a path", step: #"{"send": "GET"}"#,
            "2:10: expected a method and a path, such as \"POST /auth/guest\", found \"GET\""
                + " (at /steps/0/send)"),
        Row(
            "a method in small letters", step: #"{"send": "get /"}"#,
            "2:10: expected a method and a path, such as \"POST /auth/guest\", found \"get /\""
                + " (at /steps/0/send)"),
        Row(
            "a body and a text", step: #"{"send": "POST /", "body": {}, "text": ""}"#,
            "2:40: a request has a 'body' or a 'text', not both (at /steps/0/text)"),
        Row(
            "an unknown credential", step: #"{"send": "GET /", "as": "secret-header"}"#,
            "2:25: unknown word \"secret-header\", allowed are \"publishable\", \"secret\","
                + " \"secret-headers\", \"nobody\". Did you mean 'secret-headers'? (at /steps/0/as)"
        ),
        Row(
            "a header that is a number", step: #"{"send": "GET /", "headers": {"A": 1}}"#,
            "2:36: expected a string or null, found 1 (at /steps/0/headers/A)"),
        Row(
            "no repetition", step: #"{"send": "GET /", "times": 0}"#,
            "2:28: expected a whole number from 1 to 10000, found 0 (at /steps/0/times)"),
        Row(
            "a span that is none", step: #"{"advance": "1s1m"}"#,
            "2:13: expected a duration such as \"61s\", \"10m1s\", \"1h\", \"30d\" or \"500ms\","
                + " found \"1s1m\" (at /steps/0/advance)"),
        Row(
            "a name that is no variable", step: #"{"send": "GET /", "keep": {"a.b": "/c"}}"#,
            "2:28: the name 'a.b' is no variable: letters, digits and '_', a letter first"
                + " (at /steps/0/keep)"),
        Row(
            "a source that is no pointer", step: #"{"send": "GET /", "keep": {"a": "b"}}"#,
            "2:33: expected a JSON pointer (\"/session/consumerId\", \"\" for the whole body) or"
                + " \"header:Name\", found \"b\" (at /steps/0/keep/a)"),
        Row(
            "counts that do not add up",
            step:
                #"{"together": {"times": 3, "send": {"send": "GET /"}}, "expect": {"answers": [{"count": 2, "status": 200}]}}"#,
            "2:77: the counts add up to 2, but 3 requests are sent (at /steps/0/expect/answers)"),
        Row(
            "a block that expects nothing", block: #"{"clause": "otp.a"}"#,
            "3:11: a block expects a status, headers, a body or 'empty' (at /steps/0/expect)"),
        Row(
            "an unknown member of a block", block: #"{"stauts": 200}"#,
            "3:12: unknown member 'stauts', allowed are clause, status, headers, body, empty, stop, when, reading, answers."
                + " Did you mean 'status'? (at /steps/0/expect/stauts)"),
        Row(
            "a status that is none", block: #"{"status": "6xx"}"#,
            "3:22: expected a status such as 200, \"2xx\" or [401, 403], found \"6xx\""
                + " (at /steps/0/expect/status)"),
        Row(
            "an unknown clause of a block", block: #"{"clause": "otp.x", "status": 200}"#,
            "3:22: unknown clause \"otp.x\". Did you mean 'otp.a'?"),
        Row(
            "an unknown matcher", block: #"{"body": "$strin"}"#,
            "3:20: unknown matcher \"$strin\", allowed are $string, $id, $id(prefix_), $timestamp,"
                + " $timestamp(+60s), $timestamp(=2030-01-01T00:00:00Z), $utc, $unixTime,"
                + " $unixTime(+1h), $integer, $integer(0..), $integer(1..9), $integer(>{before}), $number,"
                + " $boolean, $object, $array, $digits(6), $jwt, $contains(text), $lists(word),"
                + " $httpDate, $absent, each with a '?' to allow null. Did you mean '$string'?"
                + " (at /steps/0/expect/body)"),
        Row(
            "an unknown rule", block: #"{"body": {"$oneof": []}}"#,
            "3:21: unknown rule '$oneof', allowed are $oneOf, $not, $each, $includes, $once, $jwt, $payload."
                + " Did you mean '$oneOf'? (at /steps/0/expect/body)"),
        Row(
            "a rule among members", block: #"{"body": {"$not": 1, "a": 1}}"#,
            "3:20: '$not' stands alone in its object (at /steps/0/expect/body)"),
        Row(
            "no alternatives", block: #"{"body": {"$oneOf": []}}"#,
            "3:31: expected at least one pattern (at /steps/0/expect/body/$oneOf)"),
        Row(
            "an unknown payload", block: #"{"body": {"$payload": "gust"}}"#,
            "3:33: unknown payload \"gust\". Did you mean 'guest'? (at /steps/0/expect/body/$payload)"
        ),
    ]

    @Test(arguments: rows)
    func refuses(_ row: Row) {
        let problems = TinySuite.problems(
            TinySuite.files(["otp/one": row.scenario], payloads: ["guest": "{}"]))
        expectSameText(
            problems.joined(separator: "\n"), "specs/v1/scenarios/otp/one.json:" + row.problem)
    }

    @Test func `a payload that contains itself is refused`() {
        let files = TinySuite.files(
            [:], payloads: ["a": #"{"$payload": "b"}"#, "b": #"{"x": {"$payload": "a"}}"#])
        let problems = TinySuite.problems(files)
        #expect(problems.count == 2)
        #expect(problems.first?.contains("contains itself") == true)
    }

    @Test func `a file that nothing reads is refused`() {
        let stray = SuiteFile(path: "specs/v1/scenario/otp/one.json", bytes: Array("{}".utf8))
        #expect(
            TinySuite.problems(TinySuite.files([:]) + [stray]) == [
                "specs/v1/scenario/otp/one.json: nothing reads a file of this name or place"
            ])
    }

    @Test func `a clause of an unknown page and of unknown evidence is refused`() {
        let clause =
            #"{"id": "otp.a", "evidence": "A", "text": "t", "page": "auht", "section": "s"}"#
        let chapter = #"{"chapter": "otp", "title": "t", "clauses": [\#(clause)]}"#
        #expect(
            TinySuite.problems(TinySuite.files([:], clauses: chapter)) == [
                "specs/v1/clauses/otp.json:1:46: unknown page \"auht\". Did you mean 'auth'?"
            ])
        let other = chapter.replacing(#""A""#, with: #""B""#)
        #expect(
            TinySuite.problems(TinySuite.files([:], clauses: other)).first?.contains(
                "unknown word \"B\"") == true)
    }

    @Test func `overrides replace members of a payload at any depth`() throws {
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "GET /", "expect": {"body": {"$payload": "p", "a": {"b": 2}, "n": 1}}}]"#,
            payloads: ["p": #"{"a": {"b": 1, "c": 3}, "d": 4}"#])
        #expect(
            ScenarioText(try #require(suite.scenarios.first), in: suite).text.contains(
                """
                      {
                        "a": {
                          "b": 2
                          "c": 3
                        }
                        "d": 4
                        "n": 1
                      }
                """))
    }
}
