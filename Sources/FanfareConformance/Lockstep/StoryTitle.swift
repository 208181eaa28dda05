import HTTPEngine
import JSONTree

/// A difference in one line, said both ways round: as the fact that should hold, which is the title of the
/// scenario that shows it, and as what the target did instead, which is what a finding says.
struct StoryTitle {
    private let story: Plot
    private let difference: StoryDifference
    /// How long a finding may be with what was done before.
    private static let most = 110

    init(_ story: Plot, _ difference: StoryDifference) {
        self.story = story
        self.difference = difference
    }

    /// What should hold: "whoever left a queue is told no position by the status in a queue"; the plain one
    /// where it would be too long.
    var text: String {
        let words = OperationWords(difference.operation)
        let full = sentence(predicate(words), after: cause)
        if full.count <= TitleRules.limit { return full }
        let short = sentence(predicate(words), after: nil)
        return short.count <= TitleRules.limit
            ? short : "the answer to \(difference.operation) is the documented one"
    }

    /// What the target did, and what was expected: "whoever left a queue is told the position 1 instead of
    /// none by the status in a queue".
    var finding: String {
        let full = sentence(fault(OperationWords(difference.operation)), after: cause)
        return full.count <= Self.most ? full : findingWithoutCause
    }

    /// The same of a story in which much else was done before.
    var findingWithoutCause: String {
        sentence(fault(OperationWords(difference.operation)), after: nil)
    }

    /// The last thing that somebody did before, and whether it was the same person.
    private var cause: (words: OperationWords, isOwn: Bool)? {
        let calls = story.told
        guard case .call? = story.moves.last, let last = calls.last,
            let before = calls.dropLast().last(where: { $0.call.method != "GET" })
        else { return nil }
        let isOwn = before.person == nil || last.person == nil || before.person == last.person
        return (OperationWords(before.call.operation), isOwn)
    }

    /// Whether the last call is the one before it once more.
    private var isAgain: Bool {
        let calls = story.told.suffix(2)
        return calls.count == 2 && calls.first?.call.operation == calls.last?.call.operation
            && calls.first?.person == calls.last?.person
    }

    private func sentence(
        _ predicate: String, after cause: (words: OperationWords, isOwn: Bool)?
    ) -> String {
        guard let cause else {
            return difference.operation.isOfPlace ? "anybody \(predicate)" : "one \(predicate)"
        }
        return cause.isOwn
            ? "whoever \(cause.words.did) \(predicate)"
            : "one \(predicate) after somebody else \(cause.words.did)"
    }

    private func predicate(_ words: OperationWords) -> String {
        let expected = difference.expected
        switch difference.aspect {
        case .outcome:
            return (expected.status < 300 ? "may " : "may not ") + words.does
                + (isAgain ? " again" : "")
        case .status: return "is answered \(expected.status) \(words.on)"
        case .word:
            return "is told '\(expected.json?["error"]?.string ?? "an error")' \(words.on)"
        case .header(let name):
            let isThere = expected.headers[name] != nil
            return "is given \(isThere ? "the header" : "no header") \(name) \(words.on)"
        case .member(let flaw):
            let name = flaw.place.last { $0 != "*" && $0 != "$jwt" } ?? "answer"
            return "is told " + told(flaw, name) + " \(words.on)"
        }
    }

    private func told(_ flaw: Correspondence.Flaw, _ name: String) -> String {
        switch flaw.kind {
        case .value:
            guard let expected = flaw.expected, !expected.isNull else { return "no \(name)" }
            guard !flaw.lacks else { return "the \(name)" }
            return Self.brief(expected).map { "the \(name) \($0)" } ?? "the right \(name)"
        case .moment, .stamp: return "the right \(name)"
        case .notTheSame: return "the same \(name) as before"
        case .notNew: return "another \(name) than before"
        case .count(let count): return "of \(count) \(name)"
        case .unexpected: return "nothing of \(flaw.path.last ?? name)"
        }
    }
}

// What the target did instead.
extension StoryTitle {
    private func fault(_ words: OperationWords) -> String {
        let (expected, actual) = (difference.expected, difference.actual)
        switch difference.aspect {
        case .outcome:
            let does = words.does + (isAgain ? " again" : "")
            return expected.status < 300
                ? "cannot \(does), which should be granted" : "can \(does), which should be refused"
        case .status:
            return "is answered \(actual.status) instead of \(expected.status) \(words.on)"
        case .word:
            let said = actual.json?["error"]?.string.map { "'\(Self.clipped($0))'" }
            let wanted = expected.json?["error"]?.string ?? "an error"
            return "is told \(said ?? "no error") instead of '\(wanted)' \(words.on)"
        case .header(let name):
            return "is given \(Self.fault(name, expected, actual)) \(words.on)"
        case .member(let flaw):
            let name = flaw.place.last { $0 != "*" && $0 != "$jwt" } ?? "answer"
            return "is told \(Self.fault(flaw, name)) \(words.on)"
        }
    }

    private static func fault(
        _ name: String, _ expected: HTTPResponse, _ actual: HTTPResponse
    ) -> String {
        guard let value = actual.headers[name] else {
            return "no header \(name), which should be there,"
        }
        guard let wanted = expected.headers[name] else {
            return "the header \(name), which should not be there,"
        }
        guard Int(value) != nil, Int(wanted) != nil else { return "another header \(name)" }
        return "the header \(name) \(value) instead of \(wanted)"
    }

    private static func fault(_ flaw: Correspondence.Flaw, _ name: String) -> String {
        switch flaw.kind {
        case .value:
            guard let expected = flaw.expected, !expected.isNull else {
                let value = flaw.actual.flatMap(shown).map { "the \(name) \($0)" }
                return "\(value ?? "a value of \(name)") instead of none"
            }
            let wanted = brief(expected)
            guard let actual = flaw.actual, !actual.isNull else {
                return "no \(name)" + (wanted.map { " instead of \($0)" } ?? "")
            }
            guard let wanted else { return "another \(name) than the right one" }
            return shown(actual).map { "the \(name) \($0) instead of \(wanted)" }
                ?? "another \(name) than \(wanted)"
        case .moment(let span), .stamp(let span):
            guard let actual = flaw.distance else { return "another \(name) than the right one" }
            return "the \(name) \(actual.fromNow) instead of \(span.fromNow)"
        case .notTheSame: return "another \(name) than before"
        case .notNew: return "the same \(name) as before instead of another"
        case .count(let count):
            return "of \(flaw.actual?.elements?.count ?? 0) \(name) instead of \(count)"
        case .unexpected: return "of \(flaw.path.last ?? name), which should not be listed,"
        }
    }

    /// A value that has room in a line.
    private static func brief(_ value: JSONNode) -> String? {
        switch value.value {
        case .string(let text) where text.count <= 24: text
        case .number, .bool: value.text()
        default: nil
        }
    }

    /// The target's value, where it is a number or the name of a state, and so nobody's secret.
    private static func shown(_ actual: JSONNode) -> String? {
        switch actual.value {
        case .number, .bool: brief(actual)
        case .string(let text)
        where text.count <= 16 && text.allSatisfy { $0.isUppercase || $0 == "_" }:
            text
        default: nil
        }
    }

    private static func clipped(_ text: String) -> String {
        text.count > 48 ? text.prefix(47) + "…" : text
    }
}

extension Correspondence.Flaw {
    /// Whether the target says nothing there.
    fileprivate var lacks: Bool { actual?.isNull ?? true }
}

extension TimeSpan {
    /// It as a distance from now: "in 10m", "5m ago".
    var fromNow: String {
        // What is compared within two seconds is told in seconds.
        let seconds = TimeSpan(milliseconds: (abs(milliseconds) + 500) / 1000 * 1000)
        if seconds.milliseconds == 0 { return "now" }
        return milliseconds < 0 ? "\(seconds) ago" : "in \(seconds)"
    }
}

extension String {
    /// Whether an operation is about something that people take part in.
    fileprivate var isOfPlace: Bool { contains("*") }
}

/// What an operation is called in a sentence.
private struct OperationWords {
    /// What somebody did: "left a queue".
    let did: String
    /// What somebody may do: "leave a queue".
    let does: String
    /// When an answer is given: "on leaving a queue", "by the status in a queue".
    let on: String

    /// The calls that are about nothing that people take part in.
    private static let plain: [String: (String, String, String)] = [
        "POST /auth/guest": ("came as a guest", "come as a guest", "on coming as a guest"),
        "POST /auth/otp/request": ("asked for a code", "ask for a code", "on asking for a code"),
        "POST /auth/otp/verify": ("verified a code", "verify a code", "on verifying a code"),
        "POST /auth/external/authorize": (
            "was authorized elsewhere", "be authorized elsewhere", "on being authorized elsewhere"
        ),
        "POST /auth/external/exchange": (
            "exchanged a code", "exchange a code", "on exchanging a code"
        ),
        "POST /auth/refresh": ("refreshed a session", "refresh a session", "on refreshing"),
        "POST /auth/logout": ("logged out", "log out", "on logging out"),
        "GET /consumers/me": ("looked", "see /consumers/me", "by /consumers/me"),
        "GET /consumers/*": ("was looked up", "be looked up", "by the consumer's page"),
        "GET /organizations/current": (
            "looked", "see the organization", "by the current organization"
        ),
        "GET /sequences/*/distributions": (
            "looked", "see a sequence's distributions", "by a sequence's distributions"
        ),
    ]
    private static let places = [
        "queues": "a queue", "draws": "a draw", "auctions": "an auction",
        "timed-releases": "a timed release", "appointments": "an appointment",
        "waitlists": "a waitlist", "experiences": "an experience",
    ]

    init(_ operation: String) {
        if let (did, does, on) = Self.plain[operation] {
            self.init(did: did, does: does, on: on)
            return
        }
        let words = operation.split { $0 == " " || $0 == "/" }.map(String.init)
        let place = words.dropFirst().first.flatMap { Self.places[$0] } ?? "something"
        switch words.count > 2 ? words.last : words.first {
        case "enter": self.init("entered", "enter", "on entering", place)
        case "leave": self.init("left", "leave", "on leaving", place)
        case "admit": self.init("was admitted to", "be admitted to", "on admission to", place)
        case "complete": self.init("completed", "complete", "on completing", place)
        case "deny": self.init("was denied", "be denied", "on being denied", place)
        case "validate":
            self.init("was validated for", "pass validation for", "by validation for", place)
        case "bid": self.init("bid in", "bid in", "on bidding in", place)
        case "book": self.init("booked", "book", "on booking", place)
        case "cancel": self.init("cancelled", "cancel", "on cancelling", place)
        case "status": self.init("looked at", "see the status in", "by the status in", place)
        case "POST": self.init("was told of", "make", "on making", place)
        case "*": self.init("looked at", "see", "by the details of", place)
        case let last?:
            let noun = last.replacing("-", with: " ")
            self.init("looked at", "see the \(noun) of", "by the \(noun) of", place)
        case nil: self.init("did", "do", "by", place)
        }
    }

    private init(did: String, does: String, on: String) {
        self.did = did
        self.does = does
        self.on = on
    }

    private init(_ did: String, _ does: String, _ on: String, _ place: String) {
        self.init(did: "\(did) \(place)", does: "\(does) \(place)", on: "\(on) \(place)")
    }
}
