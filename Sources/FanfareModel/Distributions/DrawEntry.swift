/// One consumer's entry in a draw.
///
/// ```
///            ┌──> left
///            ├──> lost ────────┐
/// entered ───┼──> won ──┬──> denied
///            │          └──> completed
///            └──> denied
/// ```
public struct DrawEntry: Sendable {
    /// Where the entry stands.
    public enum State: Hashable, Sendable {
        /// The consumer takes part in the drawing to come.
        case entered
        /// The consumer was drawn and has yet to use that.
        case won(Win)
        /// The consumer was not drawn.
        case lost
        /// The win was used.
        case completed(Win, at: Instant)
        /// The consumer may not take part, or not use the win, which is kept to say so.
        case denied(DenyReason, Win?)
        /// The consumer withdrew before the drawing.
        case left
    }

    /// Whose entry it is.
    public internal(set) var consumer: ConsumerKey
    /// When the draw was entered, nil for whoever was refused at the door.
    public let enteredAt: Instant?
    /// The device it was entered on, when it said so.
    public let fingerprint: String?
    /// Where the entry stands.
    public private(set) var state: State

    init(consumer: ConsumerKey, enteredAt: Instant?, fingerprint: String?, state: State) {
        self.consumer = consumer
        self.enteredAt = enteredAt
        self.fingerprint = fingerprint
        self.state = state
    }

    /// Whether the entry counts as an entrant and against the capacity.
    var isEntrant: Bool {
        switch state {
        case .entered, .won, .lost, .completed: true
        case .denied, .left: false
        }
    }

    mutating func drawn(_ win: Win?) {
        switch state {
        case .entered: state = win.map(State.won) ?? .lost
        case .won, .lost, .completed, .denied, .left:
            preconditionFailure("an entry that does not take part was drawn")
        }
    }

    mutating func completed(at now: Instant) throws(FanfareError) {
        switch state {
        case .won(let win): state = .completed(win, at: now)
        case .completed: throw .alreadyCompleted(.draw)
        case .entered, .lost, .denied: throw .notAdmitted(.draw)
        case .left: throw .notParticipating(.draw)
        }
    }

    mutating func denied(_ reason: DenyReason) throws(FanfareError) {
        switch state {
        case .entered, .lost: state = .denied(reason, nil)
        case .won(let win): state = .denied(reason, win)
        case .denied(.admissionExpired, let win): state = .denied(reason, win)
        case .denied: return
        case .completed: throw .alreadyCompleted(.draw)
        case .left: throw .notParticipating(.draw)
        }
    }

    /// Withdraws from the drawing to come; what is drawn is drawn.
    mutating func leftByConsumer() throws(FanfareError) {
        switch state {
        case .entered: state = .left
        case .won, .lost, .completed: throw .closed(.draw)
        case .denied, .left: throw .notParticipating(.draw)
        }
    }

    /// Gives way to the entry of the consumer that a guest turned out to be, who took part only once.
    mutating func displaced() { state = .left }
}

extension DrawEntry {
    /// Whether the drawing, or using the win, is still to come.
    public var isActive: Bool { state == .entered || isUsable }

    /// Whether the entry has a win that can be used.
    public var isUsable: Bool {
        if case .won = state { true } else { false }
    }

    /// The win, used or not.
    public var win: Win? {
        switch state {
        case .won(let win), .completed(let win, _): win
        case .denied(_, let win): win
        case .entered, .lost, .left: nil
        }
    }

    /// Why the consumer may not take part or not go on.
    public var denyReason: DenyReason? {
        switch state {
        case .denied(let reason, _): reason
        case .left: .drawClosed
        case .entered, .won, .lost, .completed: nil
        }
    }
}
