import HTTPEngine
import JSONTree

/// Every token that was given out, by the session it belongs to.
struct TokenChains: Sendable {
    /// A session's newest tokens.
    struct Pair: Sendable {
        var access: String
        var refresh: String
    }

    private(set) var newest: [String: Pair] = [:]
    private var access: [String: [String]] = [:]
    private var known: Set<String> = []

    /// Remembers the tokens of an answer.
    mutating func learn(from response: HTTPResponse) {
        guard response.isGood, !response.body.isEmpty else { return }
        let document = response.document
        guard let access = document["accessToken"]?.string,
            let refresh = document["refreshToken"]?.string,
            let claims = InterceptedCall.claims(access),
            let session = claims["sessionId"]?.string
        else { return }
        newest[session] = Pair(access: access, refresh: refresh)
        known.formUnion([access, refresh])
        self.access[claims["consumerId"]?.string ?? "", default: []].append(access)
    }

    /// The newest tokens of the session that an older token was given out for.
    func newest(after token: String) -> Pair? { known.contains(token) ? newest(in: token) : nil }

    /// The newest tokens of the session that a token speaks of, given out or not.
    func newest(in token: String) -> Pair? {
        InterceptedCall.claims(token)?["sessionId"]?.string.flatMap { newest[$0] }
    }

    /// Every access token that a consumer was ever given.
    func accessTokens(of consumer: String) -> [String] { access[consumer] ?? [] }
}

extension Mutation {
    /// Takes every call over, knowing all tokens that were given out.
    static func withTokens(
        by body: @escaping @Sendable (InterceptedCall, inout TokenChains) -> HTTPResponse
    ) -> Mutation {
        remembering(TokenChains(), []) { intercepted, chains in
            let response = body(intercepted, &chains)
            chains.learn(from: response)
            return response
        }
    }
}
