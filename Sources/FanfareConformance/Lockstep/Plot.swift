import JSONTree

/// What happens in a walk: moves that presume no answer, so that any two servers can play them.
package struct Plot: Sendable, Hashable {
    /// The moves, in order.
    package var moves: [Move]
    /// The rules that the organization goes by.
    var rules = StoryWorld.Rules.usual

    /// Tells a story.
    package init(_ moves: [Move] = []) { self.moves = moves }

    /// Whether somebody goes into what chance decides.
    var hangsOnLuck: Bool {
        moves.contains { move in
            guard case .call(let call) = move, call.path.hasPrefix("/draws/") else { return false }
            return StoryWorld.chancy.contains { call.path.contains($0) }
        }
    }

    /// The story's first moves.
    func prefix(_ count: Int) -> Plot {
        var shorter = self
        shorter.moves = Array(moves.prefix(count))
        return shorter
    }

    /// The story without some of its moves.
    func without(_ range: Range<Int>) -> Plot {
        var shorter = self
        shorter.moves.removeSubrange(range)
        return shorter
    }
}

/// One move of a story.
package enum Move: Sendable, Hashable {
    /// Somebody calls the API.
    case call(CallMove)
    /// Time passes.
    case advance(TimeSpan)
}

/// A call, with names in braces where a server's own values belong.
///
/// `{ann.refreshToken}` is the newest refresh token that ann was given, `{ann.refreshToken_1}` the one
/// before it.
package struct CallMove: Sendable, Hashable {
    /// Method and path with a star for each name: `POST /queues/*/enter`.
    let operation: String
    /// The method.
    let method: String
    /// The path.
    var path: String
    /// As whom it is sent.
    var credential = RequestPattern.Credential.publishable
    /// Whether the keys are those of the other organization.
    var isElsewhere = false
    /// A consumer's token.
    var token: String?
    /// Further headers.
    var headers: [Field] = []
    /// The members of the body, nil for no body.
    var body: [Field]?
    /// How the body is laid out.
    var layout = Layout.plain
    /// What the answer gives to whom.
    var gives: [Gift] = []
    /// Who is sent a code by it, as its inbox knows them.
    var codeTo: String?
    /// What the code is called.
    var codeName = ""

    /// A name with a value.
    struct Field: Sendable, Hashable {
        let name: String
        var value: JSONNode
    }

    /// A value of a good answer that later moves speak of.
    struct Gift: Sendable, Hashable {
        /// The names of the members that lead to it.
        let path: [String]
        /// What it is called from then on.
        let name: String
    }

    init(_ operation: String, _ names: String...) {
        self.operation = operation
        let words = operation.split(separator: " ", maxSplits: 1).map(String.init)
        method = words[0]
        var rest = names[...]
        path = words[1].split(separator: "/").map { part in
            "/" + (part == "*" ? rest.popFirst() ?? "*" : String(part))
        }.joined()
    }
}
