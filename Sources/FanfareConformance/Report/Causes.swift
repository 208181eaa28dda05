import HTTPEngine
import JSONTree
import SafeText
import Synchronization

/// Differences that share one cause: the same thing said about the same call, seen by several scenarios.
package struct Cause: Sendable {
    /// What is the matter, in one line.
    package let text: String
    /// The verdict it leads to.
    package let verdict: Verdict
    /// The scenario that shows it first.
    package let example: String
    /// All that show it, the example first.
    package internal(set) var scenarios: [String]

    /// The causes of all that differed in a run, what most scenarios show first.
    package static func of(_ results: [ScenarioResult]) -> [Cause] {
        var found: [String: Cause] = [:]
        for result in results where result.needsALook {
            for text in Set(result.causes) {
                found[
                    "\(result.verdict) \(text)",
                    default: Cause(
                        text: text, verdict: result.verdict, example: result.scenario.name,
                        scenarios: [])
                ].scenarios.append(result.scenario.name)
            }
        }
        return found.values.sorted {
            ($1.scenarios.count, $0.example, $0.text) < ($0.scenarios.count, $1.example, $1.text)
        }
    }
}

extension ScenarioResult {
    /// What is the matter, one line for each cause, the gravest first; none where nothing is.
    package var causes: [String] {
        var causes: [String] = []
        let gravest = findings.map(\.severity).max()
        for finding in findings where finding.severity == gravest {
            let cause = cause(of: finding)
            if !causes.contains(cause) { causes.append(cause) }
        }
        if causes.isEmpty, verdict == .blocked, let reason {
            causes = [Self.general(mask.maskedAnswer(reason))]
        }
        return causes.map { DifferenceText.clipped(Printable.line($0), to: 300) }
    }

    /// What the matter is with one answer.
    func cause(of finding: Finding) -> String {
        // A server that breaks down, or that lets nobody in any more, does so whatever it is asked.
        if let response = finding.exchange.response, !finding.exchange.isWebhook,
            let error = response.json?["error"]?.string,
            response.status >= 500 || error == "Invalid publishable key",
            finding.mismatches.contains(where: \.isAboutStatus)
        {
            return "any call: \(response.status), \(mask.maskedAnswer(error))"
        }
        let preflight = finding.exchange.response?.status ?? 0
        if finding.exchange.request.method == "OPTIONS", preflight >= 300,
            finding.mismatches.contains(where: \.isAboutStatus)
        {
            return "any preflight: status \(preflight)"
        }
        let request = scenario.steps[finding.exchange.step].requests.first
        let call = request.map { "\(Operation($0))" } ?? finding.exchange.request.method
        let mismatches = finding.mismatches.map { mismatch -> String in
            // What a value is not says more than where it stands.
            if case .body(let difference) = mismatch {
                let leaves = difference.leavesWithPointers()
                let remarks = Set(leaves.compactMap(\.leaf.remark))
                if leaves.count == 1, let remark = remarks.first, leaves[0].leaf.kind == .pattern {
                    return "body\(leaves[0].pointer): \(mask.masked(remark))"
                }
            }
            return mismatch.summaries(mask: mask).joined(separator: "; ")
        }
        // What is wrong with a header alone, something before the calls may do to all of them.
        let isHeaders = finding.mismatches.allSatisfy(\.isAboutHeader)
        return (isHeaders ? "" : "\(call): ") + Self.general(mismatches.joined(separator: "; "))
    }

    /// A text without what is new in every scenario: names, numbers, times.
    static func general(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let hasDigit = word.utf8.contains { (0x30...0x39).contains($0) }
            guard word.utf8.count > 8, hasDigit || word.contains("@") else { return word }
            return "…"
        }.joined(separator: " ")
    }
}

/// Which causes have been shown already, so that each is shown once.
package final class ShownCauses: Sendable {
    private let shown = Mutex<Set<String>>([])

    /// Remembers nothing yet.
    package init() {}

    /// Whether something about a result has not been shown before; from then on it has.
    func isNews(_ result: ScenarioResult) -> Bool {
        let causes = result.causes.map { "\(result.verdict) \($0)" }
        guard !causes.isEmpty else { return true }
        return shown.withLock { shown in
            let count = shown.count
            shown.formUnion(causes)
            return shown.count > count
        }
    }
}
