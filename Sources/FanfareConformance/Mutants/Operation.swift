/// A call of the API without the names of what it acts on: `POST /queues/*/enter`.
package struct Operation: Sendable, Hashable, CustomStringConvertible {
    /// The method.
    package let method: String
    /// The parts of the path, nil where any name may stand.
    package let segments: [String?]

    init(method: String, segments: [String?]) {
        self.method = method
        self.segments = segments
    }

    /// Reads a path in which variables stand for names; the query does not belong to it.
    init(_ request: RequestPattern) {
        let variable = "\u{0}"
        let path = request.path.segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable: variable
            }
        }.joined()
        let parts = path.prefix { $0 != "?" }.split(
            separator: "/", omittingEmptySubsequences: false)
        method = request.method
        segments = parts.dropFirst().map { $0.contains(variable) ? nil : String($0) }
    }

    /// Method and path, a star for each name.
    package var description: String { "\(method) /" + parts(any: "*").joined(separator: "/") }

    /// One word for it: `post-queues-id-enter`.
    package var word: String {
        ([method.lowercased()] + parts(any: "id")).joined(separator: "-")
            .replacing(".", with: "")
    }

    private func parts(any name: String) -> [String] { segments.map { $0 ?? name } }

    /// Whether every call of the other is one of this too.
    func covers(_ other: Operation) -> Bool {
        method == other.method && segments.count == other.segments.count
            && zip(segments, other.segments).allSatisfy { mine, theirs in
                mine == nil || mine == theirs
            }
    }
}

/// The operations that a suite's scenarios call.
///
/// A path such as `/queues/nowhere` belongs to `/queues/*`; `/consumers/me` does not belong to
/// `/consumers/*`, because some scenario expects it to succeed as it stands.
package struct OperationTable: Sendable {
    private let operations: [Operation]

    /// Collects the operations.
    package init(_ scenarios: [Scenario]) {
        var all: Set<Operation> = []
        var succeeding: Set<Operation> = []
        for step in scenarios.flatMap(\.steps) {
            for request in step.requests {
                let operation = Operation(request)
                all.insert(operation)
                if step.maySucceed { succeeding.insert(operation) }
            }
        }
        operations = all.filter { operation in
            succeeding.contains(operation)
                || !all.contains { $0 != operation && $0.covers(operation) }
        }.sorted { ($0.description, $0.method) < ($1.description, $1.method) }
    }

    /// The operation that a step's request calls.
    package func operation(of request: RequestPattern) -> Operation {
        let own = Operation(request)
        return nearest(to: own) ?? own
    }

    /// The operation that a request calls, once the target's base path is taken off.
    package func operation(method: String, path: Substring) -> Operation? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return nearest(to: Operation(method: method, segments: parts.map { String($0) }))
    }

    private func nearest(to operation: Operation) -> Operation? {
        var found: Operation?
        for candidate in operations where candidate.covers(operation) {
            if candidate == operation { return candidate }
            found = found ?? candidate
        }
        return found
    }
}

extension Step {
    /// Whether an answer of the 200s is right; set-up must succeed.
    fileprivate var maySucceed: Bool {
        if case .send(_, _, nil) = action { return true }
        return blocks.contains { block in
            block.status.map { status in (200..<300).contains(where: status.allows) } ?? false
        }
    }
}
