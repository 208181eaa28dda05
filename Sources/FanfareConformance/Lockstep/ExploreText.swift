import HTTPEngine
import JSONTree

/// What exploring says to a person.
package enum ExploreText {
    /// How far it came, and how to do it again.
    package static func summary(
        _ result: Explorer.Result, of documented: DocumentedAnswers, seed: UInt64
    ) -> String {
        let outcomes = ReachedOutcomes(result, of: documented)
        let all = outcomes.reached.count + outcomes.missed.count
        return """
            explored: \(RecordedText.number(result.stories, "story", "stories")) of \
            \(RecordedText.number(result.moves, "move")), \(outcomes.reached.count) of \
            \(all) documented outcomes reached, seed \(seed)

            """
    }

    /// How many differences there are, and of how many causes, each as it was shown to weigh.
    package static func found(_ differences: Int, of causes: [Severity]) -> String {
        func counted(_ severity: Severity, _ one: String, _ several: String) -> String {
            let count = causes.count { $0 == severity }
            return count == 0 ? "" : ", \(count) that \(count == 1 ? one : several)"
        }
        return "found: \(RecordedText.number(differences, "difference"))"
            + " of \(RecordedText.number(causes.count, "cause"))"
            + counted(.failure, "fails", "fail") + counted(.warning, "warns", "warn")
            + counted(.note, "is a note", "are notes") + "\n"
    }

    /// Every call with the outcomes that were reached, and those that were not.
    package static func table(
        _ result: Explorer.Result, of documented: DocumentedAnswers, in suite: Suite
    ) -> String {
        let missed = Dictionary(
            grouping: ReachedOutcomes(result, of: documented).missed, by: \.call)
        return Set(result.reached.keys).union(missed.keys).sorted().map { call in
            let evidence = suite.calls.all.first { $0.name == call }?.evidence.rawValue ?? "-"
            let outcomes = (result.reached[call] ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key) ×\($0.value)" }
            let left = (missed[call] ?? []).map(\.outcome)
            return "[\(evidence)] \(call)\n"
                + (outcomes.isEmpty ? "" : "      \(outcomes.joined(separator: ", "))\n")
                + (left.isEmpty ? "" : "      not reached: \(left.joined(separator: ", "))\n")
        }.joined()
    }

    /// The story of a discovery, move by move, and what else shows the same.
    package static func story(_ discovery: Discovery, of group: CauseGroup, seed: UInt64) -> String
    {
        var lines = "    = the story (seed \(seed), story \(discovery.number)):\n"
        for (index, step) in discovery.result.scenario.steps.enumerated() {
            let speaker =
                discovery.speakers.indices.contains(index)
                ? discovery.speakers[index] : ""
            let who = speaker.isEmpty ? "" : "\(speaker): "
            lines += "      \(index + 1). \(who)\(line(step))\n"
        }
        if !group.shown.contains(where: \.isFinished) {
            lines += unfinished
        }
        let kept = discovery.result.scenario.steps.flatMap { $0.keep.map(\.name) }
        if kept.contains(where: { $0.last?.isNumber ?? false }) {
            lines += "      (ann2 is the second answer that is kept of ann's, and so on)\n"
        }
        return lines + others(of: group, but: discovery.number)
    }

    /// A difference that no scenario shows, with both answers and the story.
    package static func plain(_ group: CauseGroup, seed: UInt64, in context: RunContext) -> String {
        guard let shrunk = group.shown.first else { return "" }
        let difference = shrunk.difference
        var lines = heading(StoryTitle(shrunk.story, difference).text, difference)
        lines += "    - \(answer(difference.expected, context))\n"
        lines += "    + \(answer(difference.actual, context))\n"
        lines += "    = the story (seed \(seed), story \(shrunk.found.number)):\n"
        for (index, move) in shrunk.story.moves.enumerated() {
            guard case .call(let call) = move else {
                if case .advance(let span) = move { lines += "      \(index + 1). \(span) pass\n" }
                continue
            }
            let who = call.isOfServer ? "the server" : call.person ?? "somebody"
            let body = call.body.map { JSONNode($0.map { JSONMember($0.name, $0.value) }).text() }
            let words = ["\(call.method) \(call.path)", body, call.token.map { "with \($0)" }]
            lines +=
                "      \(index + 1). \(who): "
                + words.compactMap(\.self).joined(separator: "  ") + "\n"
        }
        if !shrunk.isFinished { lines += unfinished }
        return lines + others(of: group, but: shrunk.found.number)
    }

    /// A difference whose story is as long as it was found, and why it is.
    package static func unshrunk(
        _ found: Explorer.Found, _ reason: String, seed: UInt64, in context: RunContext
    ) -> String {
        let difference = found.difference
        let mask = context.target.mask
        let call = difference.operation
        return heading(StoryTitle(found.story, difference).withoutCause, difference)
            + "    | \(call), move \(found.story.moves.count) of its story\n"
            + "    - \(mask.maskedAnswer(difference.told(difference.expected, isActual: false)))\n"
            + "    + \(mask.maskedAnswer(difference.told(difference.actual, isActual: true)))\n"
            + "    = \(reason) (seed \(seed), story \(found.number))\n\n"
    }

    private static func heading(_ title: String, _ difference: StoryDifference) -> String {
        let clause = difference.clause
        let word =
            switch difference.severity {
            case .failure: "FAILED "
            case .warning: "WARNING"
            case .note: "NOTE   "
            }
        return "\(word)  \(title)\n"
            + "         \(clause.id) [\(clause.evidence.rawValue)]: \"\(clause.text)\"\n"
    }

    private static let unfinished =
        "      (not shrunk to the end: there was no time to look further)\n"

    private static func answer(_ response: HTTPResponse, _ context: RunContext) -> String {
        let text = String(decoding: response.body.prefix(400), as: UTF8.self)
        return "\(response.status) \(context.target.mask.maskedAnswer(text))"
    }

    /// How many numbers of stories are told of each difference.
    private static let most = 5

    private static func others(of group: CauseGroup, but number: Int) -> String {
        let count = group.stories - 1
        guard count > 0 else { return "" }
        var lines =
            "    = \(count) more \(count == 1 ? "story shows" : "stories show") the same, seen by:\n"
        for shrunk in group.shown {
            let numbers = shrunk.found.stories.filter { $0 != number }
            guard !numbers.isEmpty else { continue }
            let told = numbers.prefix(most).map(String.init).joined(separator: ", ")
            let rest = numbers.count - most
            lines +=
                "      \(shrunk.found.summary): \(numbers.count == 1 ? "story" : "stories")"
                + " \(told)\(rest > 0 ? " and \(rest) more" : "")\n"
        }
        return lines
    }

    private static func line(_ step: Step) -> String {
        switch step.action {
        case .advance(let span): return "the clock moves by \(span)"
        case .inbox(let recipient, _): return "the code for \(recipient.source) is read"
        case .together, .webhook: return ""
        case .send(let request, _, _):
            var words = ["\(request.method) \(request.path.source)"]
            if case .json(let body) = request.body { words.append(body.text()) }
            if [.secret, .secretHeaders].contains(request.credential) {
                words.append("as the organization's server")
            }
            if let token = request.token { words.append("with \(token.source)") }
            words += request.headers.compactMap { header in
                header.value.map { "\(header.name): \($0.source)" }
            }
            return words.joined(separator: "  ")
        }
    }
}

extension StoryDifference {
    /// Of an answer what differs: a member, a header, or else the status with the word of a refusal.
    fileprivate func told(_ answer: HTTPResponse, isActual: Bool) -> String {
        let word = answer.json?["error"]?.string
        let start = "\(answer.status)" + (word.map { " \($0)" } ?? "")
        switch aspect {
        case .outcome, .status, .word: return start
        case .header(let name):
            return start + (answer.headers[name].map { "  \(name): \($0)" } ?? "  no \(name)")
        case .member(let flaw):
            let path = flaw.path.joined(separator: ".")
            guard let value = isActual ? flaw.actual : flaw.expected else {
                return start + "  no \(path)"
            }
            let text = value.text()
            return start + "  \(path): " + (text.count > 200 ? text.prefix(200) + "…" : text)
        }
    }
}
