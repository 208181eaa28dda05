import FanfareModel
import JSONTree

/// What there is: organizations and routes.
extension Control {
    /// GET /__admin/organizations.
    static func listOrganizations(_ call: Call) throws(FanfareError) -> Reply {
        let all = call.mock.organizations.all.map {
            OrganizationOutline($0, call.mock, real: call.realNow)
        }
        guard all.count > 50 else { return .ok(["organizations": JSONNode(all.map(\.json))]) }
        return .later(Errand(.short) { .ok(["organizations": JSONNode(all.map(\.json))]) })
    }

    static func organization(_ call: Call) -> JSONNode {
        OrganizationOutline(call.organization, call.mock, real: call.realNow).json
    }

    /// GET /__admin/routes.
    static func listRoutes(_ call: Call) throws(FanfareError) -> Reply {
        let routes = (consumerRoutes + controlRoutes).map { route -> JSONNode in
            [
                "method": JSONNode(route.method), "path": JSONNode(route.template),
                "operation": JSONNode(route.name), "access": JSONNode(route.access.words),
            ]
        }
        return .ok(["routes": JSONNode(routes)])
    }
}

/// What a list says of an organization; to look at the time does not let it pass.
private struct OrganizationOutline: Sendable {
    private let id: String
    private let name: String
    private let publishableKey: String
    private let secretKey: String
    private let isDefault: Bool
    private let now: Instant
    private let mode: String

    init(_ organization: Organization, _ mock: Mock, real: Instant) {
        id = organization.id
        name = organization.world.settings.name
        publishableKey = organization.publishableKey
        secretKey = organization.secretKey
        isDefault = organization === mock.defaultOrganization
        now = max(organization.world.now, organization.clock.now(real: real))
        mode = organization.clock.name
    }

    var json: JSONNode {
        [
            "organizationId": JSONNode(id), "name": JSONNode(name),
            "publishableKey": JSONNode(publishableKey), "secretKey": JSONNode(secretKey),
            "isDefault": JSONNode(isDefault), "now": JSONNode(now.exactISO8601),
            "mode": JSONNode(mode),
        ]
    }
}
