/// When each crowd moves next, the earliest first.
///
/// Two tournaments, so that time passes for many crowds at the price of what they do: a change costs
/// O(log n), the winner as much. Of what somebody may hear of, nothing overtakes another; the rest is no
/// more than counts that change, as far as may be at once.
struct CrowdTurns {
    /// When a crowd moves next.
    struct Due {
        /// When somebody may hear of it.
        var heard: Instant?
        /// When counts change before that.
        var unheard: Instant?
    }

    private var heard: Tournament
    private var unheard: Tournament

    init(_ dues: [Due]) {
        heard = Tournament(dues.map { $0.heard ?? .latestOfAll })
        unheard = Tournament(dues.map { $0.unheard ?? .latestOfAll })
    }

    mutating func set(_ due: Due, at place: Int) {
        heard[place] = due.heard ?? .latestOfAll
        unheard[place] = due.unheard ?? .latestOfAll
    }

    /// The crowd that moves first through an instant, and how far it may go.
    func next(through instant: Instant) -> (place: Int, limit: Instant)? {
        if heard.best <= instant {
            let place = heard.winner
            let other = Instant(milliseconds: heard.best(without: place).milliseconds - 1)
            return (place, max(heard.best, min(instant, other)))
        }
        guard unheard.best <= instant else { return nil }
        return (unheard.winner, instant)
    }
}

/// The least of some instants and its place, the first of equals.
private struct Tournament {
    /// Each is the lesser of two behind it, 2n and 2n + 1; the last half are those of the places.
    private var instants: [Instant]
    private let width: Int

    init(_ list: [Instant]) {
        var width = 1
        while width < list.count { width *= 2 }
        self.width = width
        instants = Array(repeating: .latestOfAll, count: 2 * width)
        for (place, instant) in list.enumerated() { self[place] = instant }
    }

    var best: Instant { instants[1] }

    var winner: Int {
        var node = 1
        while node < width {
            node *= 2
            if instants[node + 1] < instants[node] { node += 1 }
        }
        return node - width
    }

    /// The least of the others.
    func best(without place: Int) -> Instant {
        var (node, best) = (place + width, Instant.latestOfAll)
        while node > 1 {
            best = min(best, instants[node ^ 1])
            node /= 2
        }
        return best
    }

    subscript(place: Int) -> Instant {
        get { instants[place + width] }
        set {
            var node = place + width
            instants[node] = newValue
            while node > 1 {
                node /= 2
                instants[node] = min(instants[2 * node], instants[2 * node + 1])
            }
        }
    }
}

extension Instant {
    /// Later than everything that happens.
    static let latestOfAll = Instant(milliseconds: .max)
}
