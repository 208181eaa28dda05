import JSONTree
import SafeText

/// Lines that make GitHub mark the scenario's line in a pull request.
package enum GitHubAnnotations {
    /// GitHub shows no more than ten of a kind a step.
    package static let limit = 10

    /// At most ten commands, failures before warnings.
    package static func text(_ report: RunReport) -> String {
        let shown = ShownCauses()
        let worst = report.results.filter {
            $0.needsALook && $0.verdict != .known && shown.isNews($0)
        }
        .sorted { $0.verdict.rank < $1.verdict.rank }
        let ending = report.ending.map {
            "::error title=\(property("fanfare-kit conform"))::\(data($0))\n"
        }
        let lines = [ending].compactMap(\.self) + worst.lazy.map(annotation)
        return lines.prefix(limit).joined()
    }

    private static func annotation(_ result: ScenarioResult) -> String {
        let place = result.findings.first?.shownPlace ?? FileLocation(result.scenario.file, 0)
        let position = place.position
        let kind = result.verdict == .warning ? "warning" : "error"
        let title = property("\(result.verdict.rawValue): \(result.scenario.name)")
        return
            "::\(kind) file=\(property(place.file.shownPath)),line=\(position.line),col=\(position.column),"
            + "title=\(title)::\(data(JUnitReport.message(result)))\n"
    }

    private static func data(_ text: String) -> String {
        Printable.line(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing(
            "\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}

extension Verdict {
    fileprivate var rank: Int { self == .warning ? 1 : 0 }
}
