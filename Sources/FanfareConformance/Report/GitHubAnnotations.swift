import HTTPEngine
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
        let lines = [ending].compactMap(\.self) + worst.lazy.map { annotation($0, report.context) }
        return lines.prefix(limit).joined()
    }

    /// Where it is shown: the scenario's line if that is a file of whoever reads it, else the target's file.
    private static func annotation(_ result: ScenarioResult, _ context: RunContext) -> String {
        let scenario = result.findings.first?.shownPlace ?? FileLocation(result.scenario.file, 0)
        let path = scenario.file.isEmbedded ? context.target.path : scenario.file.shownPath
        let position = scenario.file.isEmbedded ? nil : scenario.position
        let file = path.map {
            "file=\(property($0)),line=\(position?.line ?? 1),col=\(position?.column ?? 1),"
        }
        let kind = result.verdict == .warning ? "warning" : "error"
        let title = property("\(result.verdict.rawValue): \(result.scenario.name)")
        return
            "::\(kind) \(file ?? "")title=\(title)::\(data(asked(result) + JUnitReport.message(result)))\n"
    }

    /// The request that it is about.
    private static func asked(_ result: ScenarioResult) -> String {
        let exchange = result.findings.first?.exchange ?? result.exchanges.last
        return exchange.map {
            result.mask.masked("\($0.request.method) \($0.request.target)") + ": "
        } ?? ""
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
