import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// Edition v1 of the API: its operations and how it writes the model on the wire.
enum V1 {
    /// The calls on serving (specs/v1/contract.md#serving).
    static func health(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(["status": "ok"])
    }

    /// specs/v1/contract.md#serving: this edition, described.
    static func openAPI(_ context: RequestContext) throws(FanfareError) -> Reply {
        var reply = Reply(200)
        reply.bytes = OpenAPIDocument.bytes
        reply.headers.append(("Content-Type", "application/json"))
        return reply
    }

    /// specs/v1/contract.md#tokens: the key that verifies this organization's tokens.
    static func keySet(_ context: RequestContext) throws(FanfareError) -> Reply {
        let named = context.request.headers["X-Organization-Id"].flatMap {
            context.mock.organizations[$0]
        }
        let organization = named ?? context.organization
        return .ok(JWKSet([JWK(organization.world.publicKey)]).json)
    }
}

extension Instant {
    /// The instant in a body.
    var json: JSONNode { JSONNode(iso8601) }
}

extension Instant? {
    /// The instant in a body, `null` for none.
    var json: JSONNode { JSONNode(self?.iso8601) }
}

extension JSONMemberSink where Self: ~Copyable {
    /// Adds a member that is an instant, `null` for none.
    mutating func member(_ name: StaticString, _ instant: Instant?) {
        guard let instant else { return member(name, nil as String?) }
        instant.withISO8601 { member(name, plain: $0) }
    }
}
