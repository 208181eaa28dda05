import HTTPEngine
import JSONTree
import SafeText

/// A scenario that did not pass, as a person reads it: what, which clause, where, how, and again.
///
/// ```
/// FAILED  otp/expired-code                                                     heading
///         a code older than ten minutes is refused as expired                  heading
///         otp.verify.expired [A]: "…" (Authentication, "Expired Token")        clause
///    --> specs/v1/scenarios/otp/expired-code.json:10:21                        finding
///     |
///     | POST /auth/otp/verify          step 4 of 4, at 2026-01-01T00:10:01Z    request
///  10 |         { "status": 401, "body": { "error": "otp_expired" } }           source
///     |                   ^^^ actual: 200                                      source
///     |
///     | body   (- expected, + actual)                                          body
///     |   {
///     | -   "error": "otp_expired"
///     | +   "error": "otp_invalid"
///     |   }
///     = curl -i …                                                              again
/// ```
package struct FailureBlock {
    /// The lines.
    package private(set) var lines: [String] = []
    private let result: ScenarioResult
    private let context: RunContext
    private var lastLine: Int?

    /// Lays out a result.
    package init(_ result: ScenarioResult, in context: RunContext) {
        self.result = result
        self.context = context
        addHeading()
        for entry in result.known { addKnown(entry) }
        lines += result.changes.map { "        \($0)" }
        let groups = Self.alike(result)
        for (index, group) in groups.enumerated() {
            if index > 0 { lines.append("") }
            let next = groups.dropFirst(index + 1).first?[0]
            add(group[0], isLastOfExchange: next?.exchange.request != group[0].exchange.request)
            addAlike(group)
        }
        addObstacle()
        lines = lines.map(Printable.line)
    }

    /// The findings, those that say the same of one clause in several steps together.
    private static func alike(_ result: ScenarioResult) -> [[Finding]] {
        var groups: [(key: String, findings: [Finding])] = []
        for finding in result.findings {
            // Of what was recorded, each entry is a place of its own.
            let key =
                finding.exchange.entry == nil
                ? "\(finding.clause.id) \(result.cause(of: finding))" : ""
            if !key.isEmpty, let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].findings.append(finding)
            } else {
                groups.append((key, [finding]))
            }
        }
        return groups.map(\.findings)
    }

    private mutating func addAlike(_ group: [Finding]) {
        var steps: [Int] = []
        for finding in group.dropFirst() where finding.exchange.step != group[0].exchange.step {
            if steps.last != finding.exchange.step { steps.append(finding.exchange.step) }
        }
        guard !steps.isEmpty else { return }
        let numbers = steps.map { "\($0 + 1)" }.joined(separator: ", ")
        lines.append("    = alike in \(steps.count == 1 ? "step" : "steps") \(numbers)")
    }

    /// The lines as one text, a line end after each.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// The width of the words before the bar.
    private static let margin = 4

    private mutating func bar(_ text: String = "") {
        lines.append(text.isEmpty ? "    |" : "    | " + text)
    }

    private mutating func addHeading() {
        let word = result.verdict.heading
        lines.append("\(word)  \(result.scenario.name)")
        lines.append(String(repeating: " ", count: word.count + 2) + result.title)
    }

    private mutating func addKnown(_ entry: KnownDifference) {
        let until = entry.until.map { " until \("\($0)".prefix(10))" } ?? ""
        let link = entry.link.map { " (\($0))" } ?? ""
        lines.append("        known\(until): \(entry.reason)\(link)")
    }

    private mutating func add(_ finding: Finding, isLastOfExchange: Bool) {
        let clause = finding.clause
        let page = context.suite.pages[clause.page]?.title ?? clause.page
        lines.append(
            "        \(clause.id) [\(clause.evidence.rawValue)]: \"\(clause.text)\""
                + " (\(page), \"\(clause.section)\")")
        if let weakness = finding.weakness { lines.append("        \(weakness)") }
        let place = finding.shownPlace
        lines.append("   --> \(place)")
        bar()
        addRequest(finding.exchange)
        lastLine = nil
        // A recording may be one line of a hundred megabytes.
        if finding.isAboutPayload, finding.exchange.entry == nil {
            showLine(place.position.line, of: place.file)
        }
        for mismatch in finding.mismatches { add(mismatch, finding) }
        addAnswer(finding)
        if isLastOfExchange { addCurl(finding.exchange) }
    }

    private mutating func addRequest(_ exchange: Exchange) {
        let line = DifferenceText.clipped(
            result.mask.masked(
                (exchange.isWebhook ? "webhook: " : "")
                    + "\(exchange.request.method) \(exchange.request.target)"), to: 400)
        let padding = String(repeating: " ", count: max(2, 40 - line.count))
        let when = exchange.now.map { ", at \($0)" } ?? ""
        if let entry = exchange.entry {
            bar(line + padding + "entry \(entry.number)" + when)
            if let reason = entry.reason { bar("recorded before: " + result.mask.masked(reason)) }
            return
        }
        bar(line + padding + "step \(exchange.step + 1) of \(result.scenario.steps.count)" + when)
    }

    private mutating func addCurl(_ exchange: Exchange) {
        // What came by itself is not to be had by asking again.
        guard !exchange.isWebhook else { return }
        if let entry = exchange.entry {
            if let text = entry.alikeText { lines.append("    = " + text) }
            return
        }
        bar()
        let curl = CurlLine.text(exchange, to: context.target, mask: result.mask)
        lines.append("    = " + curl)
    }

    /// A set-up step or an answer that did not come: the reason, and how to see it again.
    private mutating func addObstacle() {
        guard let reason = result.reason else { return }
        let masked = DifferenceText.clipped(result.mask.maskedAnswer(reason), to: 1000)
        guard result.verdict == .blocked, let step = result.stoppedAt else {
            let isStopped =
                result.changes.isEmpty
                && [.failed, .warning, .note, .blocked, .passed].contains(result.verdict)
            lines.append("    = " + (isStopped ? "stopped: " : "") + masked)
            return
        }
        lines.append("        \(masked)")
        lines.append("   --> \(result.scenario.steps[step].place)")
        if let given = result.scenario.steps[step].given {
            lines.append("    = given: \(given)")
        }
        guard let exchange = result.exchanges.last, exchange.step == step else { return }
        bar()
        addRequest(exchange)
        addText(of: exchange)
        addCurl(exchange)
    }
}

extension FailureBlock {
    private mutating func add(_ mismatch: Mismatch, _ finding: Finding) {
        switch mismatch {
        case .status(let pattern, let actual):
            source(pattern.place, caret: "actual: \(actual)")
        case .header(let name, let leaf):
            let actual = leaf.actual.map {
                DifferenceText.clipped(
                    result.mask.maskedHeader(name, $0.string ?? $0.text()), to: 400)
            }
            let remark = leaf.remark.map { " (\(result.mask.masked($0)))" } ?? ""
            source(
                leaf.place,
                caret: (actual.map { "actual: \($0)" } ?? "there is no \(name)") + remark)
        case .notJSON(let place, let reason):
            source(place, caret: "the body is not JSON: \(reason)")
        case .notEmpty(let place, let bytes): source(place, caret: "the body holds \(bytes) bytes")
        case .noAnswer(let place, let reason):
            source(place, caret: "no answer: " + result.mask.maskedAnswer(reason))
        case .count(let place, let expected, let actual):
            source(place, caret: "actual: \(actual), expected \(expected) such answers")
        case .contradiction(_, let reading, let known, let actual):
            bar()
            bar(Mismatch.contradiction(reading, known, actual))
        case .body(let difference): add(difference, finding)
        }
    }

    /// The line of the suite that holds an expectation, what was found under it.
    private mutating func source(_ place: FileLocation, caret: String) {
        let position = place.position
        showLine(position.line, of: place.file)
        let text = place.file.line(position.line)
        let rest = text.unicodeScalars.dropFirst(position.column - 1)
        let width = max(1, Self.tokenLength(String(String.UnicodeScalarView(rest))))
        let padding = String(repeating: " ", count: position.column - 1)
        bar(padding + String(repeating: "^", count: width) + " " + caret)
    }

    private mutating func showLine(_ line: Int, of file: SuiteFile) {
        guard lastLine != line else { return }
        lastLine = line
        let number = String(line)
        let padding = String(repeating: " ", count: max(0, 3 - number.count))
        lines.append("\(padding)\(number) | \(file.line(line))")
    }

    /// How many letters a scalar takes on its line.
    private static func tokenLength(_ text: String) -> Int {
        guard text.first == "\"" else { return text.prefix { !",]} \t".contains($0) }.count }
        var isEscaped = false
        for (index, letter) in text.dropFirst().enumerated() {
            if letter == "\"", !isEscaped { return index + 2 }
            isEscaped = letter == "\\" && !isEscaped
        }
        return text.count
    }

    private mutating func add(_ difference: Difference, _ finding: Finding) {
        bar()
        let leaf = difference.leaves.first
        let legend = "(- expected, + actual)"
        let place =
            finding.isAboutPayload ? leaf.map { "   " + String(describing: $0.place) } ?? "" : ""
        bar("body   \(legend)\(place)")
        let text = DifferenceText(difference, mask: result.mask)
        for line in text.lines { bar(line) }
    }

    /// A wrong status alone says little: the answer's own words say why.
    private mutating func addAnswer(_ finding: Finding) {
        let showsBody = finding.mismatches.contains { mismatch in
            if case .body = mismatch { true } else { false }
        }
        if !showsBody { addText(of: finding.exchange) }
    }

    private mutating func addText(of exchange: Exchange) {
        guard let response = exchange.response else { return }
        let body = String(decoding: response.body, as: UTF8.self)
        let line = body.split(whereSeparator: \.isNewline).joined(separator: " ")
        let masked = DifferenceText.clipped(result.mask.maskedAnswer(line), to: 200)
        let length = exchange.isWhole ? "" : "   (\(exchange.responseBytes) bytes)"
        let what = exchange.isWebhook ? "body: " : "answer: \(response.status) "
        bar(what + masked + length)
    }
}

extension Verdict {
    /// The word before a scenario's name.
    package var heading: String { rawValue.uppercased() }
}
