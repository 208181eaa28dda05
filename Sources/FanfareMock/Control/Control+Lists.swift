import FanfareModel
import JSONTree

/// What there is: organizations and routes.
extension Control {
    /// GET /__admin/organizations.
    static func listOrganizations(_ context: RequestContext) throws(FanfareError) -> Reply {
        let visible = context.mock.organizations.all.filter {
            context.control.access?.includes($0.id) == true
        }
        let all = visible.map { OrganizationOutline($0, context.mock, real: context.realNow) }
        guard all.count > 50 else { return .ok(["organizations": JSONNode(all.map(\.json))]) }
        return .later(Errand(.short) { .ok(["organizations": JSONNode(all.map(\.json))]) })
    }

    static func organization(_ context: RequestContext) -> JSONNode {
        OrganizationOutline(context.organization, context.mock, real: context.realNow).json
    }

    /// The token that opens this organization alone, where the door has a key at all.
    static func token(_ organization: Organization, _ mock: Mock) -> [JSONMember] {
        guard let key = mock.controlDoor.key else { return [] }
        return [JSONMember("controlToken", JSONNode(key.token(for: organization.id)))]
    }

    /// GET /__admin/routes.
    static func listRoutes(_ context: RequestContext) throws(FanfareError) -> Reply {
        let routes = (context.mock.editions.routes + controlRoutes).map { route -> JSONNode in
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
    private let controlToken: [JSONMember]

    init(_ organization: Organization, _ mock: Mock, real: Instant) {
        id = organization.id
        name = organization.world.settings.name
        publishableKey = organization.publishableKey
        secretKey = organization.secretKey
        isDefault = organization === mock.defaultOrganization
        now = max(organization.world.now, organization.clock.now(real: real))
        mode = organization.clock.name
        controlToken = Control.token(organization, mock)
    }

    var json: JSONNode {
        let members = [
            JSONMember("organizationId", JSONNode(id)), JSONMember("name", JSONNode(name)),
            JSONMember("publishableKey", JSONNode(publishableKey)),
            JSONMember("secretKey", JSONNode(secretKey)),
            JSONMember("isDefault", JSONNode(isDefault)),
            JSONMember("now", JSONNode(now.exactISO8601)), JSONMember("mode", JSONNode(mode)),
        ]
        return JSONNode(members + controlToken)
    }
}
