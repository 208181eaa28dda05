import JSONTree

/// Takes out of a story whatever it can do without and still show a difference (delta debugging; Zeller
/// and Hildebrandt, 2002).
struct Shrinker {
    /// How many stories are tried at most.
    private let limit: Int
    /// How many moves they may have together: over a network each takes its time.
    private static let moves = 14_000
    /// How many moves a story may have for each two, or three, of them to be left out together.
    private static let fewEnough = [2: 14, 3: 9]

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
    ///
    /// What was wrong in a story that is short already may show by the last call of this one too.
    mutating func shrunk(_ story: Plot, after known: Plot? = nil) throws(LockstepFailure) -> Plot {
        var story = story
        if let known, let last = story.moves.last {
            try take(known.ending(in: last), for: &story)
        }
        while true {
            let before = story
            try leave(&story)
            try cut(&story)
            try simplify(&story)
            try pass(&story)
            for count in [2, 3] where story == before { try cut(count, of: &story) }
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

    /// Leaves out a few moves that only make sense together.
    private mutating func cut(_ count: Int, of story: inout Plot) throws(LockstepFailure) {
        guard story.moves.count <= Self.fewEnough[count] ?? 0 else { return }
        try take(story.withoutAny(count), for: &story)
    }

    /// Leaves out what somebody does, whoever is not needed.
    private mutating func leave(_ story: inout Plot) throws(LockstepFailure) {
        let last = story.people.last ?? nil
        for person in StoryWorld.people where person != last {
            try take([story.without(person)], for: &story)
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
        for person in [nil] + StoryWorld.people {
            try take([story.signedInElsewhere(person)], for: &story)
        }
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
            let others = story.moves.indices.filter { $0 != index }
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
