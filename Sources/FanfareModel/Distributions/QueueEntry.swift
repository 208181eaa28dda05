/// Why a consumer is denied.
public enum DenyReason: Hashable, Sendable, CaseIterable {
    /// The consumer has completed as many orders as the organization allows.
    case orderLimitExceeded
    /// Somebody judged it fraud.
    case fraudDetected
    /// Somebody decided so.
    case adminAction
    /// The admission was not used in time.
    case admissionExpired
    /// The draw is over, or was left.
    case drawClosed
}

/// The right to go on to the shop, for a while.
public struct Admission: Hashable, Sendable {
    /// The signed token that proves it.
    public let token: String
    /// When it was given.
    public let admittedAt: Instant
    /// When it ends.
    public let expiresAt: Instant
}

/// One consumer's place in a queue.
///
/// ```
///            ┌──────────> left <────────┐
/// queued ────┼──> admitted ─┬───────────┘
///            │              ├──> completed
///            └──────────────┴──> denied
/// ```
public struct QueueEntry: Sendable {
    /// Where the place stands.
    public enum State: Hashable, Sendable {
        /// The consumer waits in line.
        case queued
        /// The consumer may go on until the admission expires.
        case admitted(Admission)
        /// The admission was used.
        case completed(Admission, at: Instant)
        /// The consumer may not go on; an admission that expired is kept to say so.
        case denied(DenyReason, Admission?)
        /// The consumer gave the place up.
        case left
    }

    /// Whose place it is.
    public internal(set) var consumer: ConsumerKey
    /// When the queue was entered.
    public let enteredAt: Instant
    /// The device it was entered on, when it said so.
    public let fingerprint: String?
    /// Where the place stands.
    public private(set) var state: State

    init(consumer: ConsumerKey, enteredAt: Instant, fingerprint: String?, state: State) {
        self.consumer = consumer
        self.enteredAt = enteredAt
        self.fingerprint = fingerprint
        self.state = state
    }

    /// Whether the place counts against the queue's capacity.
    public var isActive: Bool {
        switch state {
        case .queued, .admitted: true
        case .completed, .denied, .left: false
        }
    }

    /// Whether entering again gives a new place: after leaving, or when an admission went unused.
    var mayEnterAgain: Bool {
        switch state {
        case .left, .denied(.admissionExpired, _): true
        case .queued, .admitted, .completed, .denied: false
        }
    }

    mutating func admitted(_ admission: Admission) throws(FanfareError) {
        switch state {
        case .queued: state = .admitted(admission)
        case .admitted: return
        case .completed: throw .alreadyCompleted(.queue)
        case .denied: throw .notAdmitted(.queue)
        case .left: throw .notParticipating(.queue)
        }
    }

    mutating func completed(at now: Instant) throws(FanfareError) {
        switch state {
        case .admitted(let admission): state = .completed(admission, at: now)
        case .completed: throw .alreadyCompleted(.queue)
        case .queued, .denied: throw .notAdmitted(.queue)
        case .left: throw .notParticipating(.queue)
        }
    }

    mutating func denied(_ reason: DenyReason) throws(FanfareError) {
        switch state {
        case .queued: state = .denied(reason, nil)
        case .admitted(let admission): state = .denied(reason, admission)
        case .denied(.admissionExpired, let admission): state = .denied(reason, admission)
        case .denied: return
        case .completed: throw .alreadyCompleted(.queue)
        case .left: throw .notParticipating(.queue)
        }
    }

    /// Gives the place up; a place that is over stays as it is.
    mutating func leftByConsumer() throws(FanfareError) {
        switch state {
        case .queued, .admitted: state = .left
        case .completed, .denied, .left: throw .notParticipating(.queue)
        }
    }
}

extension QueueEntry {
    /// The admission that was given, used or not.
    public var admission: Admission? {
        switch state {
        case .admitted(let admission), .completed(let admission, _): admission
        case .denied(_, let admission): admission
        case .queued, .left: nil
        }
    }

    /// The admission that still lets its consumer through.
    public var usableAdmission: Admission? {
        if case .admitted(let admission) = state { admission } else { nil }
    }

    /// Why the consumer may not go on.
    public var denyReason: DenyReason? {
        if case .denied(let reason, _) = state { reason } else { nil }
    }
}
