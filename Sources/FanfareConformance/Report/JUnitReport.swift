import SafeText

/// A run as JUnit XML: one suite a chapter, one case a scenario.
package enum JUnitReport {
    /// The document.
    package static func text(_ report: RunReport) -> String {
        var chapters: [(name: String, results: [ScenarioResult])] = []
        for result in report.results {
            let chapter = String(result.scenario.name.prefix { $0 != "/" })
            if chapters.last?.name == chapter {
                chapters[chapters.count - 1].results.append(result)
            } else {
                chapters.append((chapter, [result]))
            }
        }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        let flaw = report.isMisleading ? report.ending : nil
        let counts = attributes(of: report.results, andErrors: flaw == nil ? 0 : 1)
        lines.append(
            "<testsuites name=\"\(XML.escape("fanfare-kit conform \(report.context.target.name)"))\""
                + " \(counts) time=\"\(seconds(report.milliseconds))\">")
        for (index, chapter) in chapters.enumerated() {
            lines += suite(
                chapter.name, chapter.results, report, properties: index == 0 ? facts(report) : [])
        }
        if let flaw { lines += suite(of: flaw, report) }
        lines.append("</testsuites>")
        return lines.map { $0 + "\n" }.joined()
    }

    private static func suite(
        _ name: String, _ results: [ScenarioResult], _ report: RunReport, properties: [String]
    ) -> [String] {
        let time = results.reduce(0) { $0 + $1.milliseconds }
        let skipped = results.count { $0.verdict.isSkipped }
        let stamp = String("\(report.startedAt)".prefix(19))
        let head =
            "  <testsuite name=\"\(XML.escape(name))\" \(attributes(of: results))"
            + " skipped=\"\(skipped)\" timestamp=\"\(stamp)\" time=\"\(seconds(time))\">"
        return [head] + properties + results.flatMap { testCase($0, report.context) }
            + ["  </testsuite>"]
    }

    /// What the run was, as properties: the form has them inside a suite alone, so the first has them.
    private static func facts(_ report: RunReport) -> [String] {
        let lines = RunFacts.all(report).map {
            "      <property name=\"\(XML.escape($0.name))\" value=\"\(XML.escape($0.value))\"/>"
        }
        return ["    <properties>"] + lines + ["    </properties>"]
    }

    /// A case of its own that is in error: scenarios that were skipped alone would leave it green.
    private static func suite(of flaw: String, _ report: RunReport) -> [String] {
        let name =
            report.signal == nil && report.fatal == nil
            ? "something is checked" : "the run goes to its end"
        let stamp = String("\(report.startedAt)".prefix(19))
        return [
            "  <testsuite name=\"run\" \(attributes(of: [], andErrors: 1)) skipped=\"0\""
                + " timestamp=\"\(stamp)\" time=\"\(seconds(0))\">",
            "    <testcase name=\"\(name)\" classname=\"run.end\" time=\"\(seconds(0))\">",
            "      <error message=\"\(XML.escape(flaw))\"/>", "    </testcase>",
            "  </testsuite>",
        ]
    }

    private static func attributes(
        of results: [ScenarioResult], andErrors more: Int = 0
    ) -> String {
        let failures = results.count { $0.verdict.isFailure }
        let errors = results.count { $0.verdict == .blocked } + more
        return "tests=\"\(results.count + more)\" failures=\"\(failures)\" errors=\"\(errors)\""
    }

    private static func testCase(_ result: ScenarioResult, _ context: RunContext) -> [String] {
        let scenario = result.scenario
        let head =
            "    <testcase name=\"\(XML.escape(result.title))\""
            + " classname=\"\(XML.escape(scenario.name.replacing("/", with: ".")))\""
            + " time=\"\(seconds(result.milliseconds))\""
        let inside = children(result, context)
        return inside.isEmpty ? [head + "/>"] : [head + ">"] + inside + ["    </testcase>"]
    }

    private static func children(_ result: ScenarioResult, _ context: RunContext) -> [String] {
        let message = XML.escape(message(result))
        let block = FailureBlock(result, in: context).text
        switch result.verdict {
        case .failed, .unexpectedlyPassed:
            return ["      <failure message=\"\(message)\">\(XML.escape(block))</failure>"]
        case .blocked: return ["      <error message=\"\(message)\">\(XML.escape(block))</error>"]
        case .notRun: return ["      <skipped message=\"not run: \(message)\"/>"]
        case .inconclusive: return ["      <skipped message=\"inconclusive: \(message)\"/>"]
        case .known, .unsupported, .notJudged: return ["      <skipped message=\"\(message)\"/>"]
        case .warning, .note: return ["      <system-out>\(XML.escape(block))</system-out>"]
        case .passed: return []
        }
    }

    /// What happened, in one line.
    static func message(_ result: ScenarioResult) -> String {
        let findings = result.findings.map { $0.summary(mask: result.mask) }
        let reason =
            result.reason.map {
                [DifferenceText.clipped(result.mask.maskedAnswer($0), to: 1000)]
            } ?? []
        return Printable.line((findings + reason).joined(separator: " | "))
    }

    /// A text as it stands inside the document.
    package static func escaped(_ text: String) -> String { XML.escape(text) }

    private static func seconds(_ milliseconds: Int) -> String {
        "\(milliseconds / 1000).\((milliseconds % 1000).padded(3))"
    }
}

extension Verdict {
    /// Whether it makes a run fail.
    package var isFailure: Bool { self == .failed || self == .unexpectedlyPassed }
    /// Whether nothing was learned about the target.
    package var isSkipped: Bool {
        [.known, .unsupported, .notJudged, .inconclusive, .notRun].contains(self)
    }
}

/// Text inside XML.
enum XML {
    /// Escapes what has a meaning; what XML 1.0 cannot hold at all is not printable either.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in Printable.lines(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n": escaped += "&#10;"
            case "\t": escaped += "&#9;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
