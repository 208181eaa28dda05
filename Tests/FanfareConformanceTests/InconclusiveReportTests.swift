import JSONTree
import Testing

@testable import FanfareConformance

/// What could not be seen is told in every report, and makes no run fail.
struct InconclusiveReportTests {
    private func report(_ verdicts: [Verdict]) throws -> RunReport {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let results = verdicts.map { verdict in
            var result = ScenarioResult(suite.scenarios[0], verdict)
            if verdict == .inconclusive { result.reason = "the queue is full" }
            return result
        }
        return RunReport(
            context: try target.context(suite), results: results,
            startedAt: Timestamp(milliseconds: 0), milliseconds: 1)
    }

    @Test func `beside what passed it is no difference, and alone it is nothing`() throws {
        #expect(try report([.passed, .inconclusive]).exitStatus == .conforms)
        #expect(try report([.inconclusive, .unsupported]).exitStatus == .nothingChecked)
        #expect(try report([.failed, .inconclusive]).exitStatus == .differs)
    }

    @Test func `every report names it with its reason`() throws {
        let report = try report([.passed, .inconclusive])
        let console = ConsoleReport(isColoured: false, isVerbose: false).summary(report)
        #expect(console.contains("inconclusive: 1 scenario, the queue is full"))
        #expect(console.contains("2 scenarios: 1 passed, 1 inconclusive"))
        #expect(
            JUnitReport.text(report).contains(
                #"<skipped message="inconclusive: the queue is full"/>"#))
        #expect(
            TAPReport.text(report).contains(
                "ok 2 - otp/one: one thing happens # SKIP inconclusive: the queue is full"))
        #expect(MarkdownReport.text(report).contains("- otp/one: the queue is full"))
        #expect(HTMLReport.text(report).contains(#"<p class="reason">the queue is full</p>"#))
        let json = try JSONNode(parsing: JSONReport.text(report))
        #expect(json["totals"]?["inconclusive"]?.integer == 1)
        #expect(json["scenarios"]?[1]?["verdict"]?.string == "inconclusive")
    }
}
