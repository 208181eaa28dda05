import Foundation
import HTTPEngine
import TestSupport
import Testing

@testable import FanfareConformance

struct MoreReportTests {
    @Test func `TAP has a line a scenario, a plan and a reason for what was skipped`() throws {
        let lines = TAPReport.text(try ReportTests.report()).split(separator: "\n")
        #expect(lines.prefix(2) == ["TAP version 14", "1..6"])
        let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(
            points.map { $0.prefix { $0 != ":" } } == [
                "ok 1 - guide/note", "ok 2 - guide/warning", "not ok 3 - otp/blocked",
                "not ok 4 - otp/failed",
                "ok 5 - otp/passed", "ok 6 - otp/unsupported",
            ])
        #expect(points.last?.hasSuffix(" # SKIP needs a clock that can be moved by 1s") == true)
        #expect(lines.count { $0 == "  ---" } == 2)
        #expect(lines.count { $0 == "  ..." } == 2)
    }

    @Test func `every report names the tool, the suite, the target and the run`() throws {
        let report = try ReportTests.report()
        #expect(
            RunFacts.all(report).prefix(4).map(\.name) == ["tool", "suite", "target", "run"])
        for text in [
            TAPReport.text(report), JUnitReport.text(report), MarkdownReport.text(report),
            HTMLReport.text(report), JSONReport.text(report),
        ] {
            #expect(text.contains("fanfare-kit/"))
            #expect(text.contains("target"))
        }
    }

    @Test func `the page counts the statements judged and those not kept, by chapter and evidence`()
        throws
    {
        let page = HTMLReport.text(try ReportTests.report())
        #expect(page.contains("<p class=\"sentence\">target does not conform: 1 of 6 scenarios"))
        let row = try #require(
            page.split(separator: "\n").first { $0.hasPrefix("<tr><th scope=\"row\"><a") })
        #expect(row.contains(" of "))
        #expect(page.contains(", <b>1 not kept</b>"))
        #expect(page.contains("<section id=\"unseen\">"))
    }

    @Test func `two targets are reported like one: alike is passed, different failed`() throws {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /", "expect": {"status": 200}}]"#)
        func run(_ status: Int) throws -> RunReport {
            let target = ScriptedTarget { _ in .json(status, "{}") }
            let context = try target.context(suite)
            return RunReport(
                context: context, results: Runner(context, workers: 1).run(suite.scenarios),
                startedAt: Timestamp(milliseconds: 0), milliseconds: 0)
        }
        let alike = ComparisonReport(try run(200), try run(200)) { _ in }.report
        #expect(alike.exitStatus == .conforms)
        #expect(
            alike.sentence == "target and target are alike in all 1 scenarios that ran on both.")
        var shown = ""
        let other = ComparisonReport(try run(200), try run(404)) { shown += $0 }.report
        #expect(other.exitStatus == .differs)
        #expect(shown.contains("    | - 200\n    | + 404\n"))
        for text in [JUnitReport.text(other), MarkdownReport.text(other)] {
            #expect(text.contains("+ 404"))
            #expect(text.contains("target and target differ in 1 of 1") == text.hasPrefix("##"))
        }
    }

    @Test func `Markdown has the numbers first and every difference folded below`() throws {
        let text = MarkdownReport.text(try ReportTests.report())
        #expect(
            text.hasPrefix(
                """
                ## Conformance of target

                **target does not conform: 1 of 6 scenarios differ, from one cause. 2 of 6 scenarios could not be seen.**

                6 scenarios: 1 passed, 1 failed,
                """))
        #expect(text.contains("| unsupported | 1 |\n"))
        #expect(text.components(separatedBy: "<details>").count == 4)
        #expect(text.contains("otp.a &lt;&amp;&gt;"))
        #expect(!text.contains("tok_98765"))
    }

    @Test func `GitHub is shown the scenario's line, failures first`() throws {
        let lines = GitHubAnnotations.text(try ReportTests.report()).split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != " " } } == ["::error", "::error", "::warning"])
        #expect(
            lines[0].hasPrefix(
                "::error file=specs/v1/scenarios/otp/blocked.json,line=1,col=1,title=blocked%3A otp/blocked::"
            ))
        #expect(lines[1].contains(",line=1,col="))
        #expect(
            lines[1].contains(
                "::GET /api/v1/: otp.a: status 200, expected 201; header A is missing"))
    }

    @Test func `no more than ten annotations are printed`() throws {
        let scenarios = (10..<30).map { number in
            (
                "otp/s\(number)",
                #"{"title": "t", "clause": "otp.a", "steps": [{"send": "GET /", "expect": {"status": \#(number + 400)}}]}"#
            )
        }
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: scenarios)))
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite)
        let report = RunReport(
            context: context, results: Runner(context, workers: 1).run(suite.scenarios),
            startedAt: Timestamp(milliseconds: 0), milliseconds: 0)
        #expect(GitHubAnnotations.text(report).split(separator: "\n").count == 10)
        let first = Runner(context, workers: 1).run(suite.scenarios, stopsAtFailure: true)
        #expect(first.map(\.verdict) == [.failed] + Array(repeating: .notRun, count: 19))
    }

    @Test func `of several runs the worst verdict stays, with a note`() throws {
        let calls = Counter()
        let target = ScriptedTarget { _ in .json(calls.next() == 2 ? 500 : 200, "{}") }
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /", "expect": {"status": 200}}]"#)
        let context = try target.context(suite)
        let conform = Conform(
            target: context.target, transport: context.transport, workers: 1, run: "r")
        let report = conform.results(suite.scenarios, of: suite, times: 3) { _, _ in }
        #expect(report.results.map(\.verdict) == [.failed])
        #expect(
            report.results.first?.notes == [
                "not the same in every run: passed, failed",
                "not the same in every run: failed, passed",
            ])
    }
}

struct HTMLReportTests {
    @Test func `the page holds every scenario, marks the difference, and needs nothing else`()
        throws
    {
        let report = try ReportTests.report()
        let page = HTMLReport.text(report)
        for result in report.results { #expect(page.contains("id=\"\(result.scenario.name)\"")) }
        #expect(
            page.contains(
                "<span class=\"minus\">-   &quot;n&quot;: &quot;1&quot;   (string)</span>"))
        #expect(
            page.contains("data-copy=\"curl -i &#39;")
                || page.contains("data-copy=\"curl -i 'http://target.example/api/v1/'"))
        #expect(!page.contains("src=") && !page.contains("<link"))
        #expect(!page.contains("tok_98765") && !page.contains("pk_test_12345678"))
        #expect(page.contains("<&amp;>") == false)
        #expect(
            page.components(separatedBy: "<details").count
                == page.components(separatedBy: "</details>").count)
        #expect(
            page.components(separatedBy: "<div").count
                == page.components(separatedBy: "</div>").count)
    }
}
