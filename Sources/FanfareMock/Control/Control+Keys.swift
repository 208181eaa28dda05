import FanfareModel
import JSONTree
import TokenSigning

/// The keys that sign tokens: rotated and retired, as Auth0's management API does it in two calls.
///
/// An earlier key verifies until it is told to retire: a test of caches wants to say when.
extension Control {
    /// GET /__admin/keys.
    static func listKeys(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(keys(context))
    }

    /// POST /__admin/keys/rotate.
    static func rotateKey(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let retires = fields.optionalBool("retireEarlier") ?? false
        try fields.finish()
        // After a theft there is room for the next, however many there were.
        if retires { context.world.retireEarlierSigningKeys() }
        guard !context.world.signingKeys.isFull else {
            return Reply(
                409,
                [
                    "error": JSONNode("There are \(SigningKeys.limit) keys already"),
                    "message": "POST /__admin/keys/retire-earlier leaves the one that signs.",
                ])
        }
        context.world.rotateSigningKey()
        if retires { context.world.retireEarlierSigningKeys() }
        return .ok(keys(context))
    }

    /// POST /__admin/keys/retire-earlier.
    static func retireEarlierKeys(_ context: RequestContext) throws(FanfareError) -> Reply {
        context.world.retireEarlierSigningKeys()
        return .ok(keys(context))
    }

    private static func keys(_ context: RequestContext) -> JSONNode {
        let keys = context.world.signingKeys
        let list = keys.all.map { key -> JSONNode in
            [
                "kid": JSONNode(key.signer.keyID), "since": JSONNode(key.since.exactISO8601),
                "signs": JSONNode(key.number == keys.current.number),
            ]
        }
        return ["keys": JSONNode(list), "keySet": JSONNode(keySetPath(of: context.organization))]
    }

    /// Where the organization's keys are published.
    private static func keySetPath(of organization: Organization) -> String {
        "/organizations/\(organization.id)/.well-known/jwks.json"
    }
}
