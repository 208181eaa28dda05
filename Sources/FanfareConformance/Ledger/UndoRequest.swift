import HTTPEngine
import JSONTree

/// A request that takes back what another has done.
struct UndoRequest: Sendable, Hashable {
    let method: String
    let target: String
    /// The headers by which the same person makes it.
    let headers: [String: String]

    /// How a target has answered one.
    enum Outcome {
        /// It is taken back.
        case isDone
        /// There is nothing of it, or no such call.
        case isGone
        /// Somebody else has to ask.
        case isNotAllowed
        /// The target cannot do it now.
        case mustWait

        init(_ status: Int) {
            switch status {
            case 200..<300: self = .isDone
            case 401, 403: self = .isNotAllowed
            case 429, 500, 502...599: self = .mustWait
            default: self = .isGone
            }
        }
    }

    /// The headers of a request that say who makes it.
    private static let names = ["X-Publishable-Key", "Authorization"]

    /// Takes back what a request does, each name of whose path stands in the same place again.
    init(_ operation: Operation, of request: HTTPRequest, below basePath: String) {
        let path = request.path.dropFirst(basePath.count)
        let parts = path.split(separator: "/").map(String.init)
        let segments = operation.segments.enumerated().map { index, segment in
            segment ?? (index < parts.count ? parts[index] : "")
        }
        method = operation.method
        target = basePath + "/" + segments.joined(separator: "/")
        var headers: [String: String] = [:]
        for name in Self.names { headers[name] = request.headers[name] }
        self.headers = headers
    }

    /// Reads one out of a ledger's line.
    init?(_ node: JSONNode?) {
        guard let node, let method = node["method"]?.string, let target = node["target"]?.string
        else { return nil }
        self.method = method
        self.target = target
        var headers: [String: String] = [:]
        for name in Self.names { headers[name] = node["headers"]?[name]?.string }
        self.headers = headers
    }

    /// As it stands in a ledger.
    var node: JSONNode {
        [
            "method": JSONNode(method), "target": JSONNode(target),
            "headers": JSONNode(
                headers.sorted { $0.key < $1.key }.map { JSONMember($0.key, JSONNode($0.value)) }),
        ]
    }

    /// Whether a request is this one.
    func isMade(by request: HTTPRequest) -> Bool {
        request.method == method && request.target == target
            && request.headers["Authorization"] == headers["Authorization"]
    }

    /// Whom it may be made as: whoever did it, then everybody else of the scenario, the newest first.
    func authorizations(_ tokens: [String]) -> [String?] {
        let own = headers["Authorization"]
        return [own] + tokens.reversed().map { "Bearer \($0)" }.filter { $0 != own }
    }

    /// The request.
    func request(as authorization: String?) -> HTTPRequest {
        var request = HTTPRequest(method: method, target: target)
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            request.headers.append(name, value)
        }
        request.headers["Authorization"] = authorization
        return request
    }
}
