import HTTPEngine
import JSONTree
import Synchronization

/// A way to a target whose answers are made wrong on their way back.
///
/// Where a text of an answer was changed, requests that carry it get the former one back: the wrong
/// server recognises its own tokens and ids, so that only the wrong value itself can be noticed.
struct MutatingTransport: Transport {
    private let base: any Transport
    private let mutation: AnswerMutation
    private let table: OperationTable
    private let basePath: String
    private let state = State()

    init(
        _ base: any Transport, _ mutation: AnswerMutation, _ table: OperationTable, basePath: String
    ) {
        self.base = base
        self.mutation = mutation
        self.table = table
        self.basePath = basePath
    }

    /// How many answers were made wrong.
    var count: Int { state.count.withLock(\.self) }

    var webhooks: WebhookInbox? { base.webhooks }

    func open() throws(TransportFailure) -> any TransportChannel {
        Channel(self, try base.open())
    }

    private final class State: Sendable {
        let count = Mutex(0)
        /// What a text was before it was changed.
        let former = Mutex<[String: String]>([:])
    }

    private final class Channel: TransportChannel {
        private let owner: MutatingTransport
        private let base: any TransportChannel
        private var isMeant: [Bool] = []

        init(_ owner: MutatingTransport, _ base: any TransportChannel) {
            self.owner = owner
            self.base = base
        }

        var isOpen: Bool { base.isOpen }

        func send(_ request: HTTPRequest) throws(TransportFailure) {
            isMeant.append(owner.concerns(request))
            try base.send(owner.translated(request))
        }

        func receive() throws(TransportFailure) -> HTTPResponse {
            let response = try base.receive()
            let isMeant = isMeant.isEmpty ? false : isMeant.removeFirst()
            return isMeant ? owner.spoiled(response) : response
        }
    }

    private func concerns(_ request: HTTPRequest) -> Bool {
        guard request.method == mutation.operation.method else { return false }
        let path = request.path
        let own = path.hasPrefix(basePath) ? path.dropFirst(basePath.count) : path[...]
        return table.operation(method: request.method, path: own) == mutation.operation
    }

    private func spoiled(_ response: HTTPResponse) -> HTTPResponse {
        guard let wrong = mutation.applied(to: response), wrong != response else { return response }
        state.count.withLock { $0 += 1 }
        if let before = response.json, let after = wrong.json, case .body = mutation.target {
            var former: [String: String] = [:]
            Self.compare(before, after, &former)
            state.former.withLock { $0.merge(former) { _, new in new } }
        }
        return wrong
    }

    /// A time is nobody's name: the same may stand for something else.
    private static func isTime(_ text: String) -> Bool {
        Timestamp(iso8601: text, allowsOffset: true) != nil
    }

    /// Collects texts that stand in the place of others.
    private static func compare(
        _ before: JSONNode, _ after: JSONNode, _ former: inout [String: String]
    ) {
        switch (before.value, after.value) {
        case (.string(let one), .string(let other)):
            let isName = min(one.utf8.count, other.utf8.count) >= 8 && !Self.isTime(other)
            if one != other, isName { former[other] = one }
        case (.array(let one), .array(let other)):
            for (one, other) in zip(one, other) { compare(one, other, &former) }
        case (.object(let one), .object(let other)):
            // By name: where a member is missing, those behind it are not in its place.
            for other in other {
                guard let one = one.first(where: { $0.key == other.key }) else { continue }
                compare(one.node, other.node, &former)
            }
        default: break
        }
    }

    /// The request in the words of the right target: whole texts only, wherever one may stand.
    private func translated(_ request: HTTPRequest) -> HTTPRequest {
        let former = state.former.withLock(\.self)
        guard !former.isEmpty else { return request }
        var request = request
        let parts = request.target.split(separator: "/", omittingEmptySubsequences: false)
        request.target = parts.map { former[String($0)] ?? String($0) }.joined(separator: "/")
        if let words = request.headers["Authorization"]?.split(separator: " "), words.count == 2,
            let token = former[String(words[1])]
        {
            request.headers.set("Authorization", "\(words[0]) \(token)")
        }
        if let body = request.json { request.body = Self.replaced(body, former).bytes() }
        return request
    }

    private static func replaced(_ node: JSONNode, _ former: [String: String]) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: node
        case .string(let text): former[text].map { JSONNode($0) } ?? node
        case .array(let elements): JSONNode(elements.map { replaced($0, former) })
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, replaced($0.node, former)) })
        }
    }
}

extension HTTPRequest {
    /// The body as JSON, nil when it is none.
    fileprivate var json: JSONNode? { body.isEmpty ? nil : try? JSONNode(parsing: body) }
}
