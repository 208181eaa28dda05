import HTTPEngine
import Synchronization

/// An oracle: something that answers as the documentation says, on the readings of a target.
package protocol Oracle: Sendable {
    /// A server that plays along, on answers to readings; each caller gets its own.
    ///
    /// `luck` decides what is left to chance, such as who wins a draw: the same for the same number.
    func side(readings: [String: String], luck: Int) -> any LockstepSide
    /// A server that scenarios can be played to.
    func server() -> (target: Target, transport: any Transport)
}

/// Walks through what a target can be asked and holds it to an oracle.
package struct Explorer: Sendable {
    /// How many moves a story has.
    package static let movesOfAStory = 60

    let documented: DocumentedAnswers
    private let oracle: any Oracle
    private let readings: [String: String]
    private let target: @Sendable () -> any LockstepSide
    let workers: Int
    private let seed: UInt64
    private let memory: OracleMemory?
    private let deployment: Deployment?
    /// What the target does not serve, as far as it was asked.
    package let unserved = Unserved()

    /// Prepares to explore; `target` makes a way to it for each worker.
    package init(
        _ documented: DocumentedAnswers, oracle: any Oracle, readings: [String: String],
        workers: Int, seed: UInt64, memory: OracleMemory? = nil, deployment: Deployment? = nil,
        target: @escaping @Sendable () -> any LockstepSide
    ) {
        self.documented = documented
        self.oracle = oracle
        self.readings = readings
        self.target = target
        self.workers = workers
        self.seed = seed
        self.memory = memory
        self.deployment = deployment
    }

    private var movesOfAStory: Int {
        deployment == nil ? Self.movesOfAStory : Deployment.movesOfAStory
    }

    /// How many stories are tried for the shortest, nil for the usual number.
    var shrinkingLimit: Int? { deployment.map { _ in Deployment.shrinkingLimit } }

    /// When to stop.
    package enum Budget: Sendable {
        /// After so many moves.
        case moves(Int)
        /// After so long; earlier where something was found, so that there is time to shrink it.
        case time(TimeSpan)

        /// The part of its time in which something is looked for once something was found.
        fileprivate static let share = 0.6

        /// When everything has to be over, as a moment of the monotonic clock in milliseconds; nil for never.
        package func deadline(from start: Int) -> Int? {
            milliseconds(hasFound: false).map { start + $0 }
        }

        /// How much of its time is kept for what comes after the shrinking, in milliseconds.
        package var reserve: Int {
            guard case .time(let span) = self else { return 0 }
            return min(2000, span.milliseconds / 10)
        }

        /// How long to look, in milliseconds, nil for any time.
        fileprivate func milliseconds(hasFound: Bool) -> Int? {
            guard case .time(let span) = self else { return nil }
            return hasFound ? Int(Double(span.milliseconds) * Self.share) : span.milliseconds
        }
    }

    /// What exploring came to.
    package struct Result: Sendable {
        /// How many stories were played.
        package var stories = 0
        /// How many moves they had.
        package var moves = 0
        /// How many stories ended at a limit of calls, and so before their end.
        package var limited = 0
        /// The calls and outcomes that were reached, and how often.
        package var reached: [String: [String: Int]] = [:]
        /// One story for each difference that is not like another.
        package var found: [Found] = []
        /// Why it ended before its time.
        package var failure: LockstepFailure?
        /// How long it took.
        package var milliseconds = 0

        /// What to tell of stories that ended at a limit, nil where none did.
        package var limits: String? {
            guard limited > 0 else { return nil }
            return "not played to the end: \(limited) of \(stories) stories, which a limit of calls"
                + " (429) ended; a slower pace in the target's file lets more be played"
        }
    }

    /// A difference and the story that shows it.
    package struct Found: Sendable {
        /// The story's number.
        package let number: Int
        /// The story up to it.
        package let story: Plot
        let difference: StoryDifference
        /// The numbers of all stories that show it, this one's first.
        package fileprivate(set) var stories: [Int]
        /// What a difference means.
        package var severity: Severity { difference.severity }
        /// The clause.
        package var clause: Clause { difference.clause }
        /// The difference in half a line: the call, what of it, and the clause.
        package var summary: String {
            let signature = difference.signature
            return
                "\(signature.operation), \(signature.aspect): \(clause.id) [\(clause.evidence.rawValue)]"
        }
        /// The difference in one line, with both answers.
        package var line: String {
            let expected = String(decoding: difference.expected.body.prefix(600), as: UTF8.self)
            let actual = String(decoding: difference.actual.body.prefix(600), as: UTF8.self)
            return "\(summary): not \(difference.expected.status) \(expected)"
                + " but \(difference.actual.status) \(actual)"
        }
    }

    private struct State {
        var next = 0
        var isOver = false
        var hasFound = false
        /// What was counted, without what was found.
        var counted = Result()
        /// What was found, by the story's number.
        var found: [Int: [Found]] = [:]

        /// Adds a story.
        ///
        /// Of one in which nothing was found only counts are kept, however long the walk goes on.
        mutating func add(_ number: Int, _ story: StoryResult) {
            counted.stories += 1
            counted.moves += story.moves
            counted.limited += story.isLimited ? 1 : 0
            for reached in story.reached {
                counted.reached[reached.operation, default: [:]][reached.outcome, default: 0] += 1
            }
            if !story.found.isEmpty { found[number] = story.found }
        }
    }

    private struct StoryResult {
        var moves = 0
        var reached: [Lockstep.Reached] = []
        var isLimited = false
        var found: [Found] = []
    }

    /// Plays stories until the budget is used up; with `untilSeverity` until something so grave is found.
    package func explore(
        _ budget: Budget, from start: Int = Environment.monotonicMilliseconds(),
        untilSeverity: Severity? = nil
    ) -> Result {
        let failure = Mutex<LockstepFailure?>(nil)
        let state = Mutex(State())
        let stories: Int? =
            if case .moves(let moves) = budget {
                max(1, (moves + movesOfAStory - 1) / movesOfAStory)
            } else { nil }
        let deadline = budget.deadline(from: start)
        Workers.run(workers) {
            let lockstep = lockstep(until: deadline)
            while Interruption.signal == nil {
                let elapsed = Environment.monotonicMilliseconds() - start
                let number = state.withLock { state -> Int? in
                    guard !state.isOver, stories.map({ state.next < $0 }) ?? true,
                        budget.milliseconds(hasFound: state.hasFound).map({ elapsed < $0 }) ?? true
                    else { return nil }
                    defer { state.next += 1 }
                    return state.next
                }
                guard let number else { return }
                do throws(LockstepFailure) {
                    let result = try play(number, lockstep)
                    state.withLock { state in
                        state.add(number, result)
                        if result.found.contains(where: { $0.severity > .note }) {
                            state.hasFound = true
                        }
                        if let untilSeverity,
                            result.found.contains(where: { $0.severity >= untilSeverity })
                        {
                            state.isOver = true
                        }
                    }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                    state.withLock { $0.isOver = true }
                }
            }
        }
        var result = state.withLock { collected($0.counted, $0.found) }
        result.failure = failure.withLock { $0 }
        result.milliseconds = Environment.monotonicMilliseconds() - start
        return result
    }

    /// Both servers, ready to play until a moment of the monotonic clock.
    func lockstep(until deadline: Int?) -> Lockstep {
        Lockstep(
            oracle: { [oracle, readings] in oracle.side(readings: readings, luck: $0) },
            target: target(), documented: documented, memory: memory, deployment: deployment,
            unserved: unserved, readings: readings, until: deadline)
    }

    /// The story of a number.
    package func story(_ number: Int) -> Plot {
        let story = StoryTeller.story(
            seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number), moves: Self.movesOfAStory)
        return deployment?.playable(story) ?? story
    }

    private func play(
        _ number: Int, _ lockstep: Lockstep
    ) throws(LockstepFailure) -> StoryResult {
        let story = unserved.playable(story(number))
        let outcome = try lockstep.play(story, remembers: true)
        // What one answer shows has one cause: the most telling of it stands for all.
        let told = Dictionary(grouping: outcome.differences, by: \.move).values
            .compactMap { $0.max { ($0.severity, $0.weight) < ($1.severity, $1.weight) } }
            .sorted { $0.move < $1.move }
        let found = told.map { difference in
            Found(
                number: number, story: story.prefix(difference.move + 1),
                difference: difference, stories: [number])
        }
        return StoryResult(
            moves: outcome.moves, reached: outcome.reached, isLimited: outcome.isLimited,
            found: found)
    }

    /// What was found in the order of the stories, whoever played them.
    private func collected(_ counted: Result, _ found: [Int: [Found]]) -> Result {
        var result = counted
        var seen: [StoryDifference.Signature: Int] = [:]
        for found in found.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
            let signature = found.difference.signature
            guard let index = seen[signature] else {
                seen[signature] = result.found.count
                result.found.append(found)
                continue
            }
            if result.found[index].stories.last != found.number {
                result.found[index].stories.append(found.number)
            }
        }
        return result
    }
}
