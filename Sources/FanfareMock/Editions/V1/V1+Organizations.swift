import FanfareModel
import JSONTree

/// The calls on organizations (specs/v1/contract.md#organizations).
extension V1 {
    /// GET /organizations/current; the fields are not documented.
    static func getCurrentOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        let settings = context.world.settings
        return .ok([
            "id": JSONNode(context.world.organizationID), "name": JSONNode(settings.name),
            "timeZone": JSONNode(settings.timeZone),
            "currencyCode": JSONNode(settings.currencyCode),
            "accessTokenLifetimeSeconds": seconds(settings.accessTokenLifetime),
            "refreshTokenLifetimeSeconds": seconds(settings.refreshTokenLifetime),
        ])
    }

    private static func seconds(_ duration: Duration) -> JSONNode {
        JSONNode(Int(duration.components.seconds))
    }
}
