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

    /// What was told of a walk: a cause with the stories that show it, or a difference that was not shrunk,
    /// and whose cause is not known.
    package struct Told: Sendable {
        let severity: Severity
        let title: String
        let stories: Int
        let isCause: Bool

        /// A cause, as it was shown to weigh.
        package init(_ group: CauseGroup, _ title: String, weighing severity: Severity) {
            (self.title, self.severity, stories, isCause) = (title, severity, group.stories, true)
        }

        /// A difference whose cause is not known.
        package init(_ found: Explorer.Found) {
            severity = found.severity
            title = StoryTitle(found.story, found.difference).findingWithoutCause
            (stories, isCause) = (found.stories.count, false)
        }

        fileprivate var word: String {
            switch severity {
            case .failure: "failed"
            case .warning: "warning"
            case .note: "note"
            }
        }
    }

    /// How many causes there are, how grave each is and how many stories show it; then the differences whose
    /// causes are not known.
    package static func found(_ told: [Told], of stories: Int) -> String {
        let causes = told.filter(\.isCause)
        let others = told.filter { !$0.isCause }
        var text = ""
        if !causes.isEmpty {
            text += counted(causes, RecordedText.number(causes.count, "cause"))
        }
        if !others.isEmpty {
            text += counted(
                others, RecordedText.number(others.count, "difference") + " of unknown cause")
        }
        let total = RecordedText.number(stories, "story", "stories")
        for one in causes + others {
            let word = one.word + String(repeating: " ", count: 7 - one.word.count)
            text += "  \(word)  in \(one.stories) of \(total): \(one.title)\n"
        }
        return text
    }

    /// As a run counts its scenarios: "2 causes: 1 failed, 1 warning".
    private static func counted(_ told: [Told], _ start: String) -> String {
        let parts = ["failed", "warning", "note"].compactMap { word -> String? in
            let count = told.count { $0.word == word }
            guard count > 0 else { return nil }
            return "\(count) \(word)" + (count > 1 && word != "failed" ? "s" : "")
        }
        return start + ": " + parts.joined(separator: ", ") + "\n"
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
        let steps = discovery.result.scenario.steps.enumerated().map { index, step in
            let speaker =
                discovery.speakers.indices.contains(index)
                ? discovery.speakers[index] : ""
            return (speaker.isEmpty ? "" : "\(speaker): ") + line(step)
        }
        lines += numbered(steps)
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
        var lines = heading(shrunk.headline, difference)
        lines += "    - \(answer(to: difference, isActual: false, context))\n"
        lines += "    + \(answer(to: difference, isActual: true, context))\n"
        lines += "    = the story (seed \(seed), story \(shrunk.found.number)):\n"
        lines += numbered(shrunk.story.moves.map(line))
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
        return heading(StoryTitle(found.story, difference).findingWithoutCause, difference)
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

    /// An answer whole; of a moment, or a claim of a token that is not shown, its value alone.
    private static func answer(
        to difference: StoryDifference, isActual: Bool, _ context: RunContext
    ) -> String {
        let response = isActual ? difference.actual : difference.expected
        if case .member(let flaw) = difference.aspect,
            flaw.distance != nil || flaw.place.contains("$jwt")
        {
            return context.target.mask.maskedAnswer(difference.told(response, isActual: isActual))
        }
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

    /// The steps of a story with their numbers; what is done again and again, once with how often.
    static func numbered(_ steps: [String]) -> String {
        var lines = ""
        var index = 0
        while index < steps.count {
            let (length, times) = repetition(in: steps[index...])
            for step in steps[index..<(index + length)] {
                index += 1
                lines += "      \(index). \(step)\n"
            }
            guard times > 1 else { continue }
            let first = index - length + 1
            let next = index + 1
            index += length * (times - 1)
            let what = length == 1 ? "the same" : "steps \(first) to \(next - 1) again"
            lines += "      \(next)-\(index). \(what), \(times - 1) times more\n"
        }
        return lines
    }

    /// How many steps come again at the beginning of some, and how often in all: of up to four that come
    /// three times or more, those that say most.
    private static func repetition(in steps: ArraySlice<String>) -> (length: Int, times: Int) {
        let all = (1...4).map { length -> (length: Int, times: Int) in
            let block = steps.prefix(length)
            var times = 1
            while steps.dropFirst(times * length).prefix(length) == block { times += 1 }
            return (length, times)
        }
        let repeated = all.filter { $0.times >= 3 }
        return repeated.max {
            ($0.length * $0.times, $1.length) < ($1.length * $1.times, $0.length)
        } ?? (1, 1)
    }

    private static func line(_ move: Move) -> String {
        switch move {
        case .advance(let span): return "\(span) pass"
        case .call(let call):
            let who = call.isOfServer ? "the server" : call.person ?? "somebody"
            let body = call.body.map { JSONNode($0.map { JSONMember($0.name, $0.value) }).text() }
            let words = ["\(call.method) \(call.path)", body, call.token.map { "with \($0)" }]
            return "\(who): " + words.compactMap(\.self).joined(separator: "  ")
        }
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
            let text = distance(flaw, isActual) ?? value.text()
            return start + "  \(path): " + (text.count > 200 ? text.prefix(200) + "…" : text)
        }
    }
    /// Of a moment how far it is from now, since the two servers have clocks of their own.
    private func distance(_ flaw: Correspondence.Flaw, _ isActual: Bool) -> String? {
        guard !isActual else { return flaw.distance?.fromNow }
        switch flaw.kind {
        case .moment(let span), .stamp(let span): return span.fromNow
        case .value, .notTheSame, .notNew, .count, .unexpected: return nil
        }
    }
}

extension Shrunk {
    /// What the target did, and what was expected; after what is known once nothing else is left.
    package var headline: String {
        let title = StoryTitle(story, difference)
        return isFinished ? title.finding : title.findingWithoutCause
    }
}
