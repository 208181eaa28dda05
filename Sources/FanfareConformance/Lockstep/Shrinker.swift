import JSONTree

/// Takes out of a story whatever it can do without and still show a difference (delta debugging; Zeller
/// and Hildebrandt, 2002).
struct Shrinker {
    /// How many stories are tried at most.
    private let limit: Int
    /// How many moves they may have together: over a network each takes its time.
    private static let moves = 14_000
    /// How many moves a story may have for each two of them to be left out together.
    private static let fewEnoughForPairs = 14

    private let lockstep: Lockstep
    private let wanted: StoryDifference.Signature
    private let deadline: Int?
    private var tried: Set<Plot> = []
    private var played = 0
    private var isSpent: Bool { tried.count >= limit || played >= Self.moves || isLate }
    private var isLate: Bool {
        Interruption.signal != nil
            || deadline.map { Environment.monotonicMilliseconds() >= $0 } ?? false
    }
    /// Whether nothing was left to try when it ended, or no more than is ever tried.
    private(set) var isFinished = true
    /// How the shortest story went that was found, nil for none but the first.
    private(set) var outcome: Lockstep.Outcome?

    init(
        _ lockstep: Lockstep, for difference: StoryDifference, until deadline: Int? = nil,
        limit: Int? = nil
    ) {
        self.limit = limit ?? 600
        self.lockstep = lockstep
        self.deadline = deadline
        wanted = difference.signature
    }

    /// The shortest story that was found and still shows it.
    mutating func shrunk(_ story: Plot) throws(LockstepFailure) -> Plot {
        var story = story
        while true {
            let before = story
            try cut(&story)
            try simplify(&story)
            try pass(&story)
            if story == before { try cutPairs(&story) }
            if story == before || isSpent {
                isFinished = !isLate
                return story
            }
        }
    }

    /// The story up to the move that shows the difference, nil where it does not.
    private mutating func shown(_ story: Plot) throws(LockstepFailure) -> Plot? {
        guard !isSpent, tried.insert(story).inserted else { return nil }
        played += story.moves.count
        let outcome = try lockstep.play(story)
        guard let found = outcome.differences.first(where: { $0.signature.isLike(wanted) }) else {
            return nil
        }
        self.outcome = outcome
        return story.prefix(found.move + 1)
    }

    /// Takes the first of some stories that still shows it.
    private mutating func take(
        _ candidates: some Sequence<Plot>, for story: inout Plot
    ) throws(LockstepFailure) {
        for candidate in candidates where candidate != story {
            if let shorter = try shown(candidate) {
                story = shorter
                return
            }
        }
    }

    /// Leaves moves out, many at once and then fewer.
    private mutating func cut(_ story: inout Plot) throws(LockstepFailure) {
        var size = max(1, story.moves.count / 2)
        while true {
            var end = story.moves.count - 1
            while end > 0 {
                let range = max(0, end - size)..<end
                if let shorter = try shown(story.without(range)) {
                    story = shorter
                    end = min(range.lowerBound, story.moves.count - 1)
                } else {
                    end = range.lowerBound
                }
            }
            guard size > 1 else { return }
            size /= 2
        }
    }

    /// Leaves out two moves that only make sense together.
    private mutating func cutPairs(_ story: inout Plot) throws(LockstepFailure) {
        guard story.moves.count <= Self.fewEnoughForPairs else { return }
        for first in story.moves.indices.dropLast(2) {
            for second in (first + 1)..<(story.moves.count - 1) {
                let shorter = story.without(second..<(second + 1)).without(first..<(first + 1))
                if let shorter = try shown(shorter) {
                    story = shorter
                    return
                }
            }
        }
    }

    /// Lets fewer people do it, in plainer ways and places.
    private mutating func simplify(_ story: inout Plot) throws(LockstepFailure) {
        for person in StoryWorld.people.dropFirst().reversed() {
            let others = StoryWorld.people.prefix { $0 != person }
            try take(others.lazy.map { [story] in story.replacing(person, by: $0) }, for: &story)
        }
        var usual = story
        usual.rules = .usual
        try take([usual], for: &story)
        for kind in StoryWorld.plainest {
            for place in kind.dropFirst() {
                try take([story.moving(place, to: kind[0])], for: &story)
            }
        }
        try take([story.signedInElsewhere], for: &story)
        for index in story.moves.indices where story.moves.indices.contains(index) {
            let candidates = story.moves[index].plainer.lazy.map { [story] plainer in
                var simpler = story
                simpler.moves[index] = plainer
                return simpler
            }
            try take(candidates, for: &story)
        }
    }

    /// Lets less time pass, and at once.
    private mutating func pass(_ story: inout Plot) throws(LockstepFailure) {
        for index in story.moves.indices.reversed() {
            guard index < story.moves.count, case .advance(let span) = story.moves[index] else {
                continue
            }
            // What passes in several places may as well pass in one.
            let others = story.moves.indices.filter { $0 > index }
            let merged = others.lazy.compactMap { [story] other -> Plot? in
                guard case .advance(let more) = story.moves[other] else { return nil }
                var merged = story
                let sum = TimeSpan(milliseconds: span.milliseconds + more.milliseconds)
                merged.moves[other] = .advance(sum)
                return merged.without(index..<(index + 1))
            }
            let before = story
            try take(merged, for: &story)
            guard story == before else { continue }
            let spans = [
                "1s", "1m", "5m", "10m", "10m1s", "15m", "20m", "30m", "50m", "1h", "1h1s", "2h",
            ]
            let shorter = spans.lazy.compactMap { TimeSpan($0)?.pastTheEdge }.filter { $0 < span }
                .map { [story] shorter in
                    var sooner = story
                    sooner.moves[index] = .advance(shorter)
                    return sooner
                }
            try take(shorter, for: &story)
        }
    }
}

extension StoryDifference.Signature {
    /// Whether two differences are about the same thing of the same call.
    func isLike(_ other: Self) -> Bool { operation == other.operation && aspect == other.aspect }
}

extension StoryWorld {
    /// The places of each kind, first the one that asks for the fewest moves.
    fileprivate static let plainest = [
        ["queue_wide", "queue_two", "queue_rate", "queue_later"],
        ["draw_soon", "draw_luck", "draw_small", "draw_late"],
        ["auction_one", "auction_two"], ["release_one", "release_later"],
        ["appointment_one", "appointment_two"], ["waitlist_one", "waitlist_two"],
    ]
}

extension Plot {
    /// The story with somebody in the place of somebody else.
    fileprivate func replacing(_ person: String, by other: String) -> Plot {
        changed {
            $0.replacing("{\(person).", with: "{\(other).")
        } names: { name in
            name.hasPrefix(person + ".") ? other + name.dropFirst(person.count) : name
        }
    }

    /// The story in another place.
    fileprivate func moving(_ place: String, to other: String) -> Plot {
        changed {
            $0.replacing(place, with: other)
        } names: {
            $0.replacing(place, with: other)
        }
    }

    /// The story with other texts, and other names of what answers give.
    private func changed(_ text: (String) -> String, names: (String) -> String) -> Plot {
        var story = self
        story.moves = moves.map { move in
            guard case .call(var call) = move else { return move }
            call.path = text(call.path)
            call.token = call.token.map(text)
            call.body = call.body?.map { field in
                field.value.string.map { .init(name: field.name, value: .init(text($0))) } ?? field
            }
            call.gives = call.gives.map { .init(path: $0.path, name: names($0.name)) }
            call.codeName = names(call.codeName)
            return .call(call)
        }
        return story
    }

    /// The story in which an identity from elsewhere is shown where a code was, which takes no inbox.
    fileprivate var signedInElsewhere: Plot {
        var story = self
        for (index, move) in moves.enumerated() {
            guard case .call(let call) = move else { continue }
            let somebody = String(call.codeName.prefix { $0 != "." })
            if call.operation == "POST /auth/otp/request" {
                var authorize = CallMove("POST /auth/external/authorize")
                authorize.credential = .secret
                authorize.body = [
                    .init(name: "provider", value: "shop"),
                    .init(name: "issuer", value: "https://example.com"),
                    .init(name: "subject", value: JSONNode("subject-\(somebody)")),
                ]
                authorize.gives = [.init(path: ["exchangeCode"], name: call.codeName)]
                story.moves[index] = .call(authorize)
            } else if call.operation == "POST /auth/otp/verify",
                let code = call.body?.first(where: { $0.name == "code" })
            {
                var exchange = CallMove("POST /auth/external/exchange")
                exchange.token = call.token
                exchange.body = [.init(name: "exchangeCode", value: code.value)]
                exchange.gives = call.gives
                story.moves[index] = .call(exchange)
            }
        }
        return story
    }
}

extension Move {
    /// The same move with one thing less about it, or in a plainer way.
    fileprivate var plainer: [Move] {
        guard case .call(let call) = self else { return [] }
        var all: [CallMove] = []
        func with(_ change: (inout CallMove) -> Void) {
            var other = call
            change(&other)
            if other != call { all.append(other) }
        }
        let comes = ["POST /auth/otp/verify", "POST /auth/external/exchange"]
        if comes.contains(call.operation), call.token == nil {
            var guest = CallMove("POST /auth/guest")
            guest.gives = call.gives
            all.append(guest)
        }
        with { call in
            call.headers = call.headers.filter { $0.value.string?.contains("{") ?? false }
        }
        with { $0.headers = [] }
        with { call in
            // Written as another client would, it says the same.
            let isOfServer = call.isOfServer
            guard call.credential == .nobody, !call.headers.isEmpty else { return }
            call.headers = []
            call.credential = isOfServer ? .secret : .publishable
        }
        with { $0.isElsewhere = false }
        with { if $0.credential == .secretHeaders { $0.credential = .secret } }
        with { call in
            if !call.operation.hasPrefix("POST /auth/otp") {
                call.body = call.body.map { Array($0.prefix(2)) }
            }
        }
        with { call in
            call.body = call.body?.filter { $0.name != "name" && $0.name != "claims" }
        }
        return all.map { .call($0) }
    }
}
