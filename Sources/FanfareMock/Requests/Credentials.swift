import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// What a request shows of itself (specs/v1/contract.md#credentials).
struct Credentials {
    /// What the publishable key is found by.
    private let publishableKey: SipDigest?
    /// What a publishable key is found by that came in the place of a token or secret key.
    private let misplacedKey: SipDigest?
    /// What the secret key is found by, in either spelling.
    private let secretKey: SipDigest?
    /// Whose the secret key must be, where the request names its organization beside it.
    private let secretKeyOwner: String?
    /// The consumer's token as it came; empty for what is no bearer token.
    let tokenBytes: ArraySlice<UInt8>?

    /// Whether a secret key came, anybody's or nobody's.
    var showsSecretKey: Bool { secretKey != nil }

    /// The consumer's token.
    var token: String? { tokenBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// Shows nothing.
    init() {
        (publishableKey, misplacedKey) = (nil, nil)
        (secretKey, secretKeyOwner, tokenBytes) = (nil, nil, nil)
    }

    /// Reads what a head shows; keys are kept as what they are found by.
    init(_ headers: HTTPHeaders, keysFoundBy digestKey: SipHashKey) {
        publishableKey = headers.bytes(for: "X-Publishable-Key").map { digestKey.digest($0) }
        let bearer = Self.bearer(headers)
        misplacedKey = bearer.flatMap { $0.starts(with: "pk_".utf8) ? digestKey.digest($0) : nil }
        if let bearer, bearer.starts(with: "sk_".utf8) {
            secretKey = digestKey.digest(bearer)
            secretKeyOwner = nil
            tokenBytes = nil
        } else {
            // The other documented spelling: the organization beside its secret key.
            let id = headers["X-Organization-Id"]
            let key = id == nil ? nil : headers.bytes(for: "X-Secret-Key")
            secretKey = key.map { digestKey.digest($0) }
            secretKeyOwner = id
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

    /// The organization that a call with these demands belongs to; nil where none is demanded.
    func organization(
        for access: Access, _ organizations: Organizations
    ) throws(FanfareError) -> Organization? {
        switch access {
        case .anyone, .control: nil
        case .publishable, .publishableOrConsumer, .consumer:
            try publishableOrganization(organizations)
        case .tokenAlone: try tokenOrganization(organizations)
        case .secret: try secretOrganization(organizations)
        }
    }

    /// Whose caller this seems to be, for everything but letting the call through.
    func likelyOrganization(_ organizations: Organizations) -> Organization? {
        (publishableKey ?? misplacedKey).flatMap { organizations.organization(publishableKey: $0) }
            ?? secret(organizations) ?? (try? tokenOrganization(organizations))
    }

    /// The organization of a publishable key, or of a secret key where none was sent.
    private func publishableOrganization(
        _ organizations: Organizations
    ) throws(FanfareError) -> Organization {
        let found =
            if let publishableKey {
                organizations.organization(publishableKey: publishableKey)
            } else {
                secret(organizations)
            }
        guard let found else { throw .authenticationRequired }
        return found
    }

    /// The organization of a secret key.
    private func secretOrganization(
        _ organizations: Organizations
    ) throws(FanfareError) -> Organization {
        guard let found = secret(organizations) else { throw .secretKeyRequired }
        return found
    }

    private func secret(_ organizations: Organizations) -> Organization? {
        guard let secretKey, let found = organizations.organization(secretKey: secretKey),
            secretKeyOwner == nil || secretKeyOwner == found.id
        else { return nil }
        return found
    }

    /// The organization that a token names itself, for the call that takes a token alone.
    private func tokenOrganization(_ organizations: Organizations) throws(FanfareError)
        -> Organization
    {
        if publishableKey != nil { return try publishableOrganization(organizations) }
        guard let token, let claims = try? JWT.decode(token).claims,
            let organization = claims["organizationId"]?.string.flatMap({ organizations[$0] })
        else { throw .authenticationRequired }
        return organization
    }
}

extension SipHashKey {
    /// What a key of an organization is found by.
    func digest(_ key: ArraySlice<UInt8>) -> SipDigest {
        key.withUnsafeBytes { SipHash.hash($0, key: self) }
    }
}
