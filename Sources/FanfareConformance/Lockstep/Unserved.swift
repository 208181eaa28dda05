import HTTPEngine
import JSONTree
import Synchronization

/// The calls that a target does not serve: said once, and left out of all stories from then on.
package final class Unserved: Sendable {
    private let state = Mutex(State())

    private struct State {
        var served: Set<String> = []
        var unserved: Set<String> = []
    }

    /// The calls, in the order of their names.
    package var operations: [String] { state.withLock { $0.unserved.sorted() } }

    /// Takes in an answer; true where the target does not serve the call.
    func isUnserved(_ operation: String, expected: HTTPResponse, actual: HTTPResponse) -> Bool {
        let isStrange = Self.isOfRouter(actual) && !Self.isOfRouter(expected)
        // Which member names the slot of a booking is read in several ways.
        let isOtherwise =
            operation == "POST /appointments/*/book" && expected.status < 300
            && actual.status == 400
        return state.withLock { state in
            if actual.status < 300 { state.served.insert(operation) }
            guard isStrange || isOtherwise, !state.served.contains(operation) else { return false }
            state.unserved.insert(operation)
            return true
        }
    }

    /// The word of those that say it in JSON.
    private static let unknownPath = "Not found"

    /// Whether an answer is that of a server which does not know the path or the method.
    private static func isOfRouter(_ response: HTTPResponse) -> Bool {
        guard response.status == 404 else { return [405, 501].contains(response.status) }
        return response.json.map { $0["error"]?.string == unknownPath } ?? true
    }

    /// The story without the calls that are not served.
    func playable(_ story: Plot) -> Plot {
        let unserved = state.withLock { $0.unserved }
        guard !unserved.isEmpty else { return story }
        var playable = story
        playable.moves.removeAll { move in
            guard case .call(let call) = move else { return false }
            return unserved.contains(call.operation)
        }
        return playable
    }
}
