import HTTPEngine
import JSONTree

/// A mock that is right in another way: its answers differ from ours in what pages leave free.
///
/// A suite that objects to it holds somebody to more than was promised.
package struct MockLiberty: Sendable {
    /// Where it lies among others that are taken at once: what changes values lies below what
    /// changes how they are written.
    enum Layer: Int, Sendable {
        case rules, values, members, answers, text, wire
    }

    /// A name in kebab-case, what it is about before the `/`.
    package let name: String
    /// What it does and why it is permitted, as a sentence without its full stop.
    package let sentence: String
    /// The rows of the route table whose answers it changes; none named means any.
    package let routes: [String]
    /// What it decides: of two that decide the same thing only one can be taken.
    package let decides: String
    let layer: Layer
    let mutation: Mutation

    init(
        _ name: String, _ sentence: String, routes: [String] = [], decides: String? = nil,
        layer: Layer = .rules, by mutation: Mutation
    ) {
        self.name = name
        self.sentence = sentence
        self.routes = routes
        self.decides = decides ?? name
        self.layer = layer
        self.mutation = mutation
    }

    /// Changes whole answers of the API.
    init(
        _ name: String, _ sentence: String, routes: [String] = [], decides: String? = nil,
        layer: Layer = .answers,
        change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) {
        self.init(
            name, sentence, routes: routes, decides: decides, layer: layer,
            by: .differently(routes, change))
    }

    /// Every liberty, by what it is about.
    package static let all: [MockLiberty] =
        headers + front + wire + texts + numbers + extraMembers + absences + names + tokens + times
        + statuses + refusals + words + limits + values + readings

    /// Several liberties at once.
    package static func mutated(by liberties: [MockLiberty]) -> MutatedMock {
        let ordered = liberties.sorted { $0.layer.rawValue < $1.layer.rawValue }
        guard var mutation = ordered.first?.mutation else { return MutatedMock(.nothing) }
        for liberty in ordered.dropFirst() { mutation = mutation.and(liberty.mutation) }
        return MutatedMock(mutation)
    }
}

extension Mutation {
    /// The mock as it is.
    static let nothing = Mutation { { $0.proceed() } }

    /// Changes whole answers of some routes, or of every call of the API.
    static func differently(
        _ routes: [String],
        _ change: @escaping @Sendable (inout HTTPResponse, InterceptedCall) -> Void
    ) -> Mutation {
        remembering(0, routes) { intercepted, _ in
            let ours = intercepted.proceed()
            var theirs = ours
            change(&theirs, intercepted)
            if theirs.isUnlike(ours) { intercepted.wasTouched = true }
            return theirs
        }
    }
}

extension InterceptedCall {
    /// Whether its answer is one of the API's own shapes, not a document of many thousand lines.
    var isOrdinary: Bool { route != "GET /openapi.json" }
}

extension HTTPResponse {
    /// Whether it differs on the wire, be it in the case of a header's name.
    fileprivate func isUnlike(_ other: HTTPResponse) -> Bool {
        self != other || headers.description != other.headers.description
    }

    /// The document it carries, nil for none.
    var shown: JSONNode? { body.isEmpty ? nil : try? JSONNode(parsing: body) }

    /// Changes the document it carries, if it carries one.
    mutating func edit(_ change: (inout JSONNode) -> Void) {
        guard var document = shown else { return }
        change(&document)
        self.document = document
    }
}
