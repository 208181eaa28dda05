import HTTPEngine
import JSONTree

/// A target that others use as well: what stories may do there, and what can be known of it.
///
/// Its places are told by their roles, its people are ours alone and new in every story, no clock is
/// moved, and of what strangers change only the order among our own people is held.
package struct Deployment: Sendable {
    /// The target's id for each place of the stories.
    let names: [String: String]
    /// Whether calls with the secret key may change what people take part in.
    private let mayAdminister: Bool
    private let hasSecretKey: Bool
    private let readsCodes: Bool

    /// How many moves a story has: each is a call that others wait behind.
    static let movesOfAStory = 24
    /// How many stories are tried for the shortest.
    static let shrinkingLimit = 60

    /// The role of each place.
    private static let roles = [
        "exp_one": "experience.main", "seq_one": "sequence.main", "queue_wide": "queue.open",
        "queue_later": "queue.notYetOpen", "draw_soon": "draw.open",
        "draw_small": "draw.notYetOpen", "auction_one": "auction.open",
        "auction_two": "auction.notYetOpen", "release_one": "release.open",
        "release_later": "release.notYetOpen", "appointment_one": "appointment.main",
        "waitlist_one": "waitlist.main",
    ]

    /// Takes a target with what its file says of it.
    package init(_ target: Target) {
        names = Self.roles.compactMapValues { target.resource($0) }
        hasSecretKey = target.keys?.secretKey != nil
        mayAdminister = hasSecretKey && target.access == .administer
        readsCodes = target.codes != nil
    }

    /// The story without what nobody may do there.
    func playable(_ story: Plot) -> Plot {
        // Where others call as well, nobody calls until no more is let through.
        guard story.rules != .limited else { return Plot() }
        var playable = Plot(story.moves.map(guest).filter(isAllowed))
        playable.moves = Array(playable.moves.prefix(Self.movesOfAStory))
        return playable
    }

    /// Lets somebody come as a guest who cannot come by a code there.
    private func guest(_ move: Move) -> Move {
        guard case .call(let call) = move, call.token == nil, !call.isElsewhere else { return move }
        let isByCode = call.operation == "POST /auth/otp/verify" && !readsCodes
        let isByServer = call.operation == "POST /auth/external/exchange" && !hasSecretKey
        guard isByCode || isByServer else { return move }
        var guest = CallMove("POST /auth/guest")
        guest.gives = call.gives
        return .call(guest)
    }

    /// What leaves something that nothing takes away, or speaks of what the stories' world alone has.
    private static let unwanted: Set = [
        "POST /queues", "POST /draws", "POST /auctions", "POST /experiences",
        "POST /auctions/*/bid", "POST /appointments/*/book", "DELETE /appointments/*/cancel",
        "GET /openapi.json", "GET /health", "GET /.well-known/jwks.json",
    ]
    /// What the secret key only looks at, or makes a person by.
    private static let harmless: Set = ["GET /consumers/*", "POST /auth/external/authorize"]

    private func isAllowed(_ move: Move) -> Bool {
        guard case .call(let call) = move, !call.isElsewhere,
            !Self.unwanted.contains(call.operation), !call.path.contains("{made.")
        else { return false }
        if call.isOfServer {
            guard mayAdminister || hasSecretKey && Self.harmless.contains(call.operation) else {
                return false
            }
        }
        let places = call.path.split(separator: "/").map(String.init)
            .filter(StoryWorld.ids.contains)
        guard places.allSatisfy({ names[$0] != nil }) else { return false }
        if call.operation.hasPrefix("POST /auth/otp"), !readsCodes { return false }
        return (call.body ?? []).allSatisfy(isOfOurPeople)
    }

    /// Whether an address is one that can be replaced by one of this run.
    private func isOfOurPeople(_ field: CallMove.Field) -> Bool {
        guard let text = field.value.string else { return true }
        switch field.name {
        case "email": return Self.standIns(text) != nil
        case "phone": return StoryTeller.numbers.values.contains(text)
        case "subject": return text.hasPrefix("subject-")
        case "defaultCountry": return false
        default: return true
        }
    }

    /// The person of an address of the stories.
    private static func standIns(_ email: String) -> String? {
        StoryWorld.people.first { "\($0)@example.com" == email }
    }
}

// What is compared where strangers take part.
extension Deployment {
    /// The answers that tell of the caller, and not of what the organization has.
    private static func tellsOfCaller(_ operation: String) -> Bool {
        if operation.hasPrefix("POST /auth/") || operation.hasPrefix("GET /consumers") {
            return true
        }
        guard !operation.contains(" /experiences/") else { return false }
        return ["/enter", "/leave", "/status", "/admit", "/complete", "/deny", "/validate"]
            .contains { operation.hasSuffix($0) }
    }

    /// Whether an answer says nothing about the API: a limit, a gateway, no room left by others,
    /// an identity that somebody has already.
    static func isOfOthers(_ response: HTTPResponse, _ document: JSONNode?) -> Bool {
        let word = document?["error"]?.string ?? ""
        return response.status == 429 || response.status >= 500 || word.contains("full")
            || ["already_linked", "consumer_conflict"].contains(word)
    }

    /// Whether somebody has come further than the story says, by the doing of others or of time.
    static func hasGoneOn(_ flaws: [Correspondence.Flaw]) -> Bool {
        flaws.contains { flaw in
            guard flaw.place.last == "status", let was = flaw.expected?.string,
                let becomes = flaw.actual?.string
            else { return false }
            return [
                "QUEUED": ["ADMITTED"], "ADMITTED": ["EXPIRED"], "ENTERED": ["WON", "LOST"],
            ][was]?.contains(becomes) ?? false
        }
    }

    /// Whether a difference can be judged without knowing the organization.
    static func isJudged(_ flaw: Correspondence.Flaw, of operation: String) -> Bool {
        guard tellsOfCaller(operation), !flaw.place.contains("journeys"),
            !flaw.place.contains("experiences")
        else { return false }
        switch flaw.kind {
        case .moment, .stamp, .count, .unexpected: return false
        case .notTheSame, .notNew:
            let name = flaw.place.last ?? ""
            // What belongs to which sequence there is nobody's to say.
            guard !["sequenceId", "experienceId"].contains(name) else { return false }
            return ["Id", "id", "Token", "email", "phone"].contains { name.hasSuffix($0) }
        case .value:
            guard let expected = flaw.expected, let actual = flaw.actual else { return true }
            return expected.number == nil && actual.number == nil
        }
    }
}

/// In which order our own people wait, as far as the target has told.
struct WaitingOrder {
    /// What was told, place by place: the position that the oracle has, and the target's.
    private var told: [String: [(expected: Double, actual: Double)]] = [:]

    /// Notes what was told; false where somebody is before another of ours who should be behind.
    ///
    /// Nobody's position grows while they wait: whoever is ahead has a smaller one than anybody behind
    /// had before.
    mutating func accepts(_ expected: Double, _ actual: Double, in place: String) -> Bool {
        let isRight = (told[place] ?? []).allSatisfy { other in
            other.expected <= expected || actual < other.actual
        }
        told[place, default: []].append((expected, actual))
        return isRight
    }

    /// Forgets a place in which somebody has moved.
    mutating func forget(_ place: String) { told[place] = nil }
}
