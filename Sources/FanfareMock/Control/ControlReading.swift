import FanfareModel
import Foundations
import HTTPEngine
import JSONTree

/// The query and the body of a control call, read by what the call is declared to take.
final class ControlReading {
    /// The query's parameters, decoded, as members of an object.
    let query: JSONNode
    /// The members of the body; none for a body of bytes.
    let body: JSONNode
    /// What the caller may do, nil for a stranger.
    let access: ControlAccess?

    /// Refuses what the call does not know, what stands twice, and a body that is no JSON object.
    init(
        _ request: HTTPRequest, _ route: Route, _ access: ControlAccess?
    ) throws(FanfareError) {
        self.access = access
        var complaints = ControlComplaints(route)
        query = Self.query(request, route.input, &complaints)
        if let members = route.input.members {
            body = try JSONNode(objectIn: request.body)
            complaints.check(body, by: members)
        } else {
            body = JSONNode([JSONMember]())
        }
        try complaints.finish()
    }

    /// Query and body as one object, for calls that take the same by either.
    func together() throws(FanfareError) -> JSONNode {
        let (query, body) = (query.members ?? [], body.members ?? [])
        let twice = body.filter { self.query[$0.key] != nil }
        guard twice.isEmpty else {
            throw .validation(
                twice.map { FieldIssue($0.key, .conflicts(with: "the query's \($0.key)")) })
        }
        return JSONNode(query + body)
    }

    private static func query(
        _ request: HTTPRequest, _ input: ControlInput, _ complaints: inout ControlComplaints
    ) -> JSONNode {
        var members: [JSONMember] = []
        var seen: Set<String> = []
        for pair in (request.queryBytes ?? []).split(separator: UInt8(ascii: "&")) {
            let written = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let name = PercentEncoding.decode(written, plusIsSpace: true) else {
                complaints.report(
                    String(decoding: written, as: UTF8.self), "Not percent-encoded UTF-8.")
                continue
            }
            let known = input.query + [ControlInput.organization]
            guard let field = known.first(where: { $0.name == name }) else {
                complaints.unknownParameter(name)
                continue
            }
            guard seen.insert(name).inserted else {
                complaints.report(name, "Stands twice in the query.")
                continue
            }
            guard let text = field.form.decoded(pair.dropFirst(written.count + 1)) else {
                complaints.report(name, "Not percent-encoded UTF-8.")
                continue
            }
            if name != ControlInput.organization.name {
                members.append(JSONMember(name, field.form.node(text)))
            }
        }
        return JSONNode(members)
    }
}

/// What a control call brings with it that it should not, in words that lead further.
struct ControlComplaints {
    /// Nobody reads more than these.
    private static let limit = 20

    private let route: Route
    private var issues: [FieldIssue] = []

    init(_ route: Route) { self.route = route }

    mutating func report(_ field: String, _ sentence: @autoclosure () -> String) {
        if issues.count < Self.limit { issues.append(FieldIssue(field, .unreadable(sentence()))) }
    }

    mutating func unknownParameter(_ name: String) {
        let names = (route.input.query + [ControlInput.organization]).map(\.name)
        let isMember = route.input.members?.contains { $0.name == name } == true
        func hint() -> String {
            isMember
                ? " It belongs into the body: {\"\(name)\": …}."
                : Nearest.hint(for: name, in: names)
        }
        let line = line
        report(name, "Unknown parameter.\(hint()) \(line) takes \(names.joined(separator: ", ")).")
    }

    /// Reports members that are unknown or stand twice, also inside those that the mock reads.
    mutating func check(_ body: JSONNode, by known: [ControlField]) {
        var seen: Set<String> = []
        for member in body.members ?? [] {
            guard let field = known.first(where: { $0.name == member.key }) else {
                unknownMember(member.key, known.map(\.name))
                continue
            }
            if !seen.insert(member.key).inserted { report(member.key, "Stands twice.") }
            guard field.form != .json else { continue }
            for inner in member.node.duplicateMembers.prefix(Self.limit) {
                report("\(member.key).\(inner.key)", "Stands twice.")
            }
        }
    }

    private mutating func unknownMember(_ name: String, _ names: [String]) {
        let isParameter =
            name == ControlInput.organization.name || route.input.query.contains { $0.name == name }
        func hint() -> String {
            isParameter
                ? " It belongs into the query: ?\(name)=…." : Nearest.hint(for: name, in: names)
        }
        let known = names.isEmpty ? "no body" : names.joined(separator: ", ")
        let line = line
        report(name, "Unknown member.\(hint()) \(line) takes \(known).")
    }

    private var line: String { "\(route.method) \(route.template)" }

    func finish() throws(FanfareError) {
        if !issues.isEmpty { throw .validation(issues) }
    }
}
