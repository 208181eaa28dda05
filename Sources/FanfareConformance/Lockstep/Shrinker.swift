import JSONTree

/// Takes out of a story whatever it can do without and still show a difference (delta debugging; Zeller
/// and Hildebrandt, 2002).
struct Shrinker {
    /// How many stories are tried at most.
    private static let limit = 400
    /// How many moves they may have together: over a network each takes its time.
    private static let moves = 12_000

    private let lockstep: Lockstep
    private let wanted: StoryDifference.Signature
    private var tried: Set<Plot> = []
    private var played = 0
    private var isSpent: Bool { tried.count >= Self.limit || played >= Self.moves }

    init(_ lockstep: Lockstep, for difference: StoryDifference) {
        self.lockstep = lockstep
        wanted = difference.signature
    }

    /// The shortest story that was found and still shows it.
    mutating func shrunk(_ story: Plot) throws(LockstepFailure) -> Plot {
        var story = story
        while true {
            let before = story
            try cut(&story)
            try simplify(&story)
            if story == before || isSpent { return story }
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
        return story.prefix(found.move + 1)
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

    /// Lets fewer people do it, in plainer ways and less time.
    private mutating func simplify(_ story: inout Plot) throws(LockstepFailure) {
        for person in StoryWorld.people.dropFirst().reversed() {
            for other in StoryWorld.people.prefix(while: { $0 != person }) {
                let renamed = story.replacing(person, by: other)
                guard renamed != story else { continue }
                if let shorter = try shown(renamed) {
                    story = shorter
                    break
                }
            }
        }
        var usual = story
        usual.rules = .usual
        if usual != story, let shorter = try shown(usual) { story = shorter }
        for index in story.moves.indices {
            for plainer in story.moves[index].plainer {
                guard story.moves.indices.contains(index) else { break }
                var simpler = story
                simpler.moves[index] = plainer
                if let shorter = try shown(simpler) { story = shorter }
            }
        }
    }
}

extension StoryDifference.Signature {
    /// Whether two differences are about the same thing of the same call.
    func isLike(_ other: Self) -> Bool { operation == other.operation && aspect == other.aspect }
}

extension Plot {
    /// The story with somebody in the place of somebody else.
    fileprivate func replacing(_ person: String, by other: String) -> Plot {
        var story = self
        story.moves = moves.map { $0.replacing(person, by: other) }
        return story
    }
}

extension Move {
    fileprivate func replacing(_ person: String, by other: String) -> Move {
        guard case .call(var call) = self else { return self }
        func renamed(_ text: String) -> String { text.replacing("{\(person).", with: "{\(other).") }
        call.path = renamed(call.path)
        call.token = call.token.map(renamed)
        call.body = call.body?.map { field in
            guard let text = field.value.string else { return field }
            return .init(name: field.name, value: .init(renamed(text)))
        }
        call.gives = call.gives.map { gift in
            guard gift.name.hasPrefix(person + ".") else { return gift }
            return .init(path: gift.path, name: other + gift.name.dropFirst(person.count))
        }
        if call.codeName.hasPrefix(person + ".") {
            call.codeName = other + call.codeName.dropFirst(person.count)
        }
        return .call(call)
    }

    /// The same move with one thing less about it, or in a plainer way.
    fileprivate var plainer: [Move] {
        switch self {
        case .advance(let span):
            return ["1s", "1m", "10m", "20m", "1h"].compactMap { TimeSpan($0) }
                .filter { $0 < span }.map { .advance($0) }
        case .call(let call):
            var all: [CallMove] = []
            func with(_ change: (inout CallMove) -> Void) {
                var other = call
                change(&other)
                if other != call { all.append(other) }
            }
            with { $0.headers = [] }
            with { $0.isElsewhere = false }
            with { if $0.credential == .secretHeaders { $0.credential = .secret } }
            with { call in
                if call.operation.hasPrefix("POST /auth/otp") == false {
                    call.body = call.body.map { Array($0.prefix(2)) }
                }
            }
            if call.operation == "POST /auth/otp/verify"
                || call.operation == "POST /auth/external/exchange",
                call.token == nil
            {
                var guest = CallMove("POST /auth/guest")
                guest.gives = call.gives
                all.insert(guest, at: 0)
            }
            return all.map { .call($0) }
        }
    }
}
