import HTTPEngine
import JSONTree
import SafeText

/// One scenario on its way through its steps.
final class ScenarioRun {
    let scenario: Scenario
    let context: RunContext
    let caller: Caller
    let people: People
    var result: ScenarioResult
    var variables = Variables()
    var organization: TargetKeys?
    var other: TargetKeys?
    var clock = TargetClock()
    /// What is waited for on a clock that nobody can move, counted from the last answer.
    var wait = RealWait()
    /// When a code was last asked for, by recipient.
    var sentAt: [String: Timestamp] = [:]
    /// How many codes were asked for since one was read, by recipient.
    var unread: [String: Int] = [:]
    /// The telephone numbers that are somebody's since this scenario.
    var ownNumbers: Set<String> = []
    /// What signs the webhooks of its organization, and where they come to.
    var webhookSecret: String?
    var webhookPath: String?
    /// By how much its bids are higher than it says, since others have bid.
    var bidsMore = 0
    /// The clauses that something was checked of.
    var judged: Set<String> = []
    /// Why something was left out: the target's own answer to a reading.
    var unlike: String?
    /// Whether a telephone number turned out to be somebody's already.
    private(set) var metTakenNumber = false

    /// The steps at which earlier attempts at the scenario ended without an answer.
    private let brokenSteps: [Int]
    /// How many calls of the run had been answered when it began.
    private let answered: Int

    init(
        _ scenario: Scenario, number: Int, context: RunContext, caller: Caller, attempt: Int = 0,
        after brokenSteps: [Int] = []
    ) {
        self.scenario = scenario
        self.brokenSteps = brokenSteps
        answered = context.disturbances.answered
        self.context = context
        self.caller = caller
        people = People(context, number: number, attempt: attempt)
        result = ScenarioResult(scenario)
        result.mask.add(context.target.mask)
    }

    /// Why a scenario cannot go on.
    enum Halt: Error {
        /// A step that is no check did not do its work.
        case blocked(String, isUnreachable: Bool = false)
        /// A check failed, and later steps need what it did not answer.
        case incomplete(String)
        /// The target cannot serve it, as shows only now.
        case unsupported(Obstacle)
        /// A call that it is built on is not served, or an answer is right in another way than later
        /// steps need.
        case notJudged(String)
        /// Something else than the API answered, or nothing did.
        case disturbed(String, passes: Bool)
        /// It cannot be seen this time, and the target is not to blame.
        case inconclusive(String)
        /// A telephone number that should be new is somebody's.
        case taken(String)
        /// Something has ended the whole run in the meantime.
        case ended
    }

    var control: ControlClient { ControlClient(caller: caller, target: context.target) }

    /// Takes every step and says what it came to.
    func run() -> ScenarioResult {
        let start = Environment.monotonicMilliseconds()
        if let obstacle = Needs(scenario).obstacle(on: context.target) {
            lack(obstacle)
            return result
        }
        do throws(Halt) {
            try setUp()
            try takeSteps()
            result.verdict = verdict(isBlocked: false)
            if result.findings.isEmpty, !judged.contains(scenario.clause.id), let reason = unlike {
                result.verdict = .notJudged
                result.reason = reason
            }
        } catch {
            switch error {
            case .notJudged(let reason):
                result.reason = reason
                result.verdict = result.findings.isEmpty ? .notJudged : verdict(isBlocked: false)
            case .inconclusive(let reason):
                result.reason = reason
                result.verdict =
                    result.findings.isEmpty ? .inconclusive : verdict(isBlocked: false)
            case .ended:
                result.reason = Runner.endedBefore
                result.verdict = .notRun
            case .taken(let number):
                metTakenNumber = true
                result.reason = "the number \(number) is already known here"
                result.verdict = .inconclusive
            case .blocked(let reason, let isUnreachable):
                result.reason = reason
                result.isUnreachable = isUnreachable
                result.verdict = verdict(isBlocked: true)
            case .disturbed(let reason, let passes):
                result.reason = reason
                result.isDisturbed = true
                result.mayPass = passes
                result.verdict = verdict(isBlocked: true)
            case .incomplete(let reason):
                result.reason = reason
                result.verdict = verdict(isBlocked: false)
            case .unsupported(let obstacle): lack(obstacle)
            }
        }
        tearDown()
        result.milliseconds = Environment.monotonicMilliseconds() - start
        return result
    }

    private func lack(_ obstacle: Obstacle) {
        result.verdict = .unsupported
        result.obstacle = obstacle
        result.reason = obstacle.text
    }

    private func takeSteps() throws(Halt) {
        for (index, step) in scenario.steps.enumerated() {
            result.stoppedAt = index
            if applies(step.condition) { try take(step, index) }
        }
        result.stoppedAt = nil
    }

    /// Whether every attempt ended at this step while other calls are answered: then it is the target's
    /// own doing.
    func alwaysBreaks(at step: Int) -> Bool {
        brokenSteps.count + 1 == Runner.attempts && brokenSteps.allSatisfy { $0 == step }
            && context.disturbances.answered > answered
    }

    /// The gravest finding decides; what was not tried to the end is no success.
    private func verdict(isBlocked: Bool) -> Verdict {
        let gravest = result.findings.map(\.severity).max()
        if gravest == .failure { return .failed }
        if isBlocked { return .blocked }
        switch gravest {
        case .failure: return .failed
        case .warning: return .warning
        case .note: return .note
        case nil: return .passed
        }
    }

    private func setUp() throws(Halt) {
        let target = context.target
        if target.hasControl {
            organization = try controlled { door throws(ControlFailure) in
                try door.makeOrganization(world: scenario.world)
            }
            if Needs(scenario).otherOrganization {
                other = try controlled { door throws(ControlFailure) in try door.makeOrganization()
                }
            }
        } else {
            organization = target.keys
        }
        guard let organization else { throw .blocked("there are no keys for the target") }
        if target.can(.clock), Needs(scenario).stillTime,
            let answer = control.freeze(organization.organizationId)
        {
            clock.learn(answer)
        }
        try subscribe()
        define(organization, prefix: "")
        if let other { define(other, prefix: "other.") }
        for role in Target.defaultWorld.keys {
            variables[role] = target.resource(role).map { JSONNode($0) }
        }
        try lookAtBids()
    }

    private func define(_ keys: TargetKeys, prefix: String) {
        variables[prefix + "publishableKey"] = JSONNode(keys.publishableKey)
        variables[prefix + "secretKey"] = keys.secretKey.map { JSONNode($0) }
        variables[prefix + "organizationId"] = keys.organizationId.map { JSONNode($0) }
        let own = prefix.isEmpty
        result.mask.add(keys.secretKey, as: own ? keys.variables.secretKey : "OTHER_SECRET_KEY")
        result.mask.add(
            keys.publishableKey, as: own ? keys.variables.publishableKey : "OTHER_PUBLISHABLE_KEY")
    }

    private func tearDown() {
        guard context.target.hasControl else { return takeBack() }
        for id in [organization, other].compactMap({ $0?.organizationId }) {
            control.removeOrganization(id)
        }
    }

    /// Makes a call of the control protocol; without its answer the scenario cannot go on.
    func controlled<Value>(
        _ body: (ControlClient) throws(ControlFailure) -> Value
    ) throws(Halt) -> Value {
        do throws(ControlFailure) {
            return try body(control)
        } catch {
            if error.isRefusal {
                throw .unsupported(
                    .ownWorld(Printable.line(result.mask.maskedAnswer(error.reason))))
            }
            throw .blocked(error.reason, isUnreachable: error.isUnreachable)
        }
    }

    /// The value of a variable, people being made when they are first spoken of.
    func value(_ name: String) -> JSONNode? {
        if let value = variables[name] { return value }
        guard let value = people.value(name) ?? partOfNumber(name) ?? bid(name) else { return nil }
        variables[name] = value
        return value
    }
}
