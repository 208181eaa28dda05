import JSONTree
import SafeText

/// Scenarios as Hurl files, for people who already have a runner.
///
/// Where the target speaks the control protocol, every file makes an organization of its own, so that files
/// run in any order and at once; elsewhere they use the keys and resources of the target.
package struct HurlExport {
    /// A scenario as a file.
    package struct File: Sendable {
        /// What is in it.
        package let text: String
        /// The checks that it makes.
        package let checks: Int
        /// Those that it holds in part or not at all, each with a comment in its place.
        package let unwritten: Int
    }

    /// Why there is no file for a scenario.
    package enum Omission: Error, Sendable {
        /// The target cannot serve it.
        case obstacle(Obstacle)
        /// Hurl has no words for a step, as half a sentence.
        case noWords(String)

        /// Omissions as half sentences, each with their number: what most have in common first.
        package static func lines(_ omissions: [Omission]) -> [String] {
            var obstacles: [Obstacle] = []
            var reasons: [String: Int] = [:]
            for omission in omissions {
                switch omission {
                case .obstacle(let obstacle): obstacles.append(obstacle)
                case .noWords(let reason): reasons[reason, default: 0] += 1
                }
            }
            let counted =
                Unseen.lines(obstacles).map { ($0.count, $0.text) }
                + reasons.map { ($0.value, $0.key + ", for which Hurl has no words") }
            return counted.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map { count, text in
                "\(count) \(count == 1 ? "scenario" : "scenarios"), \(text)"
            }
        }
    }

    /// The first line of everything that is written, by which the next export knows its own.
    package static let mark =
        "# Written by 'fanfare-kit conform --export-hurl': the next export replaces it."

    private let suite: Suite
    private let target: Target
    private let readings: [String: String]

    /// Prepares to write files for a target, whose `hasControl` says whether they may make organizations.
    package init(_ suite: Suite, for target: Target) {
        self.suite = suite
        self.target = target
        readings = suite.readings.defaults.merging(target.readings) { $1 }
    }

    /// The file of a scenario; an omission where Hurl has no words for a step or the target lacks something.
    package func file(_ scenario: Scenario) throws(Omission) -> File {
        let needs = Needs(scenario)
        if let obstacle = needs.obstacle(on: target) { throw .obstacle(obstacle) }
        guard !scenario.used.contains(where: { $0.hasPrefix(ScenarioRun.bidPrefix) }) else {
            throw .noWords("bids more than others have bid")
        }
        let names = HurlNames(scenario, hasOwnOrganization: target.hasControl)
        var lines = [Self.mark, Printable.line("# \(scenario.title)")]
        if let clause = suite.clauses[scenario.clause.id] {
            lines.append(
                Printable.line("# \(clause.id) [\(clause.evidence.rawValue)]: \(clause.text)"))
        }
        if target.hasControl { lines += HurlControl.beginning(scenario, needs) }
        var (checks, unwritten) = (0, 0)
        for (index, step) in scenario.steps.enumerated() {
            guard step.condition.map({ readings[$0.reading] == $0.answer }) ?? true else {
                continue
            }
            lines.append("")
            if let why = step.why { lines.append(Printable.line("# \(why)")) }
            switch step.action {
            case .send(let request, let times, let blocks):
                lines += requestLines(request, times: times, names)
                let asserts = HurlAsserts(applying(blocks ?? []), names)
                lines.append("HTTP \(asserts.status.map(String.init) ?? "*")")
                lines += captures(scenario, index, names)
                let written =
                    blocks == nil ? ["status >= 200", "status < 300"] : asserts.lines
                lines += written.isEmpty ? [] : ["[Asserts]"] + written
                checks += asserts.lines.count + (asserts.status == nil ? 0 : 1)
                unwritten += asserts.unwritten
            case .advance(let span):
                guard target.hasControl else { throw .noWords("waits") }
                lines += HurlControl.advance(span)
            case .webhook: throw .noWords("receives webhooks")
            case .inbox(let recipient, let expect):
                guard target.hasControl else {
                    throw .noWords("reads a one-time code by a command")
                }
                lines += try HurlControl.inbox(names.text(recipient), step.keep, scenario.used)
                lines += expect.map { _ in "# not written: what is expected of the message" }
                checks += expect.count
                unwritten += expect.count
            case .together: throw .noWords("sends several calls at once")
            }
        }
        if target.hasControl { lines += HurlControl.end(needs) }
        return File(
            text: lines.map { $0 + "\n" }.joined(), checks: checks - unwritten, unwritten: unwritten
        )
    }

    /// Of blocks that depend on a reading, those of the target's answer, or else of the mock's.
    private func applying(_ blocks: [AnswerBlock]) -> [AnswerBlock] {
        blocks.compactMap { block in
            guard block.condition.map({ readings[$0.reading] == $0.answer }) ?? true else {
                return nil
            }
            guard let alternatives = block.alternatives else { return block }
            return alternatives.blocks.first { $0.answer == readings[alternatives.reading] }?.block
        }
    }

    private func requestLines(
        _ request: RequestPattern, times: Int, _ names: HurlNames
    ) -> [String] {
        let root = request.atOrigin ? "{{origin}}" : "{{url}}"
        var lines = ["\(request.method) \(root)\(names.text(request.path))"]
        lines += request.shownHeaders.map {
            "\($0.name): \(names.text(Template($0.value)).replacing("#", with: "\\#"))"
        }
        if times > 1 { lines += ["[Options]", "repeat: \(times)"] }
        switch request.body {
        case .none: break
        case .json(let node):
            lines += ["```json", names.text(Template(node.text(.indented))), "```"]
        case .text(let text): lines += ["```", names.text(text), "```"]
        }
        return lines
    }

    /// Hurl keeps no documents: of a kept body, exactly what later steps speak of is captured, and of the
    /// answer itself what its own checks speak of.
    private func captures(_ scenario: Scenario, _ index: Int, _ names: HurlNames) -> [String] {
        let step = scenario.steps[index]
        var lines = step.keep.flatMap { keep -> [String] in
            switch keep.source {
            case .header(let name):
                let form = scenario.boundsNumbers(by: keep.name) ? " toInt" : ""
                return ["\(keep.name): header \"\(name)\"\(form)"]
            case .body(let pointer):
                return Self.used(of: keep, scenario.used).map { name in
                    let inside = name.dropFirst(keep.name.count).replacing(".", with: "/")
                    let path = HurlAsserts.path(names.text(pointer) + inside)
                    return "\(HurlNames.name(name)): jsonpath \"\(path)\""
                }
            }
        }
        let own = scenario.variables.filter { $0.step == index && $0.name.hasPrefix("answer.") }
        for name in Set(own.map(\.name)).sorted() {
            let inside = name.dropFirst("answer".count).replacing(".", with: "/")
            lines.append(
                "\(HurlNames.name(name)): jsonpath \"\(HurlAsserts.path(String(inside)))\"")
        }
        return lines.isEmpty ? [] : ["[Captures]"] + lines
    }

    static func used(of keep: Keep, _ used: [String]) -> [String] {
        Set(used.filter { $0 == keep.name || $0.hasPrefix(keep.name + ".") }).sorted()
    }
}

extension Scenario {
    /// Whether a header's number must lie within what a variable says, which Hurl keeps as a text.
    fileprivate func boundsNumbers(by variable: String) -> Bool {
        steps.flatMap(\.blocks).flatMap(\.headers).contains { header in
            guard case .matcher(.integer(let range?), _) = header.pattern.kind else { return false }
            return range.variables.contains(variable)
        }
    }
}
