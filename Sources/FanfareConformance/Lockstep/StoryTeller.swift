import JSONTree

/// Makes stories up: the same ones for the same seed.
///
/// It knows who probably is who by now, so that stories get somewhere; what comes of a move is for the
/// servers to say.
struct StoryTeller {
    var random: SplitMix
    var rules = StoryWorld.Rules.usual
    var moves: [Move] = []
    /// Who has been given a token, probably.
    var known: Set<String> = []
    /// Who is probably in what.
    var inside: [String: [String]] = [:]
    /// How long ago those who are known came.
    var elapsed = 0
    /// What time it is in the story, in milliseconds from its beginning.
    var clock = 0
    /// What has been made by the admin calls, by its kind.
    var made: Set<String> = []
    /// What was probably bid last.
    var highest = 0
    /// What was probably bid last in each auction, in episodes.
    var offers: [String: Int] = [:]
    /// How often somebody has come who had never been there.
    var visits = 0
    /// What a story is mostly about, so that its moves meet.
    var stage = Stage()

    /// The few places that most of a story's moves go to.
    struct Stage {
        var people = StoryWorld.people
        var queue = "", draw = "", auction = "", release = "", appointment = "", waitlist = ""
        var experience = ""
    }

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// The story of a number of moves.
    static func story(seed: UInt64, moves: Int) -> Plot {
        var teller = StoryTeller(seed: seed)
        return teller.story(moves)
    }

    mutating func story(_ count: Int) -> Plot {
        switch below(8) {
        case 0, 1: rules = .oneOrder
        case 2: rules = .fingerprints
        case 3: if chance(3) { rules = .limited }
        default: break
        }
        stage.people = Array(StoryWorld.people.prefix(2 + below(3)))
        stage.queue = pick(StoryWorld.queues)
        stage.draw = pick(StoryWorld.draws)
        stage.auction = pick(StoryWorld.auctions)
        stage.release = pick(StoryWorld.releases)
        stage.appointment = pick(StoryWorld.appointments)
        stage.waitlist = pick(StoryWorld.waitlists)
        stage.experience = pick(StoryWorld.experiences)
        if rules == .limited || chance(2) {
            if rules != .limited, chance(2) { rules = .usual }
            episodes(count)
            var story = Plot(moves)
            story.rules = rules
            return story
        }
        if chance(2) {
            let spans = [
                "9m58s", "9m59s", "10m", "19m", "19m59s", "29m", "29m59s", "49m", "58m", "59m59s",
                "1h59m",
            ]
            if let span = TimeSpan(pick(spans)) {
                moves.append(.advance(span.pastTheEdge))
                clock += span.milliseconds
            }
        }
        let themes = Self.themes.shuffled(using: &random).prefix(2 + below(2))
        while moves.count < count {
            let person = pick(stage.people)
            if !known.contains(person), !chance(12) {
                arrive(person)
            } else if chance(4) {
                pass()
            } else if chance(5) {
                look(pick(stage.people))
            } else if chance(16) {
                crowd()
            } else if chance(16) {
                edge()
            } else if chance(20) {
                doors(person)
            } else if chance(24) {
                make()
            } else if chance(18) {
                returnTo()
            } else if chance(30) {
                neighbours()
            } else if chance(24) {
                crossing()
            } else if chance(30) {
                linking()
            } else if chance(40) {
                stranger()
            } else if chance(7) {
                act(pick(Self.themes), person)
            } else {
                act(pick(Array(themes)), person)
            }
        }
        var story = Plot(moves)
        story.rules = rules
        return story
    }

    enum Theme {
        case identity, session, queue, draw, auction, release, booking, waitlist, experience
    }
    static let themes: [Theme] = [
        .identity, .identity, .session, .queue, .queue, .queue, .draw, .draw, .auction, .auction,
        .release, .booking, .waitlist, .experience,
    ]

    mutating func act(_ theme: Theme, _ person: String) {
        switch theme {
        case .identity: identity(person)
        case .session: session(person)
        case .queue: queue(person)
        case .draw: draw(person)
        case .auction: auction(person)
        case .release: release(person)
        case .booking: booking(person)
        case .waitlist: waitlist(person)
        case .experience: experience(person)
        }
    }
}

// Chance.
extension StoryTeller {
    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
    /// Mostly the place of this story, sometimes another of its kind.
    mutating func place(_ usual: String, _ all: [String]) -> String {
        if chance(40) { return "nowhere" }
        // Where the story has gone past something, mostly to what is still to come.
        if usual == "auction_one", clock > 1_200_000, !chance(4) { return "auction_two" }
        if usual == "draw_soon", clock > 1_200_000, !chance(3) {
            return clock < 1_800_000 ? "draw_late" : "draw_small"
        }
        if let kind = Self.kind(of: usual), made.contains(kind), chance(4) {
            return "{made.\(kind)}"
        }
        return chance(4) ? pick(all) : usual
    }
}
