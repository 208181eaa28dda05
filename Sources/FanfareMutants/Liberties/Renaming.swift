import FanfareMock
import Foundations
import HTTPEngine
import JSONTree

/// Other texts in the place of ours, in both directions: what a server made up itself it recognises.
struct Renaming: Sendable {
    /// The text that is shown for one of ours, nil for what keeps its text; the second argument
    /// counts the texts from 1.
    typealias Rename = @Sendable (_ text: String, _ key: String, _ number: Int) -> String?

    private let rename: Rename
    /// What becomes of a token's claims or header, nil for nothing.
    private let token: (@Sendable (_ token: String, _ key: String, _ number: Int) -> String?)?
    /// Whether one text is shown differently every time.
    private let isNewEachTime: Bool
    private var shown: [String: String] = [:]
    private var ours: [String: String] = [:]
    private var count = 0

    init(
        isNewEachTime: Bool = false,
        token: (@Sendable (String, String, Int) -> String?)? = nil, _ rename: @escaping Rename
    ) {
        self.rename = rename
        self.token = token
        self.isNewEachTime = isNewEachTime
    }

    /// What is shown instead of a document of ours.
    mutating func show(_ node: JSONNode, key: String = "") -> JSONNode {
        switch node.value {
        case .null, .bool, .number: return node
        case .string(let text): return JSONNode(show(text, key))
        case .array(let elements): return JSONNode(elements.map { show($0, key: key) })
        case .object(let members):
            return JSONNode(
                members.map { JSONMember(shown[$0.key] ?? $0.key, show($0.node, key: $0.key)) })
        }
    }

    private mutating func show(_ text: String, _ key: String) -> String {
        if !isNewEachTime, let known = shown[text] { return known }
        guard let other = other(text, key), other != text else { return text }
        shown[text] = other
        ours[other] = text
        return other
    }

    private mutating func other(_ text: String, _ key: String) -> String? {
        if let other = rename(text, key, count + 1) {
            count += 1
            return other
        }
        guard text.utf8.count > 60, let parts = TokenParts(text) else { return nil }
        // The claims name what has other names outside of the token, too.
        var changed = parts
        changed.claims = show(parts.claims, key: key)
        let inside = changed.claims == parts.claims ? text : changed.text
        guard let token else { return inside }
        count += 1
        return token(inside, key, count)
    }

    /// A request in our own texts: whole texts only, wherever one may stand.
    func own(_ request: HTTPRequest) -> HTTPRequest {
        guard !ours.isEmpty else { return request }
        var request = request
        request.target = own(path: request.target)
        if let words = request.headers["Authorization"]?.split(separator: " "), words.count == 2,
            let token = ours[String(words[1])]
        {
            request.headers.set("Authorization", "\(words[0]) \(token)")
        }
        if let id = request.headers["X-Organization-Id"], let own = ours[id] {
            request.headers.set("X-Organization-Id", own)
        }
        if !request.body.isEmpty, let body = try? JSONNode(parsing: request.body) {
            let translated = own(body)
            if translated != body { request.body = translated.bytes() }
        }
        return request
    }

    private func own(path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.map { part in
            let text = PercentEncoding.decode(Array(part.utf8)[...]) ?? String(part)
            return ours[text] ?? String(part)
        }.joined(separator: "/")
    }

    private func own(_ node: JSONNode) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: node
        case .string(let text): ours[text].map { JSONNode($0) } ?? node
        case .array(let elements): JSONNode(elements.map { own($0) })
        case .object(let members):
            JSONNode(members.map { JSONMember($0.key, own($0.node)) })
        }
    }
}

/// A compact token taken apart, to be put together otherwise (RFC 7515).
struct TokenParts {
    var header: JSONNode
    var claims: JSONNode
    var signature: [UInt8]

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]),
            let claims = Self.object(parts[1]), let signature = Base64URL.decode(parts[2])
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
    }

    var text: String {
        [header.bytes(), claims.bytes(), signature].map { Base64URL.encode($0) }
            .joined(separator: ".")
    }

    private static func object(_ part: Substring) -> JSONNode? {
        Base64URL.decode(part).flatMap { try? JSONNode(parsing: $0) }
    }
}

extension Mutation {
    /// Shows other texts than ours, the control protocol's answers included.
    static func renaming(_ renaming: Renaming) -> Mutation {
        Mutation {
            var renaming = renaming
            return { intercepted in
                intercepted.request = renaming.own(intercepted.request)
                var response = intercepted.proceed()
                guard intercepted.isOrdinary, let document = response.shown else { return response }
                let shown = renaming.show(document)
                if shown != document {
                    response.document = shown
                    intercepted.wasTouched = true
                }
                return response
            }
        }
    }
}
