import FanfareModel
import JSONTree

/// What there is: organizations and routes.
extension Control {
    /// GET /__admin/organizations.
    static func listOrganizations(_ call: Call) throws(FanfareError) -> Reply {
        let visible = call.mock.organizations.all.filter {
            call.control.access?.includes($0.id) == true
        }
        let organizations = visible.map { organization -> JSONNode in
            organization.catchUp(real: call.realNow)
            return Self.organization(organization, call.mock)
        }
        return .ok(["organizations": JSONNode(organizations)])
    }

    static func organization(_ organization: Organization, _ mock: Mock) -> JSONNode {
        let members = [
            JSONMember("organizationId", JSONNode(organization.id)),
            JSONMember("name", JSONNode(organization.world.settings.name)),
            JSONMember("publishableKey", JSONNode(organization.publishableKey)),
            JSONMember("secretKey", JSONNode(organization.secretKey)),
            JSONMember("isDefault", JSONNode(organization === mock.defaultOrganization)),
            JSONMember("now", JSONNode(organization.world.now.exactISO8601)),
            JSONMember("mode", JSONNode(organization.clock.name)),
        ]
        return JSONNode(members + token(organization, mock))
    }

    /// The token that opens this organization alone, where the door has a key at all.
    static func token(_ organization: Organization, _ mock: Mock) -> [JSONMember] {
        guard let key = mock.controlDoor.key else { return [] }
        return [JSONMember("controlToken", JSONNode(key.token(for: organization.id)))]
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
