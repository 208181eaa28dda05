import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// A run that ended before its time says so in every report, and names what it left out.
struct ShortenedRunTests {
    /// Two scenarios passed, and the third has no verdict of its own.
    private static func report(signal: Int32?, left: Bool = true) throws -> RunReport {
        let scenario =
            #"{"title": "t", "clause": "otp.a", "steps": [{"send": "GET /", "expect": {"status": 200}}]}"#
        let suite = try Suite(
            files: TinySuite.files([
                "guide/one": scenario, "otp/one": scenario, "otp/two": scenario,
            ]))
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite)
        var results = Runner(context, workers: 1).run(suite.scenarios)
        if left {
            results[2] = ScenarioResult(suite.scenarios[2], .notRun)
            results[2].reason = "the run was interrupted"
        }
        return RunReport(
            context: context, results: results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 7, signal: signal)
    }

    private static let formats: [(name: String, text: @Sendable (RunReport) -> String)] = [
        ("console", { ConsoleReport(isColoured: false, isVerbose: false).summary($0) }),
        ("JUnit", JUnitReport.text), ("JSON", JSONReport.text), ("HTML", HTMLReport.text),
        ("Markdown", MarkdownReport.text), ("TAP", TAPReport.text),
        ("GitHub", GitHubAnnotations.text),
        ("known", { KnownDifferences.template($0, at: Timestamp(milliseconds: 0)) }),
    ]

    @Test func `every report says that the run was interrupted, and what did not run`() throws {
        let report = try Self.report(signal: SIGTERM)
        for (name, write) in Self.formats {
            let text = write(report)
            #expect(text.contains("SIGTERM"), "\(name): \(text)")
            if !["console", "GitHub", "known"].contains(name) {
                let shown = name == "JUnit" ? "otp.two" : "otp/two"
                #expect(text.contains(shown) && text.contains("not run"), "\(name): \(text)")
            } else {
                #expect(text.contains("1 of 3 scenarios did not run"), "\(name): \(text)")
            }
        }
    }

    @Test func `no report of an interrupted run is green`() throws {
        for report in [
            try Self.report(signal: SIGINT), try Self.report(signal: SIGINT, left: false),
        ] {
            let document = try JSONNode(parsing: JSONReport.text(report))
            #expect(document["exitStatus"]?.integer == 130)
            #expect(document["interrupted"]?.string == "SIGINT")
            let schema = MiniSchema(
                try JSONNode(parsing: try Fixtures.bytes("specs/schema/report.schema.json")))
            #expect(schema.violations(document) == [])
            #expect(JUnitReport.text(report).contains("failures=\"0\" errors=\"1\""))
            #expect(TAPReport.text(report).contains("\nBail out! Interrupted by SIGINT: "))
            #expect(GitHubAnnotations.text(report).hasPrefix("::error title="))
        }
    }

    @Test func `what stopped at a failure says what it left out`() throws {
        let report = try Self.report(signal: nil)
        let words = "Stopped at the first failure: 1 of 3 scenarios did not run."
        for (name, write) in Self.formats where !["JUnit", "JSON", "TAP"].contains(name) {
            #expect(write(report).contains(words), "\(name)")
        }
        #expect(TAPReport.text(report).contains("ok 3 - otp/two: t # SKIP not run: "))
        #expect(JUnitReport.text(report).contains("<skipped message=\"not run: "))
        #expect(JSONReport.text(report).contains("\"not run\": 1"))
    }

    @Test func `a run in which nothing was checked does not conform`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"advance": "1s"}, {"send": "GET /", "expect": {"status": 200}}]"#)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let result = try target.run(suite)
        #expect(result.verdict == .unsupported)
        #expect(ExitStatus([result]) == .nothingChecked)
        #expect(ExitStatus([result, ScenarioResult(result.scenario, .passed)]) == .conforms)
    }
}
