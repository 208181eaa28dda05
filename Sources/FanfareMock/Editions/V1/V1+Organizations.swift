import FanfareModel
import JSONTree

/// The calls on organizations (specs/v1/contract.md#organizations).
extension V1 {
    /// GET /organizations/current: what the reference shows to backends, and two lifetimes.
    static func getCurrentOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        let settings = context.world.settings
        let began = context.world.beganAt.json
        return .ok([
            "id": JSONNode(context.world.organizationID), "name": JSONNode(settings.name),
            "slug": JSONNode(slug(of: settings.name)), "logoUrl": .null, "faviconUrl": .null,
            "timeZone": JSONNode(settings.timeZone), "countryCode": "US", "languageCode": "en",
            "currencyCode": JSONNode(settings.currencyCode), "status": "ACTIVE", "plan": "GROWTH",
            "clerkOrganizationId": "org_clerk_mock", "createdAt": began, "updatedAt": began,
            "accessTokenLifetimeSeconds": seconds(settings.accessTokenLifetime),
            "refreshTokenLifetimeSeconds": seconds(settings.refreshTokenLifetime),
        ])
    }

    /// The name in lower case with hyphens.
    private static func slug(of name: String) -> String {
        let words = name.lowercased().split {
            !$0.isASCII || !$0.isLetter && !$0.isNumber
        }
        return words.isEmpty ? "organization" : words.joined(separator: "-")
    }

    private static func seconds(_ duration: Duration) -> JSONNode {
        JSONNode(Int(duration.components.seconds))
    }
}
