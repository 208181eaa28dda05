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
        let body = "[" + String(repeating: #""x",null,"#, count: 100_000) + "1]"
        let (result, report) = try Self.run(body, expecting: #"{"$each": "$integer"}"#)
        let lines = FailureBlock(result, in: report.context).lines
        #expect(lines.contains("    |     … (199900 more differ)"))
        #expect(
            lines.contains("    |     [200000] 1") || lines.contains("    |     [200000] 1 "),
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
}
