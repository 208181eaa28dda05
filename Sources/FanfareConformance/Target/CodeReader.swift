import Foundations
import Synchronization

/// Reads one-time codes for all scenarios of a run: asks until there is one that is newer than the last
/// of the same recipient.
final class CodeReader: Sendable {
    private let source: Target.CodeSource?
    private let wait: TimeSpan
    /// How long a code takes to come, in milliseconds.
    private let delay: Int
    private let leastRest: TimeSpan
    private let folder: String?
    private let state = Mutex((last: [String: (code: String, since: Timestamp)](), works: false))

    /// How long a command may take at least where nobody is there to type a code.
    private static let leastPatience = TimeSpan(milliseconds: 15_000)
    /// How long a command may complain before it is taken for one that cannot run.
    private static let forbearance = TimeSpan(milliseconds: 3000)
    /// How long the newest of several codes is given to come at least.
    static let leastRest = TimeSpan(milliseconds: 700)
    /// The first and the longest pause between two questions, in milliseconds.
    private static let pauses = (first: 50, longest: 1000)

    /// Reads them as a target says.
    init(_ target: Target, leastRest: TimeSpan = leastRest) {
        self.leastRest = leastRest
        source = target.codes
        wait = target.codeWait
        delay = target.codeDelay.milliseconds
        folder = target.folder
    }

    /// Why there is no code.
    enum Failure: Error {
        /// None has come, as the end of a sentence.
        case none(String)
        /// There is none but the one before, as a sentence.
        case stale(String)
        /// The command cannot be run at all, as sentences.
        case unusable(String)
    }

    /// The newest code for a recipient; `since` is the moment just before it was asked for, `isOneOfSeveral`
    /// whether another was asked for before that nobody has read.
    func code(
        to recipient: String, since: Timestamp, isOneOfSeveral: Bool = false
    ) throws(Failure) -> String {
        switch source {
        case .fixed(let code): return code
        case .command(let command):
            let first = try code(command, recipient, since)
            guard isOneOfSeveral else { return first }
            // That may be the one before: the newest has come once codes had twice their time to.
            let rest = max(2 * delay, leastRest.milliseconds)
            Environment.sleep(TimeSpan(milliseconds: min(rest, wait.milliseconds)))
            guard let newest = try? newest(command, recipient, since) else { return first }
            state.withLock { $0.last[recipient] = (newest, since) }
            return newest
        case nil: throw .none("the target file names no way to one")
        }
    }

    private func code(
        _ command: String, _ recipient: String, _ since: Timestamp
    ) throws(Failure) -> String {
        let before = state.withLock { $0.last[recipient] }
        // Nothing was asked for since.
        if let before, before.since == since { return before.code }
        let start = Environment.monotonicMilliseconds()
        var pause = Self.pauses.first
        while true {
            let failure: Failure
            do throws(CodeCommand.Failure) {
                let code = try newest(command, recipient, since)
                state.withLock { $0.works = true }
                if code != before?.code {
                    state.withLock { $0.last[recipient] = (code, since) }
                    return code
                }
                failure = .stale(
                    "no code for \(recipient) came that is newer than the one before, within \(wait)"
                )
            } catch {
                failure = try judged(error, since: start)
            }
            let left = wait.milliseconds - (Environment.monotonicMilliseconds() - start)
            guard left > 0, Interruption.signal == nil else { throw failure }
            Environment.sleep(TimeSpan(milliseconds: min(pause, left)))
            pause = min(pause * 2, Self.pauses.longest)
        }
    }

    /// What the command prints now.
    private func newest(
        _ command: String, _ recipient: String, _ since: Timestamp
    ) throws(CodeCommand.Failure) -> String {
        try CodeCommand.code(
            command, to: recipient, since: since, in: folder,
            patience: Environment.isTerminal(0)
                ? CodeCommand.patience : max(wait, Self.leastPatience))
    }

    /// A command that has never given a code and cannot run, or does nothing but complain, is ours to
    /// refuse.
    private func judged(
        _ failure: CodeCommand.Failure, since start: Int
    ) throws(Failure) -> Failure {
        let waited = Environment.monotonicMilliseconds() - start
        let isBroken =
            switch failure.kind {
            case .cannotRun: true
            case .complains: waited >= min(Self.forbearance, wait).milliseconds
            case .noCode, .tooSlow: false
            }
        if isBroken, !state.withLock(\.works) {
            throw .unusable("The command for codes does not work: \(failure.reason)".ended)
        }
        if failure.kind == .tooSlow { throw .none(failure.reason) }
        return .none(failure.reason)
    }
}
