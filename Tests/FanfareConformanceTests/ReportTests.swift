import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

struct ReportTests {
    /// A run with every verdict that a run without known differences can have.
    static func report() throws -> RunReport {
        func scenario(_ clause: String, _ steps: String) -> String {
            #"{"title": "\#(clause) <&> \"quoted\" \#(steps.count)", "clause": "\#(clause)", "steps": \#(steps)}"#
                .replacing("\u{2028}", with: "")
        }
        let differs =
            #"[{"send": "GET /", "expect": {"status": 201, "headers": {"A": "b"}, "body": {"token": "x", "n": "1"}}}]"#
        let suite = try Suite(
            files: TinySuite.files([
                "otp/passed": scenario("otp.a", #"[{"send": "GET /", "expect": {"status": 200}}]"#),
                "otp/failed": scenario("otp.a", differs),
                "guide/warning": scenario("otp.g", differs),
                "guide/note": scenario("otp.c", differs + " "),
                "otp/blocked": scenario(
                    "otp.a",
                    #"[{"send": "GET /gone"}, {"send": "GET /", "expect": {"status": 200}}]"#),
                "otp/unsupported": scenario(
                    "otp.a", #"[{"advance": "1s"}, {"send": "GET /", "expect": {"status": 200}}]"#),
            ]))
        let target = ScriptedTarget { request in
            request.path.hasSuffix("gone")
                ? .json(404, "{}") : .json(200, #"{"token": "tok_98765", "n": 1}"#)
        }
        let context = try target.context(suite)
        var results = Runner(context, workers: 2).run(suite.scenarios)
        for index in results.indices { results[index].milliseconds = index }
        return RunReport(
            context: context, results: results,
            startedAt: Timestamp(milliseconds: 1_767_225_600_000),
            milliseconds: 1234)
    }

    @Test func `totals count every verdict`() throws {
        let totals = try Self.report().totals
        #expect(
            totals.text
                == "6 scenarios: 1 passed, 1 failed, 1 warning, 1 unsupported, 1 blocked, 1 note")
    }

    @Test func `JUnit has one case a scenario and reads as XML`() throws {
        let text = JUnitReport.text(try Self.report())
        final class Counter: NSObject, XMLParserDelegate {
            var elements: [String: Int] = [:]
            var names: [String] = []
            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
                qualifiedName: String?, attributes: [String: String]
            ) {
                elements[name, default: 0] += 1
                if name == "testcase" { names.append(attributes["classname"] ?? "") }
            }
        }
        let counter = Counter()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = counter
        #expect(parser.parse())
        #expect(
            counter.elements == [
                "testsuites": 1, "testsuite": 2, "testcase": 6, "failure": 1, "error": 1,
                "skipped": 1,
                "system-out": 2, "properties": 1, "property": 4,
            ])
        #expect(counter.names.first == "guide.note")
        #expect(
            text.contains(
                #"<testsuites name="fanfare-kit conform target" tests="6" failures="1" errors="1" time="1.234">"#
            ))
        #expect(
            text.contains(
                #"message="otp.a: status 200, expected 201; header A is missing, expected &quot;b&quot;; body/token"#
            ))
        #expect(!text.contains("tok_98765"))
    }

    @Test func `a control character never makes the XML unreadable`() {
        #expect(JUnitReport.escaped("a\u{1}<\n\u{FFFF}") == "a\\u{1}&lt;&#10;\\u{FFFF}")
    }

    @Test func `the JSON report follows its schema`() throws {
        let report = try Self.report()
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/report.schema.json")))
        let document = try JSONNode(parsing: JSONReport.text(report))
        #expect(schema.violations(document) == [])
        #expect(document["totals"]?["all"]?.integer == 6)
        #expect(document["exitStatus"]?.integer == 1)
        let failed = document["scenarios"]?.elements?.first { $0["verdict"]?.string == "failed" }
        let differences = failed?["findings"]?[0]?["differences"]?.elements ?? []
        #expect(differences.map { $0["part"]?.string } == ["status", "header", "body", "body"])
        #expect(differences.map { $0["kind"]?.string } == ["value", "missing", "value", "kind"])
        #expect(!JSONReport.text(report).contains("tok_98765"))
    }

    @Test func `the console shows what needs a look, and everything when asked`() throws {
        let report = try Self.report()
        func shown(_ manner: ConsoleReport) -> [String] {
            report.results.compactMap {
                manner.text($0, in: report.context)?.split(separator: "\n").first.map(String.init)
            }
        }
        let quiet = ConsoleReport(isColoured: false, isVerbose: false)
        #expect(
            shown(quiet) == [
                "WARNING  guide/warning", "BLOCKED  otp/blocked", "FAILED  otp/failed",
            ])
        #expect(
            shown(ConsoleReport(isColoured: false, isVerbose: true)) == [
                "NOTE  guide/note", "WARNING  guide/warning", "BLOCKED  otp/blocked",
                "FAILED  otp/failed",
                "passed  otp/passed",
                "unsupported  otp/unsupported: needs a clock that can be moved by 1s",
            ])
        expectSameText(
            quiet.summary(report),
            """
            unsupported: 1 scenario, needs a clock that can be moved: --patience 1s, or the control protocol
            notes: 1 differ where nothing is promised (--verbose)
            6 scenarios: 1 passed, 1 failed, 1 warning, 1 unsupported, 1 blocked, 1 note (1234 ms)

            """)
        let coloured = ConsoleReport(isColoured: true, isVerbose: false)
        #expect(
            report.results.compactMap { coloured.text($0, in: report.context) }.joined().contains(
                "\u{1B}[31m    | -"))
    }

    @Test func `a scenario file without a verdict is noticed by a count of its own`() throws {
        let files = SuiteFile.embedded
        let all = files.count { $0.path.hasPrefix("specs/v1/scenarios/") }
        #expect(Conform.miscount(verdicts: all - 3, deselected: 3, files: files) == nil)
        #expect(Conform.miscount(verdicts: all - 4, deselected: 3, files: files) != nil)
    }
}
