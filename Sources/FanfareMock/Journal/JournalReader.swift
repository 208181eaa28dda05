import FanfareModel
import TokenSigning

/// What the entries of a journal are looked at with.
struct JournalReader: Sendable {
    let router: Router
    /// What tells the organization's own tokens from others.
    let publicKey: Ed25519PublicKey
    let mask: Mask

    init(_ context: RequestContext) { self.init(context.mock, context.organization) }

    init(_ mock: Mock, _ organization: Organization) {
        router = mock.consumerRouter
        publicKey = organization.world.publicKey
        mask = Mask(knowing: [organization.secretKey])
    }
}
