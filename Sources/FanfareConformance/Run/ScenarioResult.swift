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
    /// The step at which it stopped, from 0.
    package var stoppedAt: Int?
    /// Whether it stopped because nobody answers at the target's address.
    package var isUnreachable = false
    /// The entries of the list of known differences that speak of it.
    package var known: [KnownDifference] = []
    /// Every request and its answer, in order.
    package var exchanges: [Exchange] = []
    /// How long it took.
    package var milliseconds = 0
    /// The secrets of the run.
    package var mask = SecretMask()

    /// Starts a result.
    package init(_ scenario: Scenario, _ verdict: Verdict = .passed) {
        self.scenario = scenario
        self.verdict = verdict
    }
}

/// A request, its answer, and when it was made.
package struct Exchange: Sendable {
    /// The step, from 0.
    package let step: Int
    /// The request as sent; of a long body, its beginning.
    package let request: HTTPRequest
    /// The answer, nil when there was none; of a long body, its beginning.
    package let response: HTTPResponse?
    /// How long the request's body was.
    package let requestBytes: Int
    /// How long the answer's body was.
    package let responseBytes: Int
    /// The organization's now before the request, where somebody asked for it.
    package var now: Timestamp?

    /// Keeps of both messages what reports can show.
    package init(step: Int, request: HTTPRequest, response: HTTPResponse?) {
        self.step = step
        requestBytes = request.body.count
        responseBytes = response?.body.count ?? 0
        var request = request
        var response = response
        request.body = Excerpt.bytes(request.body)
        if let body = response?.body { response?.body = Excerpt.bytes(body) }
        self.request = request
        self.response = response
    }

    /// Whether the whole of the answer was kept.
    package var isWhole: Bool { responseBytes == response?.body.count ?? 0 }
}

/// A block of expectations that an answer does not satisfy.
package struct Finding: Sendable {
    /// The statement it contradicts.
    package let clause: Clause
    /// What that means.
    package let severity: Severity
    /// The block.
    package let place: FileLocation
    /// Every difference.
    package let mismatches: [Mismatch]
    /// The request and answer.
    package let exchange: Exchange

    /// Whether the expectation that differs first stands in a payload file, not in the scenario.
    package var isAboutPayload: Bool {
        mismatches.first.map { $0.place.file !== place.file } ?? false
    }

    /// The line of the scenario to look at: the expectation that differs first, else its block.
    package var shownPlace: FileLocation {
        isAboutPayload ? place : mismatches.first?.place ?? place
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

    /// The mismatch as reports show it.
    var excerpt: Mismatch {
        switch self {
        case .body(let difference): .body(difference.excerpt)
        case .header(let name, let leaf):
            Difference.leaf(leaf).excerpt.leaves.first.map { .header(name, $0) } ?? self
        case .status, .notJSON, .notEmpty, .noAnswer, .count: self
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
            .count(let place, _, _):
            place
        }
    }
}
