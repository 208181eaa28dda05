import FanfareModel
import HTTPEngine
import TokenSigning

/// What the entries of a journal are looked at with.
struct JournalReader: Sendable {
    private let editions: Editions
    /// The organization's own, which paths without a prefix mean.
    private let own: Edition
    /// What tells the organization's own tokens from others.
    let publicKeys: [Ed25519PublicKey]
    /// Whether its tokens are stamped with the real time.
    let stampsRealTime: Bool
    private(set) var mask: Mask
    /// Whether a request is shown as it came as well.
    var showsSecrets = false

    init(_ context: RequestContext) { self.init(context.mock, context.organization) }

    init(_ mock: Mock, _ organization: Organization) {
        editions = mock.editions
        own = organization.edition
        publicKeys = organization.world.signingKeys.publicKeys
        stampsRealTime = organization.world.stampsRealTime
        mask = Mask(knowing: [organization.secretKey])
    }

    /// The same, but each secret has a name of its own.
    var namingSecrets: JournalReader {
        var reader = self
        reader.mask = mask.naming
        return reader
    }

    /// What a request was answered in, and its path in that edition.
    func find(_ request: HTTPRequest) -> (edition: Edition, path: ArraySlice<UInt8>) {
        editions.selected(by: request.pathBytes) ?? (own, request.pathBytes)
    }
}
