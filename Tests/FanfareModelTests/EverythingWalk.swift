@testable import FanfareModel

/// A world with one of everything, the people in it, and what the slow queues say of it.
struct EverythingWalk {
    var test: TestWorld
    private var chance: SeededGenerator
    private var people: [ConsumerKey] = []
    private var queues: [SlowQueue] = []
    private var known: [(key: ConsumerKey, email: Recipient)] = []
    private var sessions: [TokenPair] = []
    private var complaints: [String] = []
    private(set) var admissions = 0
    private(set) var links = 0

    init(seed: UInt64) {
        test = TestWorld(seed: seed)
        chance = SeededGenerator(seed: seed, stream: "everything")
        addQueue("plain") { $0.capacity = 12 }
        addQueue("rate") { $0.admissionsPerMinute = 7 }
        addQueue("brief") {
            $0.admissionsPerMinute = 600
            $0.schedule = Schedule(
                openAt: TestWorld.start + .seconds(30), closeAt: TestWorld.start + .hours(2))
            $0.admissionWindow = .seconds(20)
        }
        _ = test.draw(winners: 3)
        _ = test.auction(winners: 2)
        addRosters()
        for _ in 0..<10 { people.append(test.guest()) }
    }

    private mutating func addQueue(_ id: String, _ change: (inout QueuePlan) -> Void) {
        var plan = QueuePlan(id: id, name: id)
        change(&plan)
        test.world.add(plan, to: test.sequence)
        queues.append(SlowQueue(plan))
    }

    private mutating func addRosters() {
        var release = TimedReleasePlan(name: "Release")
        release.schedule.closeAt = test.world.now + .hours(1)
        test.world.add(release, to: test.sequence)
        var appointment = AppointmentPlan(name: "Appointment")
        appointment.slots = (1...3).map { hour in
            SlotPlan(
                id: "slot_\(hour)", startAt: test.world.now + .hours(hour),
                endAt: test.world.now + .hours(hour + 1), capacity: hour)
        }
        test.world.add(appointment, to: test.sequence)
        test.world.add(WaitlistPlan(name: "Waitlist"), to: test.sequence)
    }

    private mutating func pick(_ count: Int) -> Int {
        Int(chance.next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// One random step; answers what it was.
    mutating func step() -> String {
        switch pick(100) {
        case 0..<6:
            if people.count < 40 { people.append(test.guest()) }
            return "a guest arrives"
        case 6..<50: return onQueue()
        case 50..<58: return elsewhere()
        case 58..<66: return onRosters()
        case 66..<70: return link()
        case 70..<73: return onSessions()
        default: return pass()
        }
    }

    /// Everything in which the world and the slow queues differ, and every broken invariant.
    func differences() -> [String] {
        var found = complaints + test.world.brokenInvariants()
        for (index, slow) in queues.enumerated() {
            let queue = test.world.catalogue.queues[index]
            for person in people {
                let state = (queue.place(of: person)?.state).map(SlowQueue.State.init)
                if state != slow.states[person] {
                    found.append("\(queue.id): \(String(describing: state))")
                }
                let position = slow.line.firstIndex(of: person).map { $0 + 1 }
                if queue.position(of: person) != position {
                    found.append("\(queue.id): position \(String(describing: position))")
                }
            }
        }
        return found
    }
}

/// The steps.
extension EverythingWalk {
    private mutating func onQueue() -> String {
        let index = pick(queues.count)
        let (key, person, now) = (Key<Queue>(at: index), people[pick(people.count)], test.world.now)
        switch pick(10) {
        case 0..<5:
            compare("enter", queues[index].enter(person, at: now)) {
                _ = try $0.enterQueue(key, as: person, fingerprint: nil)
            }
        case 5:
            compare("leave", queues[index].leave(person)) { try $0.leaveQueue(key, as: person) }
        case 6, 7:
            compare("admit", queues[index].admit(person, at: now)) {
                _ = try $0.admit(person, toQueue: key)
            }
        case 8:
            compare("complete", queues[index].complete(person)) {
                _ = try $0.complete(person, inQueue: key)
            }
        default:
            compare("deny", queues[index].deny(person)) {
                _ = try $0.deny(person, inQueue: key, reason: .adminAction)
            }
        }
        return "queue \(index)"
    }

    /// Draws and auctions have walks of their own; here they only take their part in time.
    private mutating func elsewhere() -> String {
        let person = people[pick(people.count)]
        let amount = Money(units: Int64(10_000 + pick(100_000)))
        switch pick(4) {
        case 0: _ = try? test.world.enterDraw(0, as: person, fingerprint: nil)
        case 1: try? test.world.leaveDraw(0, as: person)
        case 2: try? test.world.placeBid(amount, in: 0, as: person, fingerprint: nil)
        default:
            _ = test.world.enterExperience(0, as: person)
            if pick(2) == 0 { _ = test.world.leaveExperience(0, as: person) }
        }
        return "draw, auction or experience"
    }

    private mutating func onRosters() -> String {
        let person = people[pick(people.count)]
        switch pick(4) {
        case 0:
            _ = try? test.world.enterTimedRelease(
                0, as: person, variantID: nil, fingerprint: nil)
        case 1:
            _ = try? test.world.book(
                slot: "slot_\(1 + pick(3))", ofAppointment: 0, as: person, locationID: nil)
        case 2: _ = try? test.world.cancelBooking(ofAppointment: 0, as: person)
        default: _ = test.world.enterWaitlist(0, as: person)
        }
        return "release, appointment or waitlist"
    }

    /// A guest verifies an email: its own, or one that belongs to somebody (then it merges).
    private mutating func link() -> String {
        let guests = people.filter { test.world[$0].isGuest }
        guard !guests.isEmpty else { return "nobody to link" }
        let guest = guests[pick(guests.count)]
        let owner = known.isEmpty || pick(2) == 0 ? nil : known[pick(known.count)]
        guard let email = owner?.email ?? Recipient(email: "person\(links)@example.com") else {
            return "no email"
        }
        test.world.settings.leeway = .takenIdentifierSignsIn
        let bearer = test.world.startSession(of: guest, fingerprint: nil).session
        test.world.requestOneTimePassword(for: email, name: nil)
        let code = test.world.inbox.messages(to: email).last?.code ?? ""
        guard
            let tokens = try? test.world.verifyOneTimePassword(
                code, for: email, bearer: bearer, fingerprint: nil)
        else {
            complaints.append("a right code was refused")
            return "link"
        }
        sessions.append(tokens)
        links += 1
        guard let owner else {
            known.append((guest, email))
            return "a guest is identified"
        }
        people.removeAll { $0 == guest }
        for index in queues.indices { queues[index].merge(guest, into: owner.key) }
        return "a guest is merged"
    }

    private mutating func onSessions() -> String {
        guard let index = sessions.indices.randomElement(using: &chance) else {
            return "no session"
        }
        let pair = sessions.remove(at: index)
        if pick(3) == 0 {
            test.world.logout(pair.session)
            if (try? test.world.session(accessToken: pair.accessToken)) != nil {
                complaints.append("a token outlives its session")
            }
        } else if let next = try? test.world.refresh(pair.refreshToken) {
            if (try? test.world.refresh(pair.refreshToken)) != nil {
                complaints.append("a refresh token works twice")
            }
            sessions.append(next)
        }
        return "session"
    }

    /// From milliseconds over minutes to, once in a while, years.
    private mutating func pass() -> String {
        let duration: Duration =
            switch pick(40) {
            case 0..<15: .milliseconds(1 + pick(2000))
            case 15..<35: .seconds(1 + pick(60))
            case 35..<39: .minutes(1 + pick(30))
            default: pick(10) == 0 ? .days(365 * (1 + pick(30))) : .hours(1)
            }
        let before = test.world.now
        let events = test.pass(duration)
        admissions += events.count { if case .admitted = $0.kind { true } else { false } }
        if events.map(\.at) != events.map(\.at).sorted() {
            complaints.append("things happened out of order")
        }
        for index in queues.indices { queues[index].pass(from: before, to: test.world.now) }
        return "\(duration) pass"
    }

    private mutating func compare(
        _ name: String, _ expected: FanfareError?, _ act: (inout World) throws -> Void
    ) {
        if let complaint = test.complaint(name, expected, act) { complaints.append(complaint) }
    }
}
