import HTTPEngine
import JSONTree

/// Judges recorded traffic: every call for itself, and all of them as one story.
package struct RecordedRun {
    /// What it came to.
    package struct Outcome: Sendable {
        /// A result for each documented call that was recorded.
        package var results: [ScenarioResult] = []
        /// How much was judged, as lines.
        package var lines: [String] = []
        /// How many calls of the API there were.
        package var calls = 0
    }

    private let suite: Suite
    private let isStrict: Bool
    private let documented: DocumentedAnswers
    private let answers: RecordedJudge

    /// Prepares to judge by a suite.
    package init(_ suite: Suite, isStrict: Bool) {
        self.suite = suite
        self.isStrict = isStrict
        documented = DocumentedAnswers(suite)
        answers = RecordedJudge(suite)
    }

    /// What stands for each documented call where others have a scenario, so that lists of known
    /// differences can name it.
    package var scenarios: [Scenario] {
        let file = SuiteFile(path: "recorded", bytes: [])
        return suite.calls.all.map { scenario(of: $0, citing: nil, in: file) }
    }

    /// Judges all of it, and tells after each call.
    package func judge(
        _ traffic: RecordedTraffic, mask: SecretMask = SecretMask(), each: () -> Void = {}
    ) -> Outcome {
        var story = RecordedTenants(suite, documented, RecordedClocks(traffic))
        var outcome = Outcome(calls: traffic.calls.count)
        var pages: [String: RecordedPage] = [:]
        var unseen: [String: Int] = [:]
        var undecided: [String: Int] = [:]
        var apart: [String: Int] = [:]
        let scrubbed = RecordedScrubbing(traffic)
        let tokens = RecordedTokens(traffic)
        let secrets = RecordedSecrets(traffic)
        var repetitions = RecordedRepetitions()
        for known in traffic.calls {
            each()
            guard !repetitions.contains(known.call) else { continue }
            let name = known.operation.name
            var page = pages[name] ?? RecordedPage(mask: mask, secrets)
            page.calls += 1
            if let missing = known.call.missingBody { unseen[missing, default: 0] += 1 }
            let own = answers.flaws(known, now: known.now)
            let parts = Set(own.map(\.part))
            let reason =
                known.call.isStored
                ? "out of a cache" : scrubbed.covers(known.call) ? "whose tokens are one word" : nil
            if let reason { apart[reason, default: 0] += 1 }
            var told = reason == nil ? story.flaws(known) : []
            if reason == nil, let flaw = tokens.flaw(known, in: suite) { told.append(flaw) }
            // What is wrong in itself need not be told again as wrong in the story.
            for flaw in own + told.filter({ $0.subject == nil && !parts.contains($0.part) }) {
                page.add(flaw, known, isStrict: isStrict)
            }
            if own.isEmpty, let reason = answers.undecided(known) {
                undecided[reason, default: 0] += 1
                page.undecided += 1
            }
            pages[name] = page
            for flaw in told {
                guard let earlier = flaw.subject else { continue }
                pages[earlier.operation.name]?.add(flaw, earlier, isStrict: isStrict)
            }
        }
        for known in traffic.preflights {
            let flaws = RecordedPreflight.flaws(known.call, in: suite)
            for flaw in flaws {
                pages[known.operation.name, default: RecordedPage(mask: mask, secrets)].add(
                    flaw, known, isStrict: isStrict)
            }
        }
        for call in suite.calls.all {
            guard let page = pages[call.name] else { continue }
            outcome.results.append(result(of: page, call, in: traffic))
        }
        outcome.results.sort { $0.scenario.name < $1.scenario.name }
        outcome.lines = RecordedText.lines(
            traffic, unseen: unseen, undecided: undecided, people: story.count.lines)
        outcome.lines += apart.sorted { $0.key < $1.key }.map { reason, count in
            "\(RecordedText.number(count, "answer")) \(reason) judged alone, not as part of the story"
        }
        if repetitions.count > 0 {
            outcome.lines.append(
                "\(RecordedText.number(repetitions.count, "entry", "entries")) recorded twice: judged once"
            )
        }
        return outcome
    }

    private func result(
        of page: RecordedPage, _ call: Calls.Call, in traffic: RecordedTraffic
    ) -> ScenarioResult {
        let clause = page.findings.first?.clause
        let file = page.findings.first?.place.file ?? SuiteFile(path: "recorded", bytes: [])
        var result = ScenarioResult(scenario(of: call, citing: clause, in: file))
        result.isExplored = true
        result.checks = page.calls
        result.mask = page.mask
        result.findings = page.findings.sorted { $0.place.offset < $1.place.offset }
        for finding in result.findings { result.add(finding.exchange) }
        result.verdict =
            switch page.findings.map(\.severity).max() {
            case .failure: .failed
            case .warning: .warning
            case .note: .note
            case nil: page.undecided < page.calls ? .passed : .notJudged
            }
        if result.verdict == .notJudged {
            result.reason = "no recorded answer to \(call.name) is one that a page speaks of"
        }
        if page.hidden > 0 {
            result.changes = ["and \(page.hidden) more of other kinds, which are not shown"]
        }
        return result
    }

    private func scenario(
        of call: Calls.Call, citing clause: Clause?, in file: SuiteFile
    ) -> Scenario {
        let place = FileLocation(file, 0)
        let path = call.operation.segments.map { "/" + ($0 ?? "{id}") }.joined()
        let request = RequestPattern(
            place: place, method: call.operation.method, path: Template(path), atOrigin: false,
            credential: .nobody, token: nil, headers: [], body: .none)
        let step = Step(
            place: place, given: nil, why: nil, action: .send(request, times: 1, expect: []),
            keep: [], condition: nil)
        return Scenario(
            name: "recorded/" + call.operation.word,
            title: "every recorded answer to \(call.name) is one that is documented",
            clause: ClauseReference(id: clause?.id ?? "", place: place), needsSandbox: false,
            world: nil, receiverStatus: nil, beginnings: [], steps: [step], file: file)
    }
}

extension RecordedTraffic.Known {
    /// The server's time when it answered, nil where nothing tells it: whoever records has a clock of
    /// their own.
    var now: Timestamp? {
        if let date = call.response.headers["Date"].flatMap(Timestamp.init(httpDate:)) {
            return date
        }
        return call.isMasked ? call.startedAt : nil
    }
}

/// What was found in the answers to one call.
private struct RecordedPage {
    /// How many different things are shown of one call.
    private static let most = 40

    var mask: SecretMask
    var calls = 0
    /// How many of the answers decide nothing.
    var undecided = 0
    var findings: [Finding] = []
    var hidden = 0
    private var places: [String: Int] = [:]
    private var room = Excerpt.scenarioBytes

    private let secrets: RecordedSecrets

    init(mask: SecretMask, _ secrets: RecordedSecrets) {
        self.mask = mask
        self.secrets = secrets
    }

    /// Adds a flaw; one like those before is counted with the first of them.
    mutating func add(
        _ flaw: RecordedFlaw, _ known: RecordedTraffic.Known, isStrict: Bool
    ) {
        let call = known.call
        let own = SecretMask(call, besides: secrets)
        let what = flaw.mismatches.flatMap { $0.summaries(mask: own) }.joined(separator: "; ")
        let key = "\(flaw.clause.id) \(flaw.part) \(ScenarioResult.general(what))"
        if let index = places[key] {
            findings[index].exchange.entry?.alike.append(call.number)
            return
        }
        guard findings.count < Self.most else {
            hidden += 1
            return
        }
        places[key] = findings.count
        mask.add(own)
        var exchange = Exchange(
            step: 0, request: call.shownRequest, response: call.shownResponse, within: &room)
        exchange.entry = RecordedEntry(number: call.number, reason: flaw.reason)
        exchange.now = known.now ?? call.startedAt
        let weaker =
            flaw.clause.evidence.isStronger(than: known.operation.evidence)
            ? known.operation : nil
        let evidence = weaker?.evidence ?? flaw.clause.evidence
        findings.append(
            Finding(
                clause: flaw.clause, evidence: evidence,
                weakness: weaker.map { "seen through \($0.name) [\($0.evidence.rawValue)]" },
                severity: evidence.severity(strict: isStrict), place: call.place,
                mismatches: flaw.mismatches.map { $0.excerpt(within: &room) }, exchange: exchange))
    }
}

/// What of a recording may be shown: whatever else real people sent and were told is nobody's business.
extension RecordedCall {
    /// The parameters whose values are shown.
    private static let plainParameters: Set<String> = ["limit"]
    /// The fields of answers that are shown.
    private static let plainFields: Set<String> = [
        "content-type", "date", "retry-after", "x-request-id", "cache-control", "etag", "allow",
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "vary", "age",
    ]

    /// The request without fields, without the values of its query, and without a body that is no JSON.
    fileprivate var shownRequest: HTTPRequest {
        var shown = HTTPRequest(method: request.method, target: request.path)
        let parts = request.target.split(separator: "?", maxSplits: 1)
        if parts.count == 2 {
            let names = parts[1].split(separator: "&").map { pair -> String in
                let name = String(pair.prefix { $0 != "=" })
                return Self.plainParameters.contains(name) ? String(pair) : name + "=…"
            }
            shown.target += "?" + names.joined(separator: "&")
        }
        if (try? JSONNode(parsing: request.body)) != nil { shown.body = request.body }
        return shown
    }

    /// The answer with the fields that pages speak of, and a body that is JSON.
    fileprivate var shownResponse: HTTPResponse {
        var shown = HTTPResponse(status: response.status)
        for (name, value) in response.headers {
            let plain = name.lowercased()
            if Self.plainFields.contains(plain) || plain.hasPrefix("access-control-") {
                shown.headers.append(name, value)
            }
        }
        let isPlain = response.body.isEmpty || (try? JSONNode(parsing: response.body)) != nil
        shown.body =
            isPlain ? response.body : Array("(\(response.body.count) bytes that are no JSON)".utf8)
        return shown
    }
}

extension SecretMask {
    /// The members that say who somebody is.
    private static let personal = ["email": "EMAIL", "phone": "PHONE", "fullName": "NAME"]

    /// Remembers how people are reached and called: in a recording they are real.
    mutating func learnPeople(in node: JSONNode) {
        switch node.value {
        case .null, .bool, .number: break
        case .string(let text): learnPeople(inText: text)
        case .array(let elements): for element in elements { learnPeople(in: element) }
        case .object(let members):
            for member in members {
                if let name = Self.personal[member.key] { add(member.node.string, as: name) }
                learnPeople(in: member.node)
            }
        }
    }

    /// Remembers addresses, numbers and tokens in the middle of a sentence.
    private mutating func learnPeople(inText text: String) {
        guard text.utf8.count < 10_000 else { return }
        let words = text.split { " \t\n,;<>()\"'".contains($0) }.map(String.init)
        for (index, word) in words.enumerated() {
            if word.contains("@"), word.contains(".") { add(word, as: "EMAIL") }
            if word.lowercased() == "bearer", index + 1 < words.count {
                add(words[index + 1], as: "TOKEN")
            }
        }
        var run = ""
        for letter in text + "\n" {
            if letter.isNumber || "+- ".contains(letter) {
                run.append(letter)
                continue
            }
            let number = run.drop { $0 == " " || $0 == "-" }
            if number.hasPrefix("+"), number.count(where: \.isNumber) >= 8 {
                var end = String(number)
                while end.last == " " || end.last == "-" { end.removeLast() }
                add(end, as: "PHONE")
            }
            run = ""
        }
    }
}
