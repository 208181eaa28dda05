import HTTPEngine
import JSONTree
import Synchronization
package import SystemFiles

/// What a run has done to a target and has yet to take back, on disk before it is sent.
///
/// A line of JSON for each thing, `{"entry": 7, …}` when it is about to be sent, `{"settled": 7}` when the
/// target has refused it or it is taken back, and `{"kept": 7}` when nothing can take it back. The tokens that take something back stand in the file,
/// which only its owner may read and which is removed once nothing is left. The file is locked for as
/// long as the run lives.
package final class Ledger: Sendable {
    /// Where it lies.
    package let path: String
    /// The run that it is of.
    package let run: String
    /// The address of the target, and what its file is called where there is one.
    package let target: String

    private struct State {
        var file: LedgerFile?
        var next = 1
        var open: [Entry] = []
        /// The tokens of the people of each scenario, the newest last.
        var tokens: [String: [String]] = [:]
        var undone = 0
        /// What came of the last request that took nothing back.
        var lastAnswer: String?
        /// How much stays since every session that could take it back has ended.
        var outOfReach = 0
        var left: [String: Int] = [:]
    }

    /// Something that can be taken back.
    package struct Entry: Sendable {
        let number: Int
        /// The scenario that did it.
        package let scenario: String
        /// What was sent: `POST /api/v1/queues/queue_1/enter`.
        package let request: String
        let undo: UndoRequest?
        let leaves: String?
    }

    private let state: Mutex<State>

    /// Prepares the ledger of a run; its file is made with its first entry.
    package init(_ path: String, run: String, target: String) {
        self.path = path
        self.run = run
        self.target = target
        state = Mutex(State())
    }

    /// Takes up the ledger of a run that did not come to its end.
    package init(reopening path: String) throws(Files.Failure) {
        // What is no ledger is not opened for writing.
        guard LedgerLines(try Files.read(path)).head != nil else {
            throw Files.Failure(path, "it is no ledger of fanfare-kit; name another file")
        }
        let file = try LedgerFile(reopening: path)
        let lines = LedgerLines(try Files.read(path))
        guard let head = lines.head else {
            throw Files.Failure(path, "it is no ledger of fanfare-kit; name another file")
        }
        if let number = lines.damaged {
            file.letGo()
            throw Files.Failure(
                path,
                "line \(number) is damaged, and what it says would be lost: mend or remove the line"
            )
        }
        self.path = path
        (run, target) = head
        state = Mutex(
            State(
                file: file, next: lines.next, open: lines.open, tokens: lines.tokens,
                left: lines.left))
    }

    /// Writes down what is about to be sent, if it leaves anything; a number to settle it by.
    func enter(
        _ call: Calls.Call, _ request: HTTPRequest, of scenario: String, below basePath: String
    ) throws(Files.Failure) -> Int? {
        let undo = call.undo.map { UndoRequest($0, of: request, below: basePath) }
        guard undo != nil || call.leaves != nil else { return nil }
        return try locked { state throws(Files.Failure) in
            // The same again is taken back with it.
            if let undo, state.open.contains(where: { $0.undo == undo }) { return nil }
            let entry = Entry(
                number: state.next, scenario: scenario,
                request: "\(request.method) \(request.target)", undo: undo, leaves: call.leaves)
            try write(entry.line, to: &state)
            state.next += 1
            state.open.append(entry)
            return entry.number
        }
    }

    /// Notes a token by which something of a scenario can be taken back later.
    func add(token: String, of scenario: String) throws(Files.Failure) {
        try locked { state throws(Files.Failure) in
            guard !state.tokens[scenario, default: []].contains(token) else { return }
            state.tokens[scenario, default: []].append(token)
            // Without an entry there is nothing to take back by it yet.
            guard state.file != nil else { return }
            try write(["token": JSONNode(token), "scenario": JSONNode(scenario)], to: &state)
        }
    }

    /// Says that the target has refused an entry, or that it is taken back.
    func settle(_ number: Int) {
        state.withLock { settle(number, in: &$0) }
    }

    /// Settles what a request has just taken back by itself.
    func settle(by request: HTTPRequest) {
        state.withLock { state in
            guard let entry = state.open.first(where: { $0.undo?.isMade(by: request) ?? false })
            else { return }
            settle(entry.number, in: &state)
        }
    }

    /// Notes what stays in the target, which nothing takes back.
    func keep(_ number: Int) {
        state.withLock { state in
            guard let entry = state.open.first(where: { $0.number == number }),
                let noun = entry.leaves
            else { return }
            state.left[noun, default: 0] += 1
            state.open.removeAll { $0.number == number }
            try? write(["kept": JSONNode(number)], to: &state)
        }
    }

    /// Notes what nobody can take back any more who is known here.
    private func giveUp(_ number: Int) {
        state.withLock { state in
            state.open.removeAll { $0.number == number }
            state.outOfReach += 1
            try? write(["settled": JSONNode(number)], to: &state)
        }
    }

    private func settle(_ number: Int, in state: inout State) {
        state.open.removeAll { $0.number == number }
        try? write(["settled": JSONNode(number)], to: &state)
    }

    private func write(_ line: JSONNode, to state: inout State) throws(Files.Failure) {
        if state.file == nil {
            let file = try LedgerFile(making: path)
            let now = Environment.now().description
            do throws(Files.Failure) {
                try file.append([
                    "format": "fanfare-kit-ledger/1", "run": JSONNode(run),
                    "target": JSONNode(target), "startedAt": JSONNode(now),
                ])
                for (scenario, tokens) in state.tokens {
                    for token in tokens {
                        try file.append(["token": JSONNode(token), "scenario": JSONNode(scenario)])
                    }
                }
            } catch {
                // Half of it would stand in the way of the next run.
                file.remove()
                file.letGo()
                throw error
            }
            state.file = file
        }
        try state.file?.append(line)
    }

    private func locked<Value>(
        _ body: (inout State) throws(Files.Failure) -> Value
    ) throws(Files.Failure) -> Value {
        let result: Result<Value, Files.Failure> = state.withLock { state in
            do throws(Files.Failure) {
                return .success(try body(&state))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension Ledger {
    /// How many things are yet to be taken back.
    package var openCount: Int { state.withLock { $0.open.count { $0.undo != nil } } }

    /// What is yet to be taken back, by the calls that did it.
    package var open: [Entry] { state.withLock(\.open).filter { $0.undo != nil } }

    /// Takes back what a scenario did, or everything, the newest first; ends at a target that does not
    /// answer.
    func undo(of scenario: String? = nil, send: (HTTPRequest) -> HTTPResponse?) {
        let entries = open.filter { scenario == nil || $0.scenario == scenario }
        for entry in entries.reversed() {
            guard let undo = entry.undo else { continue }
            // Who has linked an account since goes on under another token.
            let tokens = state.withLock { $0.tokens[entry.scenario] ?? [] }
            var isGone = false
            var isRefused = true
            for authorization in undo.authorizations(tokens) {
                guard let answer = send(undo.request(as: authorization)) else {
                    state.withLock { $0.lastAnswer = "not answered" }
                    return
                }
                if answer.status >= 300 {
                    state.withLock { $0.lastAnswer = "answered \(answer.status)" }
                }
                let outcome = UndoRequest.Outcome(answer.status)
                isGone = isGone || outcome == .isGone
                isRefused = isRefused && outcome == .isNotAllowed
                if outcome == .isDone {
                    isGone = true
                    state.withLock { $0.undone += 1 }
                }
                if outcome == .isDone || outcome == .mustWait { break }
            }
            if isGone {
                settle(entry.number)
            } else if isRefused {
                // Every session that could take it back has ended.
                giveUp(entry.number)
            }
        }
    }

    /// Lets go of the file, and removes it when everything is taken back.
    package func close() {
        state.withLock { state in
            if !state.open.contains(where: { $0.undo != nil }) { state.file?.remove() }
            state.file?.letGo()
            state.file = nil
        }
    }

    /// What became of it, a line for each thing worth knowing.
    package var lines: [String] {
        let (undone, left, open, outOfReach, lastAnswer) = state.withLock {
            ($0.undone, $0.left, $0.open, $0.outOfReach, $0.lastAnswer)
        }
        var lines: [String] = []
        if undone > 0 { lines.append("taken back: \(undone) of what was entered or booked") }
        if !left.isEmpty {
            let parts = left.sorted { $0.key < $1.key }.map { noun, count in
                count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
            }
            lines.append("left behind: \(parts.joined(separator: ", ")), which no call takes away")
        }
        if outOfReach > 0 {
            lines.append(
                "left behind: \(outOfReach) of what was entered or booked, since the sessions that could"
                    + " take it back have ended")
        }
        let rest = open.count { $0.undo != nil }
        if rest > 0 {
            lines.append(
                "not taken back: \(rest)\(lastAnswer.map { " (the last request was \($0))" } ?? "");"
                    + " 'fanfare-kit clean \(run)' tries again, by \(path)")
        }
        return lines
    }
}
