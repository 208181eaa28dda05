import JSONTree
import SafeText

/// A scenario as a person reads it: its requests as HTTP, the answers it expects below them.
package struct ScenarioText {
    /// The lines.
    package private(set) var lines: [String] = []
    private let suite: Suite

    /// Lays out a scenario.
    package init(_ scenario: Scenario, in suite: Suite) {
        self.suite = suite
        lines.append("# \(scenario.title)")
        lines.append("# " + cited(scenario.clause.id))
        if scenario.needsSandbox { lines.append("# in an organization of its own") }
        if let world = scenario.world { lines.append("# whose world is \(world.text())") }
        var sentence: String?
        for (index, step) in scenario.steps.enumerated() {
            lines.append("")
            if let given = step.given, given != sentence { lines.append("# given: \(given)") }
            sentence = step.given
            if let why = step.why { lines.append("# \(why)") }
            if let condition = step.condition {
                lines.append("# only where \(condition.reading) is \(condition.answer)")
            }
            add(step, number: index + 1, scenario)
        }
    }

    /// The lines as one text, a line end after each.
    package var text: String { lines.map { Printable.line($0) + "\n" }.joined() }

    private func cited(_ id: String) -> String {
        guard let clause = suite.clauses[id] else { return id }
        let page = suite.pages[clause.page]?.title ?? clause.page
        return
            "\(id) [\(clause.evidence.rawValue)]: \"\(clause.text)\" (\(page), \"\(clause.section)\")"
    }

    private mutating func add(_ step: Step, number: Int, _ scenario: Scenario) {
        switch step.action {
        case .advance(let span): lines.append("\(number). the clock moves by \(span)")
        case .inbox(let recipient, let expect):
            lines.append("\(number). the newest message for \(recipient.source) is read")
            for block in expect { add(block, count: nil, scenario) }
        case .webhook(let pattern):
            let which = pattern.attempt == 1 ? "" : ", for the \(pattern.attempt). time,"
            lines.append(
                "\(number). the webhook \(pattern.type) about \(pattern.about.source)\(which) comes"
            )
            for block in pattern.expect { add(block, count: nil, scenario) }
        case .send(let request, let times, let expect):
            add(request, number: number, suffix: times > 1 ? "   (\(times) times)" : "")
            guard let expect else {
                lines.append("   => 2xx, or the scenario is blocked")
                break
            }
            for block in expect { add(block, count: nil, scenario) }
        case .together(let requests, let groups):
            let suffix = "   (one of \(requests.count) at the same moment)"
            if let first = requests.first { add(first, number: number, suffix: suffix) }
            for group in groups { add(group.block, count: group.count, scenario) }
        }
        for keep in step.keep {
            lines.append("   keep {\(keep.name)} = \(keep.source.text)")
        }
    }

    private mutating func add(_ request: RequestPattern, number: Int, suffix: String) {
        lines.append("\(number). \(request.method) \(request.path.source)\(suffix)")
        for (name, value) in request.shownHeaders { lines.append("   \(name): \(value)") }
        switch request.body {
        case .none: break
        case .json(let node):
            lines.append("")
            lines += node.text(.indented).split(separator: "\n").map { "   " + $0 }
        case .text(let text):
            lines.append("")
            lines.append("   " + text.source)
        }
        lines.append("")
    }

    private mutating func add(_ block: AnswerBlock, count: Int?, _ scenario: Scenario) {
        if let alternatives = block.alternatives {
            lines.append("   => by the target's answer to \(alternatives.reading)")
            for (answer, block) in alternatives.blocks {
                lines.append("      \(answer):")
                add(block, count: nil, scenario)
            }
            return
        }
        let status = block.status.map(\.description) ?? "any status"
        lines.append("   => " + (count.map { "\($0) times " } ?? "") + status)
        if let clause = block.clause { lines.append("      # " + cited(clause.id)) }
        for (name, pattern) in block.headers {
            let text = PatternText(pattern).lines.joined(separator: " ")
            lines.append("      \(name): \(text)")
        }
        if block.empty != nil { lines.append("      (no body)") }
        if let body = block.body { lines += PatternText(body).lines.map { "      " + $0 } }
    }
}

extension Keep.Source {
    fileprivate var text: String {
        switch self {
        case .body(let pointer): pointer.source.isEmpty ? "the whole body" : pointer.source
        case .header(let name): "header \(name)"
        }
    }
}

extension RequestPattern {
    /// The headers as they will be sent, variables standing for themselves.
    var shownHeaders: [(name: String, value: String)] {
        var shown: [(name: String, value: String)] = []
        switch credential {
        case .publishable: shown.append(("X-Publishable-Key", "{publishableKey}"))
        case .secret: shown.append(("Authorization", "Bearer {secretKey}"))
        case .secretHeaders:
            shown += [("X-Organization-Id", "{organizationId}"), ("X-Secret-Key", "{secretKey}")]
        case .nobody: break
        }
        if let token { shown.append(("Authorization", "Bearer " + token.source)) }
        if case .none = body {} else { shown.append(("Content-Type", "application/json")) }
        for (name, value) in headers {
            shown.removeAll { $0.name.lowercased() == name.lowercased() }
            if let value { shown.append((name, value.source)) }
        }
        return shown
    }
}
