import HTTPEngine
import JSONTree

/// What holds and is not so, as a fact that a person reads: "whoever left a queue is told no position by
/// the status in a queue".
struct StoryTitle {
    private let story: Plot
    private let difference: StoryDifference

    init(_ story: Plot, _ difference: StoryDifference) {
        self.story = story
        self.difference = difference
    }

    /// The title; the plain one where it would be too long.
    var text: String {
        let words = OperationWords(difference.operation)
        let full = sentence(predicate(words), after: cause)
        if full.count <= TitleRules.limit { return full }
        let short = sentence(predicate(words), after: nil)
        return short.count <= TitleRules.limit
            ? short : "the answer to \(difference.operation) is the documented one"
    }

    /// The title of a story in which much else was done before.
    var withoutCause: String {
        sentence(predicate(OperationWords(difference.operation)), after: nil)
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

    /// What was told in its place, where that is a number or the name of a state.
    private static func instead(_ actual: JSONNode?) -> String {
        guard let actual else { return "" }
        switch actual.value {
        case .number, .bool: return " and not \(actual.text())"
        case .string(let text)
        where text.count <= 16 && text.allSatisfy { $0.isUppercase || $0 == "_" }:
            return " and not \(text)"
        default: return ""
        }
    }

    private func told(_ flaw: Correspondence.Flaw, _ name: String) -> String {
        switch flaw.kind {
        case .value:
            guard let expected = flaw.expected, !expected.isNull else { return "no \(name)" }
            if flaw.actual?.isNull ?? true { return "the \(name)" }
            switch expected.value {
            case .string(let text) where text.count <= 24:
                return "the \(name) \(text)" + Self.instead(flaw.actual)
            case .number, .bool: return "the \(name) \(expected.text())" + Self.instead(flaw.actual)
            default: return "the right \(name)"
            }
        case .moment, .stamp: return "the right \(name)"
        case .notTheSame: return "the same \(name) as before"
        case .notNew: return "another \(name) than before"
        case .count(let count): return "of \(count) \(name)"
        case .unexpected: return "nothing of \(flaw.path.last ?? name)"
        }
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
        case "validate": self.init("was validated for", "be valid for", "by validation for", place)
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
