package import FanfareModel
import Foundations

/// One tenant: its keys, its clock, its world.
///
/// A class so that its world changes in place; everything it holds belongs to the loop's thread.
/// What every request changes in place is not checked for exclusive access at run time: 6 % of a
/// poll's instructions.
package final class Organization {
    /// Its identifier, `org_…`.
    package let id: String
    /// The key that its pages show.
    package let publishableKey: String
    /// The key that its backend shows.
    package let secretKey: String
    /// What is usual in its mock, where its world says nothing.
    private let usual: Mock.Configuration
    /// What its paths without a prefix, its webhooks and its page are worded in.
    private(set) var edition: Edition
    /// What editions have written of its world for everybody who asks.
    var responses = ResponseCache()
    @exclusivity(unchecked) var clock: VirtualClock
    /// What it knows.
    @exclusivity(unchecked) package internal(set) var world: World
    @exclusivity(unchecked) var faults: Faults
    @exclusivity(unchecked) var journal: Journal
    /// The newest questions of browsers before their calls, apart from the calls.
    var preflights: Journal
    var webhooks: Webhooks
    private static let preflightLimit = 200
    /// Counts what may have changed something that people watch.
    var changes: UInt64 = 0
    /// How many times it has begun anew or gone on from another state.
    private(set) var life = 0
    /// Hears of every call and all time that passes, while somebody waits for something here.
    var waits: WaitingCalls?
    /// The way on which its clock is, stopping at webhooks.
    var clockMove: ClockMove?
    /// Lets another thread do what is due when it is much; without one it is done at once.
    var backlog: Backlog?
    /// Whether more is due than was done; until it is, no call is answered.
    private(set) var isBehind = false
    /// What is to be done once it is not behind any more.
    private var postponed: [() -> Void] = []
    /// Moments to go back to.
    var snapshots = Snapshots()
    private var seed: UInt64
    private var blueprint: WorldFile
    private var initialClock: VirtualClock
    /// The latest era that has begun here; whoever goes back to an earlier one does not begin it again.
    private var latestEra = Era.first
    private var requests: UInt64 = 0
    /// What the identifiers of requests come from in this era.
    private var requestSeed: UInt64
    private var date: (second: Int64, text: [UInt8]) = (.min, [])

    init(
        id: String, publishableKey: String, secretKey: String, blueprint: WorldFile, seed: UInt64,
        clock: VirtualClock, real: Instant, usual: Mock.Configuration
    ) {
        let blueprint = blueprint.completed(by: usual)
        self.id = id
        self.publishableKey = publishableKey
        self.secretKey = secretKey
        self.seed = seed
        requestSeed = seed
        self.blueprint = blueprint
        self.usual = usual
        edition = blueprint.edition ?? usual.editions.standard
        self.clock = clock
        initialClock = clock
        world = blueprint.world(organizationID: id, seed: seed, now: clock.now(real: real))
        faults = Faults(seed: seed, era: .first)
        journal = Journal(limit: usual.journalLimit)
        preflights = Journal(limit: min(usual.journalLimit, Self.preflightLimit))
        webhooks = Webhooks(seed: seed, era: .first)
        subscribe()
    }

    /// Brings the world to the present and answers what fell due on the way; much of it makes it fall
    /// behind.
    @discardableResult
    func catchUp(real: Instant) -> [DomainEvent] {
        if isBehind { return [] }
        if world.isListenedTo { publishEvents() }
        let now = clock.now(real: real)
        if world.stampsRealTime { world.realNow = real }
        let (events, isDone) = world.advance(
            to: now, within: backlog == nil ? .max : Backlog.effort)
        if world.isListenedTo { publishEvents() }
        if !events.isEmpty { changes += 1 }
        if !isDone {
            isBehind = true
            backlog?.add(self, events, until: now)
        }
        // Whoever brings it to the present is about to change it.
        waits?.stir(self)
        return events
    }

    /// Lets the clock show at least what the world has reached; gives how far it had fallen behind.
    @discardableResult
    func keepClockForward(real: Instant) -> Duration {
        let shown = clock.now(real: real)
        guard shown < world.now else { return .zero }
        clock.goOn(from: world.now, real: real)
        return world.now - shown
    }

    /// Begins anew as on the first day, the clock included.
    ///
    /// Nothing that was handed out before is handed out again: somebody may still hold it. The keys of
    /// tokens stay: whoever verifies has fetched them. Those
    /// listen whom the world file names, or who listened before.
    func reset(real: Instant, keepsWebhooks: Bool = false) {
        beginLife()
        latestEra = latestEra.next
        clock = initialClock
        requests = 0
        requestSeed = latestEra.seed(seed)
        faults = Faults(seed: seed, era: latestEra)
        journal = Journal(limit: usual.journalLimit)
        preflights = Journal(limit: min(usual.journalLimit, Self.preflightLimit))
        world = blueprint.world(
            organizationID: id, seed: seed, now: clock.now(real: real), era: latestEra,
            signingKeys: world.signingKeys)
        let listeners = keepsWebhooks ? webhooks : nil
        webhooks = Webhooks(seed: seed, era: latestEra, life: webhooks.life + 1)
        if let listeners { webhooks.adopt(listeners) } else { subscribe() }
    }

    /// Begins anew with another world.
    func reset(to blueprint: WorldFile, real: Instant) {
        self.blueprint = blueprint.completed(by: usual)
        edition = blueprint.edition ?? usual.editions.standard
        reset(real: real)
    }

    /// What its world says of how it is set.
    var initialSettings: Settings { blueprint.settings }

    /// Is set otherwise from now on.
    func change(_ settings: Settings) {
        world.settings = settings
        responses.removeAll()
    }

    /// The journal of the calls, or of the preflights aside.
    func journal(isAside: Bool) -> Journal { isAside ? preflights : journal }

    /// Everything it answers from.
    var state: OrganizationState {
        OrganizationState(
            seed: seed, blueprint: blueprint, initialClock: initialClock, clock: clock,
            latestEra: latestEra, requests: requests, world: world, faults: faults,
            webhooks: webhooks)
    }

    /// Goes on from a state; what was asked until now stays in the journal.
    ///
    /// A clock that runs shows what it would show if the state had never been left; one that stands,
    /// stands where it stood. One that the state has overtaken, because the machine's clock was ahead
    /// when it was saved, goes on from the state; gives by how much. The same steps hand out the same
    /// identifiers as they did, or would have.
    @discardableResult
    func restore(_ state: OrganizationState, real: Instant) -> Duration {
        beginLife()
        seed = state.seed
        blueprint = state.blueprint.completed(by: usual)
        edition = blueprint.edition ?? usual.editions.standard
        initialClock = state.initialClock
        clock = state.clock
        latestEra = max(latestEra, state.latestEra)
        requests = state.requests
        requestSeed = state.world.era.seed(seed)
        world = state.world
        faults = state.faults
        webhooks = state.webhooks.revived(in: webhooks.life + 1)
        return keepClockForward(real: real)
    }

    /// Goes on from where another thread has brought it; false when it has begun anew meanwhile.
    func caughtUp(_ course: Course, in life: Int) -> Bool {
        guard isBehind, life == self.life else { return false }
        world = course.world
        webhooks = course.webhooks
        changes += 1
        keepUp()
        return true
    }

    /// Does something now, or as soon as everything is done that is due.
    func whenCaughtUp(_ action: @escaping () -> Void) {
        if isBehind { postponed.append(action) } else { action() }
    }

    private func keepUp() {
        isBehind = false
        let actions = postponed
        postponed = []
        for action in actions { action() }
        waits?.stir(self)
    }

    private func beginLife() {
        life += 1
        responses.removeAll()
        if isBehind { keepUp() }
        waits?.stir(self)
    }

    /// Lets those listen whom the world file names.
    private func subscribe() {
        for var plan in blueprint.webhooks {
            plan.secret = plan.secret ?? Webhooks.secret(ofReceiver: plan.target.url, seed: seed)
            _ = webhooks.add(plan, at: world.now)
        }
    }

    /// Lends a fresh identifier for a request; it takes nothing from the world's chance.
    func withNextRequestID(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        requests += 1
        var generator = SeededGenerator(seed: requestSeed ^ requests)
        var rest = generator.next()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { text in
            for index in (4..<20).reversed() {
                text[index] = .hexadecimalDigit(UInt8(truncatingIfNeeded: rest & 15))
                rest >>= 4
            }
            (text[0], text[1], text[2], text[3]) = (0x72, 0x65, 0x71, 0x5F)  // "req_"
            body(UnsafeBufferPointer(text))
        }
    }

    /// An instant of this organization as HTTP writes it; made once a second.
    func httpDate(at instant: Instant) -> [UInt8] {
        if date.second != instant.seconds {
            date = (instant.seconds, HTTPDate.bytes(secondsSince1970: Int(instant.seconds)))
        }
        return date.text
    }
}
