import HTTPEngine
import JSONTree
import Synchronization

/// Which calls a target does not serve at all, as a run finds them out; shared by its workers.
///
/// Such a call is one difference, in the scenario that shows it most plainly, and whatever else is built
/// on it is not judged.
package final class ServedCalls: Sendable {
    private struct State {
        var served: Set<Operation> = []
        /// What the target says to a call that nobody documents, by method.
        var strange: [String: Strange] = [:]
    }

    /// An answer, as far as those to unknown routes are alike.
    struct Strange: Hashable {
        let status: Int
        let words: [String]
    }

    private let table: OperationTable
    private let calls: Calls
    /// The scenario that is judged all the same, by call.
    private let owners: [Operation: String]
    private let state = Mutex(State())

    /// Looks for the scenarios, of those that run, that show each call most plainly.
    init(_ scenarios: [Scenario], of suite: Suite) {
        let table = OperationTable(suite.scenarios)
        var owners: [Operation: (effort: Int, name: String)] = [:]
        for scenario in scenarios {
            let operations = scenario.steps.map { $0.requests.map(table.operation) }
            let effort = Set(operations.joined()).count * 100 + scenario.steps.count
            for (step, called) in zip(scenario.steps, operations) where !step.blocks.isEmpty {
                for operation in called
                where owners[operation].map({ (effort, scenario.name) < ($0.effort, $0.name) })
                    ?? true
                {
                    owners[operation] = (effort, scenario.name)
                }
            }
        }
        self.table = table
        calls = suite.calls
        self.owners = owners.mapValues(\.name)
    }

    /// Says that a call is not served, and which scenario is judged for it; nil for an answer that
    /// says something else, and in that scenario itself.
    func absence(
        _ pattern: RequestPattern, _ response: HTTPResponse, to request: HTTPRequest,
        in scenario: String, below basePath: String, ask: (HTTPRequest) -> HTTPResponse?
    ) -> String? {
        let operation = table.operation(of: pattern)
        guard [404, 405, 501].contains(response.status) else {
            state.withLock { _ = $0.served.insert(operation) }
            return nil
        }
        // What guides alone name, a target need not have.
        let isOwed = calls.call(of: pattern)?.evidence.mustBeChecked ?? true
        guard let owner = owners[operation], owner != scenario || !isOwed,
            !state.withLock({ $0.served.contains(operation) }),
            response.status != 404
                || isStrange(response, to: request, below: basePath, ask: ask)
        else { return nil }
        guard isOwed else {
            return "\(operation), which no page of the reference names, is not served"
        }
        return "\(operation) is not served, as \(owner) shows"
    }

    /// Whether an answer is the one to a path that nobody documents.
    private func isStrange(
        _ response: HTTPResponse, to request: HTTPRequest, below basePath: String,
        ask: (HTTPRequest) -> HTTPResponse?
    ) -> Bool {
        let own = Strange(response, to: request.path)
        if let strange = state.withLock({ $0.strange[request.method] }) { return strange == own }
        var unknown = request
        // Beside the calls: below one of them a name would be taken for that of a thing.
        unknown.target = basePath + "/no7call7of7this7name"
        guard let answer = ask(unknown) else { return false }
        let strange = Strange(answer, to: unknown.path)
        state.withLock { $0.strange[request.method] = strange }
        return strange == own
    }
}

extension ServedCalls.Strange {
    /// The words of an answer, without those that repeat the path or are new in each answer.
    init(_ response: HTTPResponse, to path: String) {
        status = response.status
        let path = Set(path.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() })
        let text = String(decoding: response.body.prefix(4096), as: UTF8.self)
        words = text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
            .filter { word in !path.contains(word) && !word.contains(where: \.isNumber) }
    }
}
