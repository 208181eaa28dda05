import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing
import TokenSigning

/// Nothing that a target says is obeyed by whoever reads a report.
struct HostileTargetTests {
    private static let bad = HostileTexts.one

    private static func answer(_ request: HTTPRequest) -> HTTPResponse {
        let body: JSONNode = [
            "kept": JSONNode(bad), "error": JSONNode(bad), "n": 1,
            bad: ["inner": JSONNode(bad)],
            "list": [JSONNode(bad), JSONNode(bad)],
        ]
        var response = HTTPResponse.json(500, body.text())
        response.headers.append("Location", bad)
        response.headers.append(bad, bad)
        if request.target.hasSuffix("/raw") { response.body = Array((bad + "\n" + bad).utf8) }
        return response
    }

    private static let steps = """
        [{"why": "w", "send": "GET /a", "expect": {"status": 500}, "keep": {"kept": "/kept", "header": "header:Location"}},
         {"send": "POST /b/{kept}", "body": {"x": "{kept}", "{kept}": 1}, "headers": {"X-Kept": "{kept}"},
          "expect": {"status": 200, "headers": {"Location": "/home", "X-None": "x"},
            "body": {"error": "{header}", "kept": 1, "n": "{kept}", "missing": "{kept}", "list": [1]}}},
         {"send": "GET /raw", "expect": {"body": {"a": 1}}},
         {"send": "GET /raw", "expect": {"status": 200, "empty": true}},
         {"send": "POST /c", "text": "{kept}"}]
        """

    private static func report() throws -> RunReport {
        let suite = try TinySuite.suite(steps: steps)
        let target = ScriptedTarget(answer)
        var context = try target.context(suite) { $0.name = bad }
        var results = Runner(context, workers: 1).run(suite.scenarios)
        #expect(results.map(\.verdict) == [.failed])
        results[0].notes = [bad]
        results[0].reason = bad
        // Also what never got so far.
        context = try target.context(suite) { $0.name = bad }
        var blocked = try ScriptedTarget(answer).run(
            try TinySuite.suite(
                steps: #"[{"send": "GET /raw"}, {"send": "GET /", "expect": {"status": 1}}]"#
                    .replacing("1}}", with: "201}}")))
        #expect(blocked.verdict == .blocked)
        blocked.reason = bad
        return RunReport(
            context: context, results: results + [blocked], startedAt: Timestamp(milliseconds: 0),
            milliseconds: 0)
    }

    private static func texts(_ report: RunReport) -> [String: String] {
        let console = ConsoleReport(isColoured: false, isVerbose: true)
        return [
            "console": report.results.compactMap { console.text($0, in: report.context) }.joined()
                + console.summary(report),
            "JUnit": JUnitReport.text(report), "JSON": JSONReport.text(report),
            "HTML": HTMLReport.text(report), "Markdown": MarkdownReport.text(report),
            "TAP": TAPReport.text(report),
            "known": KnownDifferences.template(report, at: Timestamp(milliseconds: 0)),
        ]
    }

    @Test func `no control character and no workflow command survives in any report`() throws {
        let report = try Self.report()
        for (format, text) in Self.texts(report) {
            #expect(text.utf8.count > 100)
            let dangers = HostileTexts.dangers(in: text)
            #expect(dangers.isEmpty, "\(format): \(Set(dangers)) in \(text)")
        }
        let annotations = GitHubAnnotations.text(report).split(separator: "\n")
        #expect(annotations.count == 2)
        for line in annotations {
            #expect(line.hasPrefix("::error file="))
            #expect(HostileTexts.dangers(in: String(line.dropFirst(2))).isEmpty, "\(line)")
        }
    }

    @Test func `an answer can not break out of the report that quotes it`() throws {
        let texts = Self.texts(try Self.report())
        let lines = { (format: String) in (texts[format] ?? "").split(separator: "\n") }
        #expect(lines("TAP").count { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") } == 2)
        #expect(lines("TAP").count { $0.hasPrefix("  ...") } == 2)
        #expect(lines("console").allSatisfy { !$0.hasPrefix("ok 99") })
        let html = texts["HTML"] ?? ""
        #expect(!html.contains("<img") && !html.contains("<b>\"") && !html.contains("<!-- x"))
        #expect(
            html.components(separatedBy: "<details").count
                == html.components(separatedBy: "</details>").count)
        let markdown = lines("Markdown")
        let fences = markdown.filter { $0.hasPrefix("````") }
        #expect(fences.count == 4)
        #expect(!markdown[0].contains(" <img"))
        #expect(markdown.filter { $0 == "</details>" }.count == 2)
        for scalar in (texts["JUnit"] ?? "").unicodeScalars {
            #expect(scalar != "\u{FFFE}" && (scalar.value >= 0x20 || scalar == "\n"))
        }
        #expect(try JSONNode(parsing: texts["JSON"] ?? "")["target"]?["name"]?.string == Self.bad)
    }

    @Test func `two targets are compared without obeying either`() throws {
        let suite = try TinySuite.suite(steps: #"[{"send": "GET /x", "expect": {"status": 500}}]"#)
        let one = try ScriptedTarget(Self.answer).run(suite)
        let other = try ScriptedTarget { _ in .json(500, #"{"error": "e", "n": 2}"#) }.run(suite)
        let text = try #require(
            ComparisonText.text(Comparison(one, other), masks: [one.mask, other.mask]))
        #expect(HostileTexts.dangers(in: text).isEmpty, "\(text)")
    }

    @Test func `a scenario by somebody else is shown and exported without obeying it`() throws {
        let bad = JSONNode(Self.bad).text()
        let scenario = """
            {"title": \(bad), "clause": "otp.a", "steps":
             [{"why": \(bad), "send": "GET /", "headers": {"X": \(bad)}, "expect": {"status": 200, "body": {"a": \(bad)}}}]}
            """
        let suite = try Suite(files: TinySuite.files(["otp/one": scenario]))
        let found = try #require(suite.scenarios.first)
        #expect(HostileTexts.dangers(in: ScenarioText(found, in: suite).text).isEmpty)
        var target = Target(
            name: "here", address: try #require(TargetAddress("http://127.0.0.1:4802")))
        target.hasControl = false
        let hurl = try HurlExport(suite, for: target).file(found).text.split(separator: "\n")
        #expect(
            hurl.filter { $0.hasPrefix("#") }.allSatisfy {
                HostileTexts.dangers(in: String($0)).isEmpty
            })
        #expect(hurl.prefix(5).allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("GET ") })
        let problem = SuiteProblem(path: Self.bad, Self.bad).description
        #expect(HostileTexts.dangers(in: problem).isEmpty && !problem.contains("\n"))
    }

    @Test func `the page runs its own script and no other`() throws {
        let page = HTMLReport.text(try Self.report())
        let script = try #require(page.firstMatch(of: #/<script>((?s).*?)</script>/#)).1
        let digest = SHA256.hash(String(script)).bytes
        #expect(page.contains("script-src 'sha256-\(Data(digest).base64EncodedString())'"))
        #expect(page.components(separatedBy: "<script").count == 2)
    }
}
