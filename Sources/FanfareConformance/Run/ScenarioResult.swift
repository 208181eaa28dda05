package import HTTPEngine

/// What one scenario came to, and everything a report wants to say about it.
package struct ScenarioResult: Sendable {
    /// The scenario.
    package let scenario: Scenario
    /// The verdict.
    package var verdict: Verdict
    /// The checks that did not come out, in order.
    package var findings: [Finding] = []
    /// How many checks were made.
    package var checks = 0
    /// Things worth knowing that are no differences.
    package var notes: [String] = []
    /// Why it could not run, or could not run to its end.
    package var reason: String?
    /// What the target lacks for it.
    package var obstacle: Obstacle?
    /// The step at which it stopped, from 0.
    package var stoppedAt: Int?
    /// Whether it stopped because nobody answers at the target's address.
    package var isUnreachable = false
    /// Whether it stopped because something else than the API answered, or nothing did.
    package var isDisturbed = false
    /// Whether the target's limit kept it from being seen, however long it waited.
    package var isLimited = false
    /// Whether that may be gone a moment later.
    var mayPass = false
    /// Whether it shows what exploring has found, and stands in no suite.
    package var isExplored = false
    /// What the target did, as exploring found it; nil where the title alone says what is the matter.
    package var headline: String?
    /// What it is about, in one line.
    package var title: String { headline ?? scenario.title }
    /// The entries of the list of known differences that speak of it.
    package var known: [KnownDifference] = []
    /// How it is unlike what those entries accept, each as a sentence.
    package var changes: [String] = []
    /// Every request and its answer, in order.
    package private(set) var exchanges: [Exchange] = []
    /// How many bytes of messages and differences may still be kept; a little more is of each.
    var room = Excerpt.scenarioBytes
    /// How long it took.
    package var milliseconds = 0
    /// The secrets of the run.
    package var mask = SecretMask()

    /// Starts a result.
    package init(_ scenario: Scenario, _ verdict: Verdict = .passed) {
        self.scenario = scenario
        self.verdict = verdict
    }

    /// Records a request and its answer, nil for none.
    mutating func add(
        step: Int, _ request: HTTPRequest, _ response: HTTPResponse?, isWebhook: Bool = false
    ) {
        exchanges.append(
            Exchange(
                step: step, request: request, response: response, isWebhook: isWebhook,
                within: &room))
    }

    /// Records what somebody else has recorded.
    mutating func add(_ recorded: Exchange) { exchanges.append(recorded) }

    /// Notes the organization's now before the last request.
    mutating func date(_ now: Timestamp?) { exchanges[exchanges.count - 1].now = now }
}

/// A request, its answer, and when it was made.
package struct Exchange: Sendable {
    /// The step, from 0.
    package let step: Int
    /// The request as sent; of long parts, the beginning.
    package let request: HTTPRequest
    /// The answer, nil when there was none; of long parts, the beginning.
    package let response: HTTPResponse?
    /// How long the request was in all, its target, headers and body.
    package let requestBytes: Int
    /// How long the request's body was.
    package let requestBodyBytes: Int
    /// How long the answer's body was.
    package let responseBytes: Int
    /// What tells the answer's body from others in this process, where it was not kept whole.
    let digest: Int?
    /// Whether the target sent it to the run: its headers and body stand where an answer's do.
    package let isWebhook: Bool
    /// The organization's now before the request, where somebody asked for it.
    package var now: Timestamp?
    /// The entry that it was recorded in, nil where the run itself has made the call.
    package var entry: RecordedEntry?

    /// Keeps of both messages what reports can show, and takes that from the room.
    init(
        step: Int, request: HTTPRequest, response: HTTPResponse?, isWebhook: Bool = false,
        within room: inout Int
    ) {
        self.step = step
        self.isWebhook = isWebhook
        requestBodyBytes = request.body.count
        responseBytes = response?.body.count ?? 0
        requestBytes = request.target.utf8.count + request.headers.byteCount + requestBodyBytes
        var request = request
        let whole = response?.body
        var response = response
        let limit = Excerpt.part(of: room)
        request.target = Excerpt.text(request.target, limit: limit)
        request.headers = Excerpt.headers(request.headers, limit: limit)
        request.body = Excerpt.bytes(request.body, limit: limit)
        room -= request.target.utf8.count + request.headers.byteCount + request.body.count
        if var kept = response {
            let limit = Excerpt.part(of: room)
            kept.headers = Excerpt.headers(kept.headers, limit: limit)
            kept.body = Excerpt.bytes(kept.body, limit: limit)
            room -= kept.headers.byteCount + kept.body.count
            response = kept
        }
        self.request = request
        digest = response?.body.count == responseBytes ? nil : whole?.hashValue
        self.response = response
    }

    /// Whether the whole of the request was kept.
    var requestIsWhole: Bool {
        requestBytes == request.target.utf8.count + request.headers.byteCount + request.body.count
    }

    /// Whether the whole of the answer's body was kept.
    package var isWhole: Bool { responseBytes == response?.body.count ?? 0 }
}

/// A block of expectations that an answer does not satisfy.
package struct Finding: Sendable {
    /// The statement it contradicts.
    package let clause: Clause
    /// How surely all of it holds: the statement, and what it was seen through.
    package let evidence: Evidence
    /// What weighs less than the statement, where something does, as half a sentence.
    package let weakness: String?
    /// What that means.
    package let severity: Severity
    /// The block.
    package let place: FileLocation
    /// Every difference.
    package let mismatches: [Mismatch]
    /// The request and answer.
    package internal(set) var exchange: Exchange

    /// Whether the expectation that differs first stands in a payload file, not in the scenario.
    package var isAboutPayload: Bool {
        mismatches.first.map { $0.place.file !== place.file } ?? false
    }

    /// The line of the scenario to look at: the expectation that differs first, else its block.
    package var shownPlace: FileLocation {
        if exchange.entry != nil { return place }
        return isAboutPayload ? place : mismatches.first?.place ?? place
    }
}

/// One thing about an answer that is not as expected.
package enum Mismatch: Sendable {
    /// Another status.
    case status(StatusPattern, actual: Int)
    /// Another header, or none, or one too many.
    case header(String, Difference.Leaf)
    /// Another body.
    case body(Difference)
    /// A body that is not JSON where JSON was expected.
    case notJSON(FileLocation, reason: String)
    /// A body where none was expected.
    case notEmpty(FileLocation, bytes: Int)
    /// No answer.
    case noAnswer(FileLocation, reason: String)
    /// Another number of such answers.
    case count(FileLocation, expected: Int, actual: Int)
    /// Another answer to a reading than the target gave before.
    case contradiction(
        FileLocation, reading: String, known: FoundReadings.Found, actual: String)

    /// Whether a header is another, or missing.
    var isAboutHeader: Bool { if case .header = self { true } else { false } }

    /// Whether the status is another.
    var isAboutStatus: Bool { if case .status = self { true } else { false } }

    /// The mismatch as reports show it, which takes from the room.
    func excerpt(within room: inout Int) -> Mismatch {
        switch self {
        case .body(let difference): .body(difference.excerpt(within: &room))
        case .header(let name, let leaf):
            Difference.leaf(leaf).excerpt(within: &room).leaves.first.map { .header(name, $0) }
                ?? self
        case .status, .notJSON, .notEmpty, .noAnswer, .count, .contradiction: self
        }
    }

    /// Where the expectation stands.
    package var place: FileLocation {
        switch self {
        case .status(let pattern, _): pattern.place
        case .header(_, let leaf): leaf.place
        case .body(let difference):
            difference.leaves.first?.place ?? FileLocation(SuiteFile(path: "", bytes: []), 0)
        case .notJSON(let place, _), .notEmpty(let place, _), .noAnswer(let place, _),
            .count(let place, _, _), .contradiction(let place, _, _, _):
            place
        }
    }
}
