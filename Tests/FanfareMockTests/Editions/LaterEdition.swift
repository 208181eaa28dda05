import FanfareModel
import HTTPEngine
import JSONTree

@testable import FanfareMock

extension Edition {
    /// An edition that only the tests know, different from v1 wherever editions may differ.
    static let later = Edition(
        "later", prefixes: ["/api/later"],
        routes: [
            Route(.post, "/sessions", .publishable, .authentication, Later.startSession),
            Route(
                .post, "/queues/{id}/enter", .consumer(else: .authenticationRequired),
                .queueEntry, Later.enterQueue),
            Route(
                .get, "/queues/{id}/status", .consumer(else: .authenticationRequired), .status,
                Later.getQueueStatus),
            Route(.get, "/experiences/{id}", .publishable, .status, Later.getExperience),
        ],
        errors: ErrorReplies(
            reply: { Later.refusal(422, "\($0)") },
            unknownRoute: { _ in Later.refusal(404, "unknown_path") },
            wrongMethod: { Later.refusal(405, "takes \($0.joined(separator: " "))") },
            departures: { Later.refusal(400, "\($0.count) departures") }),
        headers: AnswerHeaders { $1.add("RateLimit-Remaining", $0.limit.remaining) },
        wording: Wording(
            identifiers: .uuid,
            sessionClaims: { facts, json in
                json.member("sub", facts.consumerID)
                json.member("organizationId", facts.organizationID)
                json.member("jti", facts.refreshID ?? facts.sessionID)
            }, admissionClaims: { [JSONMember("sub", JSONNode($0.consumerID))] }),
        webhooks: WebhookWords(types: ["journey.entered"]) { event, _, _ in
            guard case .entered = event.kind else { return [] }
            return [("journey.entered", [:])]
        },
        words: StatusWords(
            phase: { "\($0)" }, holding: { _, _, _, _ in [JSONMember("state", "held")] }),
        description: {
            EditionDescription(
                withoutData: StandardAnswers(payloads: { _, _ in [] }, headers: { _, _ in [] }))
        })
}

/// Its operations.
private enum Later {
    static func refusal(_ status: Int, _ code: String) -> Reply {
        Reply(status, ["issue": ["code": JSONNode(code)]])
    }

    static func startSession(_ context: RequestContext) throws(FanfareError) -> Reply {
        let tokens = context.world.startGuestSession(fingerprint: nil)
        let consumer = context.world[tokens.session].consumer
        return Reply(
            201,
            [
                "token": JSONNode(tokens.accessToken),
                "consumer": JSONNode(context.world.identifier(of: consumer)),
            ])
    }

    static func enterQueue(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        return state(
            of: try context.world.enterQueue(index, as: context.consumer, fingerprint: nil))
    }

    static func getQueueStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.queue(context.parameter)
        return state(of: try context.world.queueStatus(index, of: context.consumer))
    }

    static func getExperience(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.experience(context.parameter)
        let organization = context.organization
        organization.responses.keep(
            Array(#"{"kept":"later"}"#.utf8), of: .experience(index), in: context.edition,
            organization.world)
        return .written(
            organization.responses.body(
                of: .experience(index), in: context.edition, organization.world) ?? [])
    }

    private static func state(of entry: QueueEntry) -> Reply {
        if case .admitted(let admission) = entry.state {
            return .ok(["status": "GRANTED", "admissionGrant": JSONNode(admission.token)])
        }
        return .ok(["status": "QUEUED"])
    }
}
