import Synchronization

/// Something with a descriptor that the loop watches.
protocol EventSource: AnyObject {
    /// The descriptor is ready.
    func ready(_ readiness: Readiness)
    /// The deadline set for this source has come.
    func deadlinePassed()
    /// Others that were ready at the same time have been served, as was asked for.
    func roundEnded()
}

/// One thread's wait for sockets, timers and calls from other threads.
///
/// Everything but `execute` and `wake` is confined to the thread that runs it. Its tables are not
/// checked for exclusive access at run time: 5 % of the instructions of one client's poll.
final class EventLoop {
    /// The time of this turn, in nanoseconds of a clock that never goes back.
    private(set) var now: UInt64
    private let poller: Poller
    private let wakeUp: WakeUp
    private let mailbox = Mutex<[@Sendable () -> Void]>([])
    @exclusivity(unchecked) private var sources = SourceTable()
    @exclusivity(unchecked) private var deadlines = DeadlineTable()
    @exclusivity(unchecked) private var timers = TimerQueue()
    /// Who wants to hear of the end of the round.
    @exclusivity(unchecked) private var round: [any EventSource] = []
    private static let roundLength = 32
    private var isRunning = false
    /// Looked at after each wake-up.
    var wokenUp: () -> Void = {}

    init() throws(HTTPServerError) {
        now = SystemClock.ticks
        poller = try Poller()
        wakeUp = try WakeUp()
        guard poller.add(wakeUp.descriptor, interest: .readable, token: Self.wakeToken) else {
            throw HTTPServerError.lastError("epoll_ctl")
        }
    }

    deinit { wakeUp.close() }

    private static let wakeToken = UInt64.max

    /// The descriptor to write to in a signal handler.
    var wakeDescriptor: Int32 { wakeUp.descriptor }

    /// Turns until `finish` is called.
    func run() {
        isRunning = true
        while isRunning { turn() }
    }

    func finish() { isRunning = false }

    private func turn() {
        let count = poller.wait(milliseconds: millisecondsToWait())
        now = SystemClock.ticks
        for index in 0..<count {
            let (token, readiness) = poller.event(index)
            guard token != Self.wakeToken else { takeMail(); continue }
            // An earlier event of the same wait may have closed this one.
            sources[token]?.ready(readiness)
            if round.count == Self.roundLength { endRound() }
        }
        endRound()
        while let timer = timers.takeDue(at: now) { timer.fire() }
        for slot in deadlines.takeMissed(at: now) { sources[slot: slot]?.deadlinePassed() }
    }

    private func endRound() {
        for source in round { source.roundEnded() }
        round.removeAll(keepingCapacity: true)
    }

    private func millisecondsToWait() -> Int32 {
        let next = min(timers.earliest ?? DeadlineTable.never, deadlines.earliest)
        guard next != DeadlineTable.never else { return -1 }
        guard next > now else { return 0 }
        // Rounded up, or the last millisecond would be spent turning.
        return Int32(min((next - now + 999_999) / 1_000_000, 60_000))
    }

    private func takeMail() {
        wakeUp.clear()
        let actions = mailbox.withLock { mail in
            defer { mail = [] }
            return mail
        }
        for action in actions { action() }
        wokenUp()
    }
}

extension EventLoop {
    /// Begins to watch a descriptor; gives the token to name it by, nil when the system has no means
    /// to watch one more.
    func add(_ source: any EventSource, _ descriptor: Int32, interest: Readiness) -> UInt64? {
        let token = sources.add(source)
        guard poller.add(descriptor, interest: interest, token: token) else {
            sources.remove(token)
            return nil
        }
        return token
    }

    /// Watches for something else; false when the system refuses, and all is as it was.
    func change(_ descriptor: Int32, interest: Readiness, token: UInt64) -> Bool {
        poller.change(descriptor, interest: interest, token: token)
    }

    /// Forgets a source that is about to close its descriptor, which ends the watch.
    func forget(_ token: UInt64) {
        sources.remove(token)
        deadlines.clear(SourceTable.slot(of: token))
    }

    /// Calls a source that is ready now once more when the others of this round have been served.
    func atEndOfRound(_ source: any EventSource) { round.append(source) }

    /// All sources there are.
    var liveSources: [any EventSource] { sources.all }

    /// The deadline of a source, if it has one.
    func deadline(of token: UInt64) -> UInt64? { deadlines[SourceTable.slot(of: token)] }

    /// Sets the one deadline of a source; nil for none.
    func setDeadline(_ time: UInt64?, token: UInt64) {
        let slot = SourceTable.slot(of: token)
        if let time { deadlines.set(slot, to: time) } else { deadlines.clear(slot) }
    }

    /// Runs an action after a time.
    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer {
        let timer = LoopTimer(action: action) { [weak self] in self?.timers.timerWasCancelled() }
        // Not the turn's time: a handler may have been at work since.
        timers.add(timer, at: SystemClock.ticks + delay.clampedNanoseconds)
        return timer
    }

    /// Runs an action on the loop's thread, from any thread.
    func execute(_ action: @escaping @Sendable () -> Void) {
        mailbox.withLock { $0.append(action) }
        wakeUp.signal()
    }

    func wake() { wakeUp.signal() }
}
