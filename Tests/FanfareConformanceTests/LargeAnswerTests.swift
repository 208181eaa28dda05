import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// However much a target sends, a run keeps and shows what a person can read.
struct LargeAnswerTests {
    private static func run(_ body: String, expecting pattern: String = #"{"a": 1}"#) throws
        -> (result: ScenarioResult, report: RunReport)
    {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 200, "body": \#(pattern)}}]"#)
        let target = ScriptedTarget { _ in .json(200, body) }
        let context = try target.context(suite)
        let results = Runner(context, workers: 1).run(suite.scenarios)
        let report = RunReport(
            context: context, results: results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 0
        )
        return (try #require(results.first), report)
    }

    private static let long = String(repeating: "word ", count: 600_000)

    static let bodies = [
        (["a": JSONNode(long)] as JSONNode).text(), long,
        "[" + String(repeating: "0,", count: 500_000) + "0]",
        #"{"a":"# + String(repeating: "9", count: 1_000_000) + "}",
        "{" + (0..<100_000).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}",
        "{" + String(repeating: #""a":2,"#, count: 200_000) + #""a":3}"#,
        String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
        #"{"a":"\ud800"}"#, #"{"a":"\udc00x\ud800"}"#,
    ]

    @Test(arguments: bodies.indices)
    func `a long or odd answer is one difference, and little of it is kept`(_ index: Int) throws {
        let (result, report) = try Self.run(Self.bodies[index])
        #expect(result.verdict == .failed)
        #expect(result.findings.count == 1)
        let exchange = try #require(result.exchanges.first)
        #expect(exchange.responseBytes == Self.bodies[index].utf8.count)
        #expect(exchange.response?.body.count ?? 0 <= 64 << 10)
        for text in [
            JUnitReport.text(report), JSONReport.text(report), HTMLReport.text(report),
            MarkdownReport.text(report), TAPReport.text(report),
            FailureBlock(result, in: report.context).text,
        ] {
            #expect(text.utf8.count < 60_000, "\(text.prefix(2000))")
        }
    }

    @Test func `of very many differences the first are shown, the others counted`() throws {
        let body = "[" + String(repeating: #""x",null,"#, count: 40_000) + "1]"
        let (result, report) = try Self.run(body, expecting: #"{"$each": "$integer"}"#)
        let lines = FailureBlock(result, in: report.context).lines
        #expect(lines.contains("    |     … (79900 more differ)"))
        #expect(
            lines.contains("    |     [80000] 1") || lines.contains("    |     [80000] 1 "),
            "\(lines.suffix(6))")
        #expect(lines.count < 350)
        #expect(JSONReport.text(report).utf8.count < 60_000)
    }

    @Test func `a secret is not cut in two`() throws {
        let token = "tok_0123456789abcdef"
        for offset in stride(from: 64 << 10, to: (64 << 10) - 30, by: -1) {
            let filling =
                String(repeating: "ab ", count: offset / 3)
                + String(repeating: "x", count: offset % 3)
            let exchange = try Self.run(filling + token + " and more").result.exchanges[0]
            let kept = String(decoding: exchange.response?.body ?? [], as: UTF8.self)
            #expect(!kept.contains("tok_") || kept.contains(token))
        }
    }

    @Test func `two long answers are not compared by their beginnings`() throws {
        let one = try Self.run(Self.long).result
        let other = try Self.run("{}").result
        let text = try #require(
            ComparisonText.text(Comparison(one, other), masks: [one.mask, other.mask]))
        #expect(text.contains("(bodies of 3000000 and 2 bytes, too long to compare)"))
    }

    private static func run(_ steps: String, answering body: String) throws -> ScenarioResult {
        try ScriptedTarget { _ in .json(200, body) }.run(try TinySuite.suite(steps: steps))
    }

    private static func session(_ length: Int) -> String {
        let token = String(repeating: "t", count: length)
        return #"{"accessToken":"\#(token)","more":"\#(token)\#(token)"}"#
    }

    private static let checked = #"""
        [{"send": "GET /a", "expect": {"status": 200}, "keep": {"guest": ""}},
         {"send": "GET /b", "token": "{guest.accessToken}", "expect": {"status": 200}}]
        """#

    @Test func `a token that no header holds is a difference, and is carried no further`() throws {
        let result = try Self.run(Self.checked, answering: Self.session(1 << 20))
        #expect(result.verdict == .failed)
        #expect(result.exchanges.count == 1)
        #expect(
            result.reason == "'/accessToken' is 1048576 bytes long; the suite carries at most 16384"
        )
        let finding = try #require(result.findings.first)
        #expect(finding.mismatches.flatMap(\.parts) == ["/accessToken"])
        let context = try ScriptedTarget { _ in .json(200, "{}") }.context(
            try TinySuite.suite(steps: Self.checked))
        let lines = FailureBlock(result, in: context).lines
        #expect(
            lines.contains {
                $0.hasPrefix("    | +   \"accessToken\": ")
                    && $0.hasSuffix("(1048576 bytes; the suite carries no more than that)")
            }, "\(lines)")
        #expect(lines.contains("    | -   \"accessToken\": at most 16384 bytes"))
    }

    @Test func `one that a set-up step answers stands in the way`() throws {
        let steps = Self.checked.replacing(
            #", "expect": {"status": 200}, "keep""#, with: #", "keep""#)
        let result = try Self.run(steps, answering: Self.session(16_385))
        #expect(result.verdict == .blocked)
        #expect(
            result.reason == "'/accessToken' is 16385 bytes long; the suite carries at most 16384")
    }

    @Test func `one that fits is carried, whatever else the answer holds`() throws {
        let result = try Self.run(Self.checked, answering: Self.session(16_384))
        #expect(result.verdict == .passed)
        #expect(result.exchanges.count == 2)
    }

    @Test func `a long header that is to be kept is a difference of that header`() throws {
        let steps = #"""
            [{"send": "GET /a", "expect": {"status": 200}, "keep": {"id": "header:X-Request-Id"}},
             {"send": "GET /{id}", "expect": {"status": 200}}]
            """#
        let target = ScriptedTarget { _ in
            var answer = HTTPResponse.json(200, "{}")
            answer.headers.append("X-Request-Id", String(repeating: "r", count: 60_000))
            return answer
        }
        let result = try target.run(try TinySuite.suite(steps: steps))
        #expect(result.findings.flatMap(\.mismatches).flatMap(\.parts) == ["X-Request-Id"])
        #expect(result.reason?.hasPrefix("header X-Request-Id is 60000 bytes long") == true)
    }

    @Test func `however much a scenario hears, little of it is kept in all`() throws {
        let word = String(repeating: "w", count: 999) + " "
        let body: JSONNode = [
            "list": JSONNode((0..<2000).map { _ in JSONNode(word) }),
            "a": JSONNode(String(repeating: word, count: 100)),
        ]
        let text = body.text()
        let target = ScriptedTarget { _ in
            var answer = HTTPResponse.json(200, text)
            for number in 0..<50 { answer.headers.append("X-\(number)", word) }
            return answer
        }
        let steps =
            #"[{"send": "GET /x", "times": 40, "expect": {"status": 200, "body": {"a": "$integer", "list": []}}}]"#
        let result = try target.run(try TinySuite.suite(steps: steps))
        #expect(result.findings.count == 40)
        let kept = result.exchanges.reduce(0) { sum, exchange in
            sum + (exchange.response?.body.count ?? 0)
                + (exchange.response?.headers.reduce(0) { $0 + $1.value.utf8.count } ?? 0)
        }
        #expect(kept < 512 << 10)
        let found = result.findings.flatMap(\.mismatches).reduce(0) { sum, mismatch in
            guard case .body(let difference) = mismatch else { return sum }
            return sum + difference.leaves.reduce(0) { $0 + ($1.actual?.text().utf8.count ?? 0) }
        }
        #expect(found < 512 << 10)
    }
}
