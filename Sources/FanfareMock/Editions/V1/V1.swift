import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

extension Edition {
    /// Edition v1 of the API.
    static let v1 = Edition(
        "v1", prefixes: ["/api/v1"], routes: V1.routes,
        errors: ErrorReplies(
            reply: { V1.reply(to: $0) }, unknownRoute: { V1.unknownRoute(nearest: $0) },
            wrongMethod: { V1.wrongMethod(allowed: $0) },
            departures: { V1.refusal(of: $0) }),
        headers: AnswerHeaders { V1.writeHeaders($0, to: &$1) },
        wording: V1.wording,
        webhooks: WebhookWords(
            types: V1.webhookTypes, webhooks: { V1.webhooks(for: $0, in: $1, $2) },
            failure: { V1.failure(of: $0) }),
        words: StatusWords(
            phase: { V1.word($0) },
            holding: { holding, consumer, world, withTokens in
                HoldingMembers(of: consumer, world, withTokens: withTokens).members(holding)
            }),
        readings: V1.readings, reread: { V1.reread($0, $1) },
        description: { V1.description })
}

/// The operations of edition v1 and how it writes the model on the wire.
enum V1 {
    /// What its data says of its calls.
    static let description = EditionDescription("v1", standardAnswers)

    /// The OpenAPI documents that are served, each made when it is first asked for.
    private static let document = ServedDocument(Edition.v1.document())
    private static let oldDocument = ServedDocument(Edition.v1.document(.old))

    /// The fields that every answer carries (specs/v1/contract.md#limits).
    fileprivate static func writeHeaders(
        _ facts: Edition.AnswerFacts, to fields: inout PlainFields
    ) {
        let (organization, limit) = (facts.organization, facts.limit)
        let resetAt = facts.retryAfter.map { organization.world.now + .seconds($0) }
        fields.add("X-RateLimit-Limit", limit.limit)
        fields.add("X-RateLimit-Remaining", facts.retryAfter == nil ? limit.remaining : 0)
        fields.add("X-RateLimit-Reset", Int((resetAt ?? limit.resetAt).seconds))
        let isUnnamed =
            facts.status < 400
            && organization.world.leeway.contains(.requestIDsOnErrorsOnly)
        organization.withNextRequestID { if !isUnnamed { fields.add("X-Request-Id", $0) } }
    }

    /// The calls on serving (specs/v1/contract.md#serving).
    static func health(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(["status": "ok"])
    }

    /// specs/v1/contract.md#serving: this edition, described.
    static func openAPI(_ context: RequestContext) throws(FanfareError) -> Reply {
        document.reply(to: context.request)
    }

    /// The same for tools that read no OpenAPI 3.1.
    static func oldOpenAPI(_ context: RequestContext) throws(FanfareError) -> Reply {
        oldDocument.reply(to: context.request)
    }

    /// specs/v1/contract.md#tokens: the keys that verify the tokens of the organization that is named or
    /// whose key came along.
    static func keySet(_ context: RequestContext) throws(FanfareError) -> Reply {
        let headers = context.request.headers
        guard let id = headers["X-Organization-Id"] else {
            let organization = context.organization
            let key = headers["X-Publishable-Key"] ?? organization.publishableKey
            guard key == organization.publishableKey else { return organizationNotFound }
            return keySet(of: organization)
        }
        guard let named = context.mock.organizations[id] else { return organizationNotFound }
        return keySet(of: named)
    }

    /// The same at an address of the organization's own, for verifiers that are told an address and no more.
    static func organizationKeySet(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.organization.id == context.parameter else {
            return organizationNotFound
        }
        return keySet(of: context.organization)
    }

    private static let organizationNotFound = Reply(
        404,
        [
            "error": "Organization not found",
            "message": "The mock has no organization of that identifier.",
        ])

    /// One organization's keys alone: without a `kid` most verifiers refuse a set of several keys.
    private static func keySet(of organization: Organization) -> Reply {
        .ok(JWKSet(organization.world.signingKeys.publicKeys.map { JWK($0) }).json)
    }
}
