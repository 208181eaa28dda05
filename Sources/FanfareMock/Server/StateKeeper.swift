import Foundations
import FanfareModel
import HTTPEngine
import Synchronization

/// Keeps a mock's state in a file: while it changes, every so often, and when the mock stops.
///
/// Lives on the loop's thread. The loop only takes a copy; another thread turns it into bytes and
/// waits for the disk.
final class StateKeeper {
    /// Where the state is kept, and how often.
    struct Plan: Sendable {
        let interval: Duration
        /// Hears of each save that failed, once until one succeeds; on any thread.
        let failed: @Sendable (String) -> Void
    }

    private let mock: Mock
    private let file: StateFile
    private let plan: Plan
    private let scheduler: any Scheduler
    private var number = 0
    private var savedChanges: UInt64
    private var isSaving = false
    private let problem = Problem()

    init(_ plan: Plan, _ file: StateFile, _ mock: Mock, _ scheduler: any Scheduler) {
        self.plan = plan
        self.file = file
        self.mock = mock
        self.scheduler = scheduler
        savedChanges = mock.organizations.allChanges
    }

    /// Why the newest save failed, nil when it did not; from any thread.
    var failure: String? { problem.text }

    /// Begins to save every so often.
    func begin() {
        scheduler.after(plan.interval) { [weak self] in
            self?.saveIfChanged()
            self?.begin()
        }
    }

    private func saveIfChanged() {
        let changes = mock.organizations.allChanges
        guard changes != savedChanges, !isSaving else { return }
        (isSaving, savedChanges) = (true, changes)
        number += 1
        let (state, number) = (MockState(mock, real: RealClock.now), number)
        let (file, problem, plan) = (file, problem, plan)
        let (keeper, scheduler) = (LoopConfined(Weak(self)), scheduler)
        do throws(ThreadRefusal) {
            try BlockingWork.run {
                let succeeded = problem.note(plan) { () throws(StateFile.Failure) in
                    try file.write(state.bytes, number: number)
                }
                scheduler.execute { keeper.value.object?.saved(succeeded) }
            }
        } catch {
            problem.note(error.description, plan)
            saved(false)
        }
    }

    private func saved(_ succeeded: Bool) {
        isSaving = false
        // What was not saved is tried again, changed or not.
        if !succeeded { savedChanges = .max }
    }

    /// Saves for the last time, and waits for that.
    func finish() {
        number += 1
        let state = MockState(mock, real: RealClock.now)
        _ = problem.note(plan) { () throws(StateFile.Failure) in
            try file.write(state.bytes, number: number)
        }
        file.giveUp()
    }
}

/// An object that may be gone.
private struct Weak {
    weak var object: StateKeeper?
    init(_ object: StateKeeper) { self.object = object }
}

/// Why the newest save failed, if it did.
private final class Problem: Sendable {
    private let newest = Mutex<String?>(nil)

    var text: String? { newest.withLock { $0 } }

    /// Tries to save, tells of a failure that is new, and answers whether it worked.
    func note(_ plan: StateKeeper.Plan, _ save: () throws(StateFile.Failure) -> Void) -> Bool {
        do throws(StateFile.Failure) {
            try save()
            newest.withLock { $0 = nil }
            return true
        } catch {
            note(error.description, plan)
            return false
        }
    }

    /// Tells of a failure that is new.
    func note(_ failure: String, _ plan: StateKeeper.Plan) {
        let isNew = newest.withLock { newest in
            defer { newest = failure }
            return newest != failure
        }
        if isNew { plan.failed(failure) }
    }
}

extension StateFile {
    /// Lets a mock go on from the file at a path when there is one.
    ///
    /// Also gives how far the state was ahead of the machine's time.
    static func opened(
        _ path: String, restoring mock: Mock
    ) throws(MockServerError) -> (file: StateFile, ahead: Duration) {
        let file = StateFile(path)
        let (isOurs, bytes): (Bool, [UInt8]?)
        do {
            try file.require()
            isOurs = try file.claim()
            bytes = isOurs ? try file.read() : nil
            if isOurs { try file.probe() }
        } catch {
            throw .badState("The state cannot be kept there: \(error)".ended)
        }
        guard isOurs else {
            throw .badState(
                "The state in \(path) is kept by another mock that runs."
                    + " Stop that one, or choose another file.")
        }
        return (
            file,
            try bytes.map { bytes throws(MockServerError) in
                try load(bytes, path, mock)
            } ?? .zero
        )
    }

    private static func load(
        _ bytes: [UInt8], _ path: String, _ mock: Mock
    ) throws(MockServerError) -> Duration {
        do throws(StateError) {
            return try MockState(bytes).restore(mock, real: RealClock.now)
        } catch {
            throw .badState(
                "\(path) cannot be gone on from. \(error)"
                    + " Move it away to begin with the world instead.")
        }
    }
}
