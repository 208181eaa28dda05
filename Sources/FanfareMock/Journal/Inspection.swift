import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// Compares a request with the documentation of its edition.
///
/// A pure function of the request, so that it costs nothing until somebody asks. Token states are
/// added by the journal, which noted them when they were known.
struct Inspection {
    let request: HTTPRequest
    let edition: Edition
    let path: ArraySlice<UInt8>
    let match: Router.Match
    /// Nobody reads more; a body may have a field wrong a hundred thousand times.
    static let limit = 20

    private var found: [Violation] = []
    private var omitted = 0

    /// What is odd, the last entry saying how much more there is.
    var violations: [Violation] {
        guard omitted > 0, let last = found.last else { return found }
        return found + [Violation(last.kind, "And \(omitted) more, which are left out.")]
    }

    /// Looks a request over.
    init(_ request: HTTPRequest, _ edition: Edition, _ path: ArraySlice<UInt8>) {
        self.request = request
        self.edition = edition
        self.path = path
        match = edition.router.match(method: request.calledMethod, path: path)
        inspectUndocumentedHeaders()
        if !request.isPreflight {
            inspectHeaderNames()
            inspectAuthorization()
        }
        switch match {
        case .unknown where request.isForWelcome || request.target == "*": break
        case .unknown: inspectUnknownPath()
        case .wrongMethod where request.calledMethod == "OPTIONS": break
        case .found where request.isPreflight: break
        case .wrongMethod(let allowed):
            report(.wrongMethod, "The path takes \(allowed.joined(separator: ", ")).")
        case .found(let route, _):
            inspectKeys(route)
            inspectQuery(route)
            inspectBody(route)
        }
    }

    mutating func report(_ kind: Violation.Kind, _ message: @autoclosure () -> String) {
        if found.count < Self.limit {
            found.append(Violation(kind, message()))
        } else {
            omitted += 1
        }
    }
}

/// Path and query.
extension Inspection {
    private mutating func inspectUnknownPath() {
        let nearest = NearestRoute(
            to: path, method: request.calledMethod, among: edition.routes)?.sentence
        let slash = UInt8(ascii: "/")
        if path.count > 1, path.last == slash {
            report(.trailingSlash, "The path ends in a slash. " + (nearest ?? ""))
        } else if zip(path, path.dropFirst()).contains(where: { $0 == slash && $1 == slash }) {
            report(.emptySegment, "The path has two slashes in a row. " + (nearest ?? ""))
        } else if path.contains(where: { (0x41...0x5A).contains($0) }), let nearest {
            report(.pathCase, "Upper and lower case differ in paths. " + nearest)
        } else {
            report(.unknownPath, nearest ?? "No documented path is like this one.")
        }
    }

    private mutating func inspectQuery(_ route: Route) {
        let known = edition.description.entry(of: route)?.query.map(\.name) ?? []
        for name in request.queryItems.map(\.name) where !known.contains(name) {
            let allowed =
                known.isEmpty ? "takes none" : "takes \(known.joined(separator: ", "))"
            report(
                .unknownQuery,
                "The query's '\(Mask.name(name))' is not documented; \(route.name) \(allowed).")
        }
    }
}

/// The body.
extension Inspection {
    private mutating func inspectBody(_ route: Route) {
        guard !request.body.isEmpty else { return }
        let body = try? JSONNode(parsing: request.body)
        guard let known = edition.description.fields(of: route) else {
            inspectUnexpectedBody(body, route)
            return
        }
        inspectContentType()
        for member in body?.members ?? [] where !known.contains(member.key) {
            report(
                .unknownField,
                "The field '\(Mask.name(member.key))' is not documented; \(route.name) takes "
                    + known.joined(separator: ", ") + ".")
        }
        for member in body?.duplicateMembers ?? [] {
            report(.duplicateField, "The field '\(Mask.name(member.key))' stands more than once.")
        }
    }

    /// An empty object where nothing is asked is what many clients send, and harmless.
    private mutating func inspectUnexpectedBody(_ body: JSONNode?, _ route: Route) {
        if route.method != "POST" {
            let method = request.method
            report(.bodyOnReading, "A \(method) has no body.")
        } else if body?.members?.isEmpty != true {
            report(.unexpectedBody, "\(route.name) takes no body.")
        }
    }

    private mutating func inspectContentType() {
        guard let type = request.headers["Content-Type"] else {
            report(.contentTypeMissing, "A body needs Content-Type: application/json.")
            return
        }
        let essence = type.split(separator: ";").first.map { String($0).lowercased() } ?? ""
        if essence.split(separator: " ").first != "application/json" {
            report(
                .contentType, "Bodies are application/json, not '\(Mask.name(essence))'.")
        }
    }
}
