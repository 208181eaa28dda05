import HTTPEngine
import JSONTree

/// One scenario on the page: folded away unless it needs a look.
struct HTMLScenario {
    private let result: ScenarioResult
    private let context: RunContext

    init(_ result: ScenarioResult, _ context: RunContext) {
        self.result = result
        self.context = context
    }

    var text: String {
        let scenario = result.scenario
        let style = result.verdict.style
        return """
            <details class="scenario" id="\(XML.escape(scenario.name))" data-verdict="\(style)"\
            \(result.needsALook ? " open" : "")>
            <summary><i class="\(style)"></i><span class="verdict">\(result.verdict.rawValue)</span> \
            \(XML.escape(result.title)) <code>\(XML.escape(scenario.name))</code></summary>
            \(remarks)\(exchanges)</details>
            """
    }

    private var remarks: String {
        var lines = result.known.map { "<p class=\"known-reason\">known: \(shown($0.reason))</p>" }
        if let reason = result.reason { lines.append("<p class=\"reason\">\(shown(reason))</p>") }
        if !result.changes.isEmpty {
            lines.append(
                "<pre class=\"difference\">\(result.changes.map(shown).joined(separator: "\n"))</pre>"
            )
        }
        lines += result.notes.map { "<p class=\"remark\">note: \(shown($0))</p>" }
        return lines.map { $0 + "\n" }.joined()
    }

    private var exchanges: String {
        result.exchanges.enumerated().map { index, exchange in
            exchangeText(exchange, findings(about: exchange, isLast: isLastOfStep(index)))
        }.joined()
    }

    private func isLastOfStep(_ index: Int) -> Bool {
        let next = result.exchanges.dropFirst(index + 1).first
        return next?.step != result.exchanges[index].step
    }

    /// The findings of a step's exchange; those of repeated requests stand with the last.
    private func findings(about exchange: Exchange, isLast: Bool) -> [Finding] {
        isLast ? result.findings.filter { $0.exchange.step == exchange.step } : []
    }

    private func exchangeText(_ exchange: Exchange, _ findings: [Finding]) -> String {
        let curl = CurlLine.text(exchange, to: context.target, mask: result.mask)
        let copy =
            "<button type=\"button\" class=\"copy\" data-copy=\"\(XML.escape(curl))\">copy curl</button>"
        let when = findings.lazy.compactMap(\.exchange.now).first.map { ", at \($0)" } ?? ""
        let line = DifferenceText.clipped(
            result.mask.masked("\(exchange.request.method) \(exchange.request.target)"), to: 400)
        let status =
            exchange.isWebhook
            ? "a webhook" : exchange.response.map { String($0.status) } ?? "no answer"
        return """
            <details class="exchange"\(findings.isEmpty ? "" : " open")>
            <summary class="step">step \(exchange.step + 1) of \(result.scenario.steps.count)\(when) \
            <code>\(escaped(line)) → \(status)</code></summary>
            \(findings.map(findingText).joined(separator: "\n"))
            \(exchange.isWebhook ? "" : copy)
            <div class="messages">
            <pre class="request">\(escaped(requestText(exchange)))</pre>
            <pre class="response">\(escaped(responseText(exchange)))</pre>
            </div></details>

            """
    }

    private func requestText(_ exchange: Exchange) -> String {
        let request = exchange.request
        let mask = result.mask
        let lines = request.headers.map { mask.masked("\($0.name): \($0.value)") }
        return message(
            [mask.masked("\(request.method) \(request.target)")] + lines, request.body,
            exchange.requestBodyBytes, mask.masked)
    }

    private func responseText(_ exchange: Exchange) -> String {
        guard let response = exchange.response else { return "no answer" }
        let mask = result.mask
        let lines = response.headers.map { name, value in
            mask.masked(name) + ": " + mask.maskedHeader(name, value)
        }
        return message(
            ["\(response.status)"] + lines, response.body, exchange.responseBytes,
            mask.maskedAnswer)
    }

    /// A message as it went over the wire, its JSON indented.
    private func message(
        _ head: [String], _ body: [UInt8], _ length: Int, _ masked: (String) -> String
    ) -> String {
        let head = head.map { DifferenceText.clipped($0, to: 1000) }.joined(separator: "\n")
        guard !body.isEmpty else { return head }
        let text =
            (try? JSONNode(parsing: body))?.text(.indented) ?? String(decoding: body, as: UTF8.self)
        let remark = length == body.count ? "" : "\n\n(\(length) bytes)"
        return head + "\n\n" + DifferenceText.clipped(masked(text), to: 4000) + remark
    }

    private func findingText(_ finding: Finding) -> String {
        let clause = finding.clause
        let page = context.suite.pages[clause.page]
        let source = "\(page?.title ?? clause.page), \(clause.section)"
        return """
            <div class="finding \(finding.severity.rawValue)">
            <p><b>\(clause.id)</b> <abbr title="evidence">\(clause.evidence.rawValue)</abbr> \
            \(XML.escape(clause.text)) <a href="\(XML.escape(page?.url ?? ""))">\(XML.escape(source))</a></p>
            <p class="place">\(XML.escape(finding.shownPlace.description))</p>
            \(finding.mismatches.map(mismatchText).joined(separator: "\n"))
            </div>
            """
    }

    private func mismatchText(_ mismatch: Mismatch) -> String {
        guard case .body(let difference) = mismatch else {
            let lines = mismatch.summaries(mask: result.mask).map(XML.escape)
            return "<p class=\"mismatch\">\(lines.joined(separator: "<br>"))</p>"
        }
        let lines = DifferenceText(difference, mask: result.mask).lines.map { line in
            let style = line.hasPrefix("- ") ? "minus" : line.hasPrefix("+ ") ? "plus" : ""
            return "<span class=\"\(style)\">\(XML.escape(line))</span>"
        }
        return
            "<pre class=\"difference\"><b>- expected, + actual</b>\n\(lines.joined(separator: "\n"))</pre>"
    }

    private func shown(_ text: String) -> String {
        escaped(DifferenceText.clipped(result.mask.maskedAnswer(text), to: 1000))
    }

    private func escaped(_ text: String) -> String {
        // A newline is meant here: only in attributes does it need an escape.
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { XML.escape(String($0)) }.joined(separator: "\n")
    }
}
