@testable import FanfareModel

/// A queue written down as a list of who waits and a table of where everybody stands.
struct SlowQueue {
    enum State: Equatable {
        case queued, completed, left
        case admitted(until: Instant)
        case denied(DenyReason)
    }

    let plan: QueuePlan
    private(set) var states: [ConsumerKey: State] = [:]
    /// Who waits, the next one first.
    private(set) var line: [ConsumerKey] = []

    init(_ plan: QueuePlan) { self.plan = plan }

    private var standing: Int {
        states.values.count { state in
            switch state {
            case .queued, .admitted: true
            case .completed, .left, .denied: false
            }
        }
    }

    mutating func enter(_ who: ConsumerKey, at now: Instant) -> FanfareError? {
        if let state = states[who], state != .left, state != .denied(.admissionExpired) {
            return nil
        }
        if let closeAt = plan.schedule.closeAt, now >= closeAt { return .closed(.queue) }
        if let openAt = plan.schedule.openAt, now < openAt {
            return .notOpenYet(.queue, opensAt: openAt)
        }
        if let capacity = plan.capacity, standing >= capacity { return .full(.queue) }
        states[who] = .queued
        line.append(who)
        return nil
    }

    mutating func leave(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .queued, .admitted: put(who, .left)
        case .completed, .denied, .left, nil: return .notParticipating(.queue)
        }
        return nil
    }

    mutating func admit(_ who: ConsumerKey, at now: Instant) -> FanfareError? {
        switch states[who] {
        case .queued: put(who, .admitted(until: now + plan.admissionWindow))
        case .admitted: return nil
        case .completed: return .alreadyCompleted(.queue)
        case .denied: return .notAdmitted(.queue)
        case .left, nil: return .notParticipating(.queue)
        }
        return nil
    }

    mutating func complete(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .admitted: put(who, .completed)
        case .completed: return .alreadyCompleted(.queue)
        case .queued, .denied: return .notAdmitted(.queue)
        case .left, nil: return .notParticipating(.queue)
        }
        return nil
    }

    mutating func deny(_ who: ConsumerKey) -> FanfareError? {
        switch states[who] {
        case .queued, .admitted, .denied(.admissionExpired): put(who, .denied(.adminAction))
        case .denied: return nil
        case .completed: return .alreadyCompleted(.queue)
        case .left, nil: return .notParticipating(.queue)
        }
        return nil
    }

    mutating func merge(_ guest: ConsumerKey, into owner: ConsumerKey) {
        guard let state = states.removeValue(forKey: guest) else { return }
        let own = states[owner] ?? .left
        if own == .left || own == .denied(.admissionExpired) {
            states[owner] = state
            line = line.map { $0 == guest ? owner : $0 }
        } else {
            line.removeAll { $0 == guest }
        }
    }

    /// Lets time go by from one thing that happens to the next.
    mutating func pass(from start: Instant, to end: Instant) {
        var now = start
        while true {
            let expiries = states.values.compactMap { state -> Instant? in
                if case .admitted(let until) = state { until } else { nil }
            }
            let beat = line.isEmpty ? nil : beat(after: now)
            guard let next = (expiries + [beat].compactMap { $0 }).min(), next <= end else {
                return
            }
            now = next
            for (who, state) in states where state == .admitted(until: now) {
                states[who] = .denied(.admissionExpired)
            }
            if beat == now, let first = line.first {
                put(first, .admitted(until: now + plan.admissionWindow))
            }
        }
    }

    /// The first whole millisecond after an instant that is not before a beat of the rate.
    private func beat(after now: Instant) -> Instant? {
        guard let rate = plan.admissionsPerMinute else { return nil }
        let start = plan.schedule.openAt?.milliseconds ?? 0
        var number = (now.milliseconds - start) * Int64(rate) / 60_000
        while true {
            // Rounded up to whole milliseconds.
            let beat = start + (number * 60_000 + Int64(rate) - 1) / Int64(rate)
            if beat > now.milliseconds { return Instant(milliseconds: beat) }
            number += 1
        }
    }

    private mutating func put(_ who: ConsumerKey, _ state: State) {
        states[who] = state
        line.removeAll { $0 == who }
    }
}

extension SlowQueue.State {
    /// The state that a place of the world stands for.
    init(_ state: QueueEntry.State) {
        self =
            switch state {
            case .queued: .queued
            case .admitted(let admission): .admitted(until: admission.expiresAt)
            case .completed: .completed
            case .denied(let reason, _): .denied(reason)
            case .left: .left
            }
    }
}
