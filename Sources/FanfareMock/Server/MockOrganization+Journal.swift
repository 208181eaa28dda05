import Foundations
import JSONTree

/// A request that an organization was asked, as its journal shows it: without secrets.
public struct MockRequest: Sendable, Hashable {
    /// The method as sent.
    public let method: String
    /// The path as sent, without the query.
    public let path: String
    /// The name of the operation, such as `auth.refresh`; nil for what is no call of the API.
    public let operation: String?
    /// The status that it was answered with.
    public let status: Int
    /// The kinds of what departs from the contract, such as `contentTypeMissing`.
    public let violations: [String]
    /// The same in sentences.
    public let remarks: [String]
    /// Why a code in it was refused, in a sentence.
    public let reason: String?
    /// The faults that it met.
    public let faults: [String]
    /// The organization's time, as ISO 8601.
    public let at: String
    /// The body as JSON text with its secrets hidden, nil without one.
    public let body: String?

    init(_ node: JSONNode) {
        method = node["method"]?.string ?? ""
        path = node["path"]?.string ?? ""
        operation = node["operation"]?.string
        status = node["status"]?.integer ?? 0
        let odd = node["violations"]?.elements ?? []
        violations = odd.compactMap { $0["kind"]?.string }
        remarks = odd.compactMap { $0["message"]?.string }
        reason = node["reason"]?.string
        faults = (node["faults"]?.elements ?? []).compactMap(\.string)
        at = node["at"]?.string ?? ""
        let body = node["request"]?["body"] ?? .null
        self.body = body.isNull ? nil : body.text()
    }
}

extension MockOrganization {
    /// The newest requests of the journal, newest last; all of them, or those of an operation.
    public func requests(
        _ operation: String? = nil, limit: Int = 1000
    ) throws(MockControlError) -> [MockRequest] {
        let only = operation.map { "&operation=" + PercentEncoding.encode($0) } ?? ""
        let answer = try control("GET", "/requests?limit=\(limit)\(only)")
        return (answer["requests"]?.elements ?? []).map(MockRequest.init)
    }

    /// How often an operation was called, whatever it answered.
    public func count(_ operation: String) throws(MockControlError) -> Int {
        let answer = try control(
            "POST", "/requests/count", ["operation": JSONNode(operation)])
        return answer["count"]?.integer ?? 0
    }

    /// Forgets the requests so far.
    public func forgetRequests() throws(MockControlError) { _ = try control("DELETE", "/requests") }
}
