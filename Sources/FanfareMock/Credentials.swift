import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// The organizations by their identifiers and keys; everything here belongs to the loop's thread.
final class Organizations {
    /// Those whose webhooks somebody has subscribed to.
    var listenedTo: [Organization] = []
    private var byID: [String: Organization] = [:]
    /// Keys are found by a keyed digest, so a look-up takes no longer for a key that is nearly right.
    private var byPublishableKey: [SipDigest: Organization] = [:]
    private var bySecretKey: [SipDigest: Organization] = [:]
    private let digestKey: SipHashKey

    init(digestKey: SipHashKey) { self.digestKey = digestKey }

    /// The identifiers in the order in which the organizations were made.
    private var order: [String] = []

    /// Counts the organizations that came or went.
    private(set) var changes: UInt64 = 0

    /// The organizations in the order in which they were made.
    var all: [Organization] { order.compactMap { byID[$0] } }

    subscript(id: String) -> Organization? { byID[id] }

    func organization(publishableKey: ArraySlice<UInt8>) -> Organization? {
        byPublishableKey[digest(publishableKey)]
    }

    func organization(secretKey: ArraySlice<UInt8>) -> Organization? {
        bySecretKey[digest(secretKey)]
    }

    private func digest(_ key: ArraySlice<UInt8>) -> SipDigest {
        key.withUnsafeBytes { SipHash.hash($0, key: digestKey) }
    }

    private func digest(_ key: String) -> SipDigest { SipHash.hash(key, key: digestKey) }

    func add(_ organization: Organization) {
        changes += 1
        byID[organization.id] = organization
        order.append(organization.id)
        byPublishableKey[digest(organization.publishableKey)] = organization
        bySecretKey[digest(organization.secretKey)] = organization
        listenersChanged(organization)
    }

    func remove(_ organization: Organization) {
        changes += 1
        byID[organization.id] = nil
        order.removeAll { $0 == organization.id }
        byPublishableKey[digest(organization.publishableKey)] = nil
        bySecretKey[digest(organization.secretKey)] = nil
        listenedTo.removeAll { $0 === organization }
    }
}

/// What a request shows of itself (contract section 2).
struct Credentials {
    /// The organization of the publishable key; `.some(nil)` when the key is unknown.
    private let publishable: Organization??
    /// The organization of the secret key, in either spelling, when it is right.
    private let secret: Organization?
    /// The consumer's token as it came; empty for what is no bearer token.
    let tokenBytes: ArraySlice<UInt8>?

    /// The consumer's token.
    var token: String? { tokenBytes.map { String(decoding: $0, as: UTF8.self) } }

    init(_ headers: HTTPHeaders, _ organizations: Organizations) {
        publishable = headers.bytes(for: "X-Publishable-Key").map {
            organizations.organization(publishableKey: $0)
        }
        let bearer = Self.bearer(headers)
        if let bearer, bearer.starts(with: "sk_".utf8) {
            secret = organizations.organization(secretKey: bearer)
            tokenBytes = nil
        } else {
            secret = Self.secretHeaders(headers, organizations)
            tokenBytes = bearer
        }
    }

    /// RFC 6750 section 2.1; the scheme's case does not matter (RFC 9110 section 11.1).
    private static func bearer(_ headers: HTTPHeaders) -> ArraySlice<UInt8>? {
        guard let value = headers.bytes(for: "Authorization") else { return nil }
        guard let space = value.firstIndex(of: UInt8(ascii: " ")),
            value[..<space].isWord("bearer")
        else { return [] }
        return value[(space + 1)...]
    }

    /// The other documented spelling: the organization beside its secret key.
    private static func secretHeaders(
        _ headers: HTTPHeaders, _ organizations: Organizations
    ) -> Organization? {
        guard let key = headers.bytes(for: "X-Secret-Key"), let id = headers["X-Organization-Id"],
            let organization = organizations.organization(secretKey: key), organization.id == id
        else { return nil }
        return organization
    }

    /// The organization that a call with these demands belongs to; nil where none is demanded.
    func organization(
        for access: Access, _ organizations: Organizations
    ) throws(FanfareError) -> Organization? {
        switch access {
        case .anyone, .control: nil
        case .publishable, .publishableOrConsumer, .consumer: try publishableOrganization()
        case .tokenAlone: try tokenOrganization(organizations)
        case .secret: try secretOrganization()
        }
    }

    /// Whose caller this seems to be, for everything but letting the call through.
    func likelyOrganization(_ organizations: Organizations) -> Organization? {
        (publishable ?? nil) ?? secret ?? (try? tokenOrganization(organizations))
    }

    /// The session of the token, where a call uses one.
    func session(for access: Access, in world: World) throws(FanfareError) -> SessionKey? {
        switch access {
        case .anyone, .control, .publishable, .secret: return nil
        case .publishableOrConsumer where tokenBytes == nil: return nil
        case .consumer(let error) where tokenBytes == nil: throw error
        case .tokenAlone, .publishableOrConsumer, .consumer:
            return try world.session(accessToken: tokenBytes ?? [])
        }
    }

    /// The organization of a publishable key, or of a secret key where none was sent.
    private func publishableOrganization() throws(FanfareError) -> Organization {
        guard let organization = publishable ?? secret else { throw .authenticationRequired }
        return organization
    }

    /// The organization of a secret key.
    private func secretOrganization() throws(FanfareError) -> Organization {
        guard let secret else { throw .secretKeyRequired }
        return secret
    }

    /// The organization that a token names itself, for the call that takes a token alone.
    private func tokenOrganization(_ organizations: Organizations) throws(FanfareError)
        -> Organization
    {
        if publishable != nil { return try publishableOrganization() }
        guard let token, let claims = try? JWT.decode(token).claims,
            let organization = claims["organizationId"]?.string.flatMap({ organizations[$0] })
        else { throw .authenticationRequired }
        return organization
    }
}
