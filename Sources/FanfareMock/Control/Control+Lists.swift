import FanfareModel
import JSONTree

/// What there is: organizations and routes.
extension Control {
    /// GET /__admin/organizations.
    static func listOrganizations(_ call: Call) throws(FanfareError) -> Reply {
        let organizations = call.mock.organizations.all.map { organization -> JSONNode in
            organization.catchUp(real: call.realNow)
            return Self.organization(organization, call.mock)
        }
        return .ok(["organizations": JSONNode(organizations)])
    }

    static func organization(_ organization: Organization, _ mock: Mock) -> JSONNode {
        [
            "organizationId": JSONNode(organization.id),
            "name": JSONNode(organization.world.settings.name),
            "publishableKey": JSONNode(organization.publishableKey),
            "secretKey": JSONNode(organization.secretKey),
            "isDefault": JSONNode(organization === mock.defaultOrganization),
            "now": JSONNode(organization.world.now.exactISO8601),
            "mode": JSONNode(organization.clock.name),
        ]
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
