import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// A door that was forgotten: one call alone does not ask who calls.
extension RuleMutant {
    static let oneRoute: [RuleMutant] =
        consumerRoutes.flatMap { route in
            [
                RuleMutant(
                    "routes/logout-leaves-\(slug(route))",
                    "After logging out \(route) is still answered",
                    guides[route] ?? "logout.access",
                    by: .afterLogout(on: route)),
                RuleMutant(
                    "routes/expiry-leaves-\(slug(route))",
                    "With an expired access token \(route) is still answered",
                    guides[route] ?? "tokens.access.expired", by: .afterExpiry(on: route)),
                RuleMutant(
                    "routes/elsewhere-opens-\(slug(route))",
                    "A token of another organization is good for \(route)",
                    guides[route] ?? "credentials.tenant",
                    by: .fromElsewhere(on: route)),
            ]
        }
        + secretRoutes.map { route in
            RuleMutant(
                "routes/no-secret-for-\(slug(route))", "\(route) needs no secret key",
                guides[route] ?? "credentials.secret-required", by: .withoutSecret(on: route))
        }
        + backendRoutes.map { route in
            RuleMutant(
                "routes/any-secret-for-\(slug(route))",
                "The secret key of another organization is good for \(route)",
                guides[route] ?? "credentials.tenant", by: .foreignSecret(on: route))
        }

    /// The calls that need a consumer, whatever else a deployment leaves open.
    private static let consumerRoutes = [
        "POST /experiences/{id}/enter", "DELETE /experiences/{id}/leave", "GET /consumers/me",
        "POST /queues/{id}/enter", "POST /queues/{id}/leave", "GET /queues/{id}/status",
        "POST /draws/{id}/enter", "POST /draws/{id}/leave", "GET /draws/{id}/status",
        "POST /auctions/{id}/bid", "GET /auctions/{id}/status", "GET /auctions/{id}/bids/history",
        "POST /timed-releases/{id}/enter", "GET /timed-releases/{id}/status",
        "POST /timed-releases/{id}/leave", "POST /appointments/{id}/book",
        "DELETE /appointments/{id}/cancel", "POST /waitlists/{id}/enter",
        "GET /waitlists/{id}/status", "POST /waitlists/{id}/leave",
    ]

    /// The calls of backends about one consumer of a distribution.
    private static let backendRoutes = [
        "POST /queues/{id}/admit", "POST /queues/{id}/complete", "POST /queues/{id}/deny",
        "POST /queues/{id}/validate", "POST /draws/{id}/complete", "POST /draws/{id}/deny",
        "POST /draws/{id}/validate", "POST /auctions/{id}/complete",
        "POST /auctions/{id}/validate", "POST /timed-releases/{id}/complete",
    ]

    /// What a guide says of the calls that no higher page names: they weigh no more than the guide.
    private static let guides = [
        "POST /timed-releases/{id}/leave": "releases.leave",
        "POST /waitlists/{id}/leave": "waitlists.leave",
        "POST /auctions/{id}/complete": "auctions.complete",
        "POST /auctions/{id}/validate": "auctions.validate.invalid",
        "POST /timed-releases/{id}/complete": "releases.complete",
    ]

    private static let secretRoutes =
        backendRoutes + [
            "POST /auth/external/authorize", "GET /consumers/{id}", "POST /experiences",
            "POST /queues", "POST /draws", "POST /auctions",
        ]

    /// A route as part of a name: `queues-enter`, `consumers-by-id`, `create-queues`.
    private static func slug(_ route: String) -> String {
        let parts = route.split(separator: "/").dropFirst()
        let words = parts.map { $0 == "{id}" ? "by-id" : String($0) }
        if words.last == "by-id" { return words.joined(separator: "-") }
        if words.count == 1 { return "create-\(words[0])" }
        return words.filter { $0 != "by-id" }.joined(separator: "-")
    }
}

extension Mutation {
    /// Lets the access token of a session that was logged out open one route.
    fileprivate static func afterLogout(on route: String) -> Mutation {
        remembering(Set<String>(), []) { intercepted, ended in
            if intercepted.route == "POST /auth/logout" {
                let response = intercepted.attempt(intercepted.request)
                guard response.isGood, let session = intercepted.claim("sessionId")?.string else {
                    return response
                }
                ended.insert(session)
                return response
            }
            let refresh = InterceptedCall.claims(intercepted.body["refreshToken"]?.string ?? "")
            if ended.contains(refresh?["sessionId"]?.string ?? "") {
                return intercepted.refusal(.invalidRefreshToken)
            }
            guard let session = intercepted.claim("sessionId")?.string, ended.contains(session)
            else { return intercepted.proceed() }
            if intercepted.route == route { return intercepted.wrong(intercepted.proceed()) }
            return intercepted.refusal(.authenticationRequired)
        }
    }

    /// Lets an access token whose time is over open one route.
    fileprivate static func afterExpiry(on route: String) -> Mutation {
        withTokens { intercepted, chains in
            let response = intercepted.proceed()
            guard intercepted.route == route, response.status == 401,
                let expiry = intercepted.claim("exp")?.integer,
                intercepted.now.seconds >= expiry,
                let newest = chains.newest(after: intercepted.token ?? "")
            else { return response }
            let settings = intercepted.organization.settings
            intercepted.organization.settings.leeway.insert(.refreshTokensStayGood)
            let fresh = intercepted.call(
                "POST", "/auth/refresh", ["refreshToken": JSONNode(newest.refresh)])
            intercepted.organization.settings.leeway = settings.leeway
            guard let token = fresh.document["accessToken"]?.string else { return response }
            intercepted.token = token
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Lets a token of another organization open one route, where its own organization has the same.
    fileprivate static func fromElsewhere(on route: String) -> Mutation {
        around(route) { intercepted in
            let response = intercepted.proceed()
            guard response.status == 401,
                let home = intercepted.claim("organizationId")?.string,
                let other = intercepted.mock.everyOrganization.first(where: { $0.id == home }),
                other.id != intercepted.organization.id
            else { return response }
            var request = intercepted.request
            request.headers.set("X-Publishable-Key", other.publishableKey)
            let answer = intercepted.attempt(request)
            guard answer.status != 401 else { return response }
            return intercepted.wrong(intercepted.answer(to: request))
        }
    }

    /// Answers one call of backends without a secret key.
    fileprivate static func withoutSecret(on route: String) -> Mutation {
        around(route) { intercepted in
            let headers = intercepted.request.headers
            guard headers["Authorization"] == nil, headers["X-Secret-Key"] == nil else {
                return intercepted.proceed()
            }
            let key = intercepted.organization.secretKey
            intercepted.request.headers.set("Authorization", "Bearer \(key)")
            return intercepted.wrong(intercepted.proceed())
        }
    }

    /// Answers one call of backends under the secret key of another organization.
    fileprivate static func foreignSecret(on route: String) -> Mutation {
        around(route) { intercepted in
            let response = intercepted.proceed()
            guard !response.isGood, response.status != 401 else { return response }
            let own = intercepted.organization.id
            for other in intercepted.mock.everyOrganization where other.id != own {
                var request = intercepted.request
                request.headers.set("Authorization", "Bearer \(other.secretKey)")
                guard intercepted.attempt(request).isGood else { continue }
                return intercepted.wrong(intercepted.answer(to: request))
            }
            return response
        }
    }
}
