import FanfareModel
import HTTPEngine
import JSONTree

/// One edition of the API: everything of it that is worded.
///
/// The model knows the rules and the control protocol moves them; neither knows how a path, an error,
/// a header or a webhook is written. An edition is added by a folder beside this file and a line in
/// `Editions.all`.
package final class Edition: Sendable {
    /// What worlds and people call it.
    package let name: String
    /// The beginnings of paths that select it, without a slash at their end.
    package let prefixes: [String]
    /// Its calls, in the order of its documentation.
    let routes: [Route]
    let router: Router
    let errors: ErrorReplies
    let headers: AnswerHeaders
    /// What it hands to the worlds of its organizations.
    let wording: Wording
    let webhooks: WebhookWords
    let words: StatusWords
    /// What its worlds may answer otherwise than usual.
    let readings: ReadingChoices
    /// The reply of an organization that does.
    let reread: @Sendable (Reply, RequestContext) -> Reply
    private let describe: @Sendable () -> EditionDescription

    /// What its data says of its calls; read when it is first asked for.
    var description: EditionDescription { describe() }

    /// Its description as OpenAPI.
    func document(_ options: OpenAPIOptions = OpenAPIOptions()) -> OpenAPIDocument {
        OpenAPIDocument(routes, description, prefixes: prefixes + [""], options)
    }

    init(
        _ name: String, prefixes: [String], routes: [Route], errors: ErrorReplies,
        headers: AnswerHeaders, wording: Wording, webhooks: WebhookWords, words: StatusWords,
        readings: ReadingChoices = ReadingChoices([:]),
        reread: @escaping @Sendable (Reply, RequestContext) -> Reply = { reply, _ in reply },
        description: @escaping @Sendable () -> EditionDescription
    ) {
        self.name = name
        self.prefixes = prefixes
        self.routes = routes
        router = Router(routes)
        self.errors = errors
        self.headers = headers
        self.wording = wording
        self.webhooks = webhooks
        self.words = words
        self.readings = readings
        self.reread = reread
        describe = description
    }
}

extension Edition {
    /// How it refuses.
    struct ErrorReplies: Sendable {
        /// What breaks a rule.
        let reply: @Sendable (FanfareError) -> Reply
        /// A path that it does not have, with the call that was probably meant.
        let unknownRoute: @Sendable (NearestRoute?) -> Reply
        /// A method that a path does not take, with those that it takes.
        let wrongMethod: @Sendable (_ allowed: [String]) -> Reply
        /// What departs from its documentation, where the mock is strict.
        let departures: @Sendable ([Violation]) -> Reply
    }

    /// The header fields that all its answers have.
    struct AnswerHeaders: Sendable {
        let write: @Sendable (AnswerFacts, inout PlainFields) -> Void
    }

    /// What there is to say in the head of every answer.
    struct AnswerFacts {
        let organization: Organization
        /// How the caller's rate limit stands.
        let limit: RateLimits.Reading
        /// Set when the rate limit is used up: seconds until it is not.
        let retryAfter: Int?
        /// The status of the answer.
        let status: Int
    }

    /// What its webhooks tell.
    struct WebhookWords: Sendable {
        /// Every documented type, those included that nothing in the mock brings about.
        let types: [String]
        /// The webhooks that an event means, in their order, of the types that somebody wants.
        let webhooks:
            @Sendable (DomainEvent, World, _ isWanted: (String) -> Bool) -> [(
                type: String, data: JSONNode
            )]
        /// The webhook that tells of a delivery that was given up; nil for none.
        var failure: (@Sendable (FailedDelivery) -> (type: String, data: JSONNode))?
    }

    /// A webhook that its receiver did not take.
    struct FailedDelivery {
        /// Whose it was.
        let endpoint: (id: String, url: String)
        /// What it told.
        let event: (id: String, type: String)
        /// How often it was tried.
        let tries: Int
        /// Why the last try failed.
        let reason: String?
    }

    /// The words that people see beside it: the page shows states as the API's own answers do.
    struct StatusWords: Sendable {
        let phase: @Sendable (DistributionPhase) -> String
        /// The members that tell of one thing that a consumer holds, over or not.
        let holding: @Sendable (Holding, ConsumerKey, World, _ withTokens: Bool) -> [JSONMember]
    }
}
