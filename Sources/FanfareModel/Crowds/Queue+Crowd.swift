/// How strangers move in a queue.
///
/// Whoever stands first is admitted at the next beat, a consumer or a stranger. A stranger who is
/// admitted uses that at once and is gone.
extension Queue {
    /// A consumer whose turn has come, and when.
    struct Turn {
        let ticket: Int32
        let at: Instant
    }

    /// When the crowd moves next: when a consumer's turn comes, or may come earlier than it seems, and
    /// when counts change before that.
    var crowdDue: CrowdTurns.Due {
        guard let crowd else { return CrowdTurns.Due() }
        guard waitingCount > 0, let beat = AdmissionBeat(self) else {
            return CrowdTurns.Due(unheard: crowd.nextTick)
        }
        let given = beat.count(through: crowd.movedThrough)
        let nextBeat = beat.instant(of: given + 1)
        let next = min(nextBeat, crowd.nextTick ?? nextBeat)
        guard let first = firstInLine else { return CrowdTurns.Due(unheard: next) }
        let turn = beat.instant(of: given + crowd.line.ahead(of: first) + 1)
        // Whoever stands before them may give up at every tick.
        let heard = crowd.leave > 0 ? min(turn, crowd.nextTick ?? turn) : turn
        return CrowdTurns.Due(heard: heard, unheard: next < heard ? next : nil)
    }

    private var crowdBounds: Crowd.Bounds {
        Crowd.Bounds(capacity: capacity, taken: activePlaces, closeAt: schedule.closeAt)
    }

    /// Lets a crowd be as a plan says.
    mutating func changeCrowd(_ plan: CrowdPlan, at now: Instant) {
        let bounds = crowdBounds
        crowd?.change(plan, at: now, bounds)
    }

    /// Goes on from an instant up to which everything has been done.
    mutating func resumeCrowd(at now: Instant) {
        let bounds = crowdBounds
        crowd?.resume(at: now, bounds)
    }

    /// Admits so many strangers of those who stand before a consumer, or anywhere; answers how many.
    mutating func admitStrangers(_ number: Int, before first: Int32?) -> Int {
        crowd?.admitFirst(number, before: first) ?? 0
    }

    /// Lets the crowd move through an instant, tick by tick, as far as an effort goes; it stops where a
    /// consumer's turn has come.
    mutating func moveCrowd(through limit: Instant, effort: inout Int) -> Turn? {
        let (beat, first, bounds) = (AdmissionBeat(self), next(), crowdBounds)
        guard var crowd else { return nil }
        self.crowd = nil  // held once, so that it changes in place
        defer { self.crowd = crowd }
        repeat {
            let stop = min(crowd.nextTick ?? limit, limit)
            if let turn = crowd.admit(through: stop, beat, before: first) { return turn }
            guard crowd.nextTick == stop else { break }
            effort -= crowd.tick(bounds)
        } while effort > 0
        return nil
    }
}

extension Crowd {
    /// Gives the beats through an instant to those who stand first; stops at the one that is a consumer's.
    fileprivate mutating func admit(
        through stop: Instant, _ beat: AdmissionBeat?, before first: Int32?
    ) -> Queue.Turn? {
        guard let beat, stop > movedThrough else { return nil }
        let before = beat.count(through: movedThrough)
        let beats = beat.count(through: stop) - before
        let strangers = admitFirst(beats, before: first)
        movedThrough = stop
        guard let first, strangers < beats else { return nil }
        movedThrough = beat.instant(of: before + strangers + 1)
        return Queue.Turn(ticket: first, at: movedThrough)
    }

    fileprivate mutating func admitFirst(_ number: Int, before first: Int32?) -> Int {
        let ahead = first.map { line.ahead(of: $0) } ?? line.count
        let admitting = min(number, ahead)
        line.takeFirst(admitting)
        admitted += admitting
        return admitting
    }
}
