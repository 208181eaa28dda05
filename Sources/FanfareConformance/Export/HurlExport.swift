import JSONTree
import SafeText

/// A scenario as a Hurl file, for people who already have a runner.
package enum HurlExport {
    /// The file, nil where Hurl has no words for a step: time, inboxes and simultaneous requests.
    package static func text(_ scenario: Scenario, in suite: Suite) -> String? {
        var lines = [Printable.line("# \(scenario.title)")]
        if let clause = suite.clauses[scenario.clause.id] {
            lines.append(
                Printable.line(
                    "# \(clause.id) [\(clause.evidence.rawValue)]: \(clause.text)"))
        }
        let used = scenario.variables.map(\.name)
        for step in scenario.steps {
            guard case .send(let request, let times, let blocks) = step.action else { return nil }
            lines.append("")
            if let why = step.why { lines.append(Printable.line("# \(why)")) }
            lines += requestLines(request, times: times)
            lines += answerLines(blocks, step.keep, used)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func requestLines(_ request: RequestPattern, times: Int) -> [String] {
        let root = request.atOrigin ? "{{origin}}" : "{{url}}"
        var lines = ["\(request.method) \(root)\(variables(request.path))"]
        lines += request.shownHeaders.map { "\($0.name): \(variables(Template($0.value)))" }
        if times > 1 { lines += ["[Options]", "repeat: \(times)"] }
        switch request.body {
        case .none: break
        case .json(let node):
            lines += ["```json", variables(Template(node.text(.indented))), "```"]
        case .text(let text): lines += ["```", variables(text), "```"]
        }
        return lines
    }

    /// Hurl writes variables in two braces and without dots.
    static func variables(_ template: Template) -> String {
        template.segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable(let name): "{{\(name.replacing(".", with: "_"))}}"
            }
        }.joined()
    }

    private static func answerLines(
        _ blocks: [AnswerBlock]?, _ keeps: [Keep], _ used: [String]
    ) -> [String] {
        var asserts = (blocks ?? []).flatMap(HurlAsserts.lines)
        if blocks == nil { asserts = ["status >= 200", "status < 300"] }
        let captures = keeps.flatMap { captureLines($0, used) }
        return ["HTTP *"] + (captures.isEmpty ? [] : ["[Captures]"] + captures) + ["[Asserts]"]
            + asserts
    }

    /// Hurl keeps no documents: of a kept body, exactly what later steps speak of is captured.
    private static func captureLines(_ keep: Keep, _ used: [String]) -> [String] {
        switch keep.source {
        case .header(let name): return ["\(keep.name): header \"\(name)\""]
        case .body(let pointer):
            let names = Set(used.filter { $0 == keep.name || $0.hasPrefix(keep.name + ".") })
                .sorted()
            return names.map { name in
                let inside = name.dropFirst(keep.name.count).replacing(".", with: "/")
                let path = HurlAsserts.path(variables(pointer) + inside)
                return "\(name.replacing(".", with: "_")): jsonpath \"\(path)\""
            }
        }
    }
}
