import FanfareModel
import HTTPEngine
import JSONTree
import TokenSigning

/// The organizations by their identifiers and keys.
struct Organizations {
    /// Those whose webhooks somebody has subscribed to.
    var listenedTo: [Organization] = []
    private var byID: [String: Organization] = [:]
    /// Keys are found by their SHA-256, so a look-up takes no longer for a key that is nearly right.
    private var byPublishableKey: [SHA256Digest: Organization] = [:]
    private var bySecretKey: [SHA256Digest: Organization] = [:]

    /// The identifiers in the order in which the organizations were made.
    private var order: [String] = []

    /// Counts the organizations that came or went.
    private(set) var changes: UInt64 = 0

    /// The organizations in the order in which they were made.
    var all: [Organization] { order.compactMap { byID[$0] } }

    subscript(id: String) -> Organization? { byID[id] }

    func organization(publishableKey: String) -> Organization? {
        byPublishableKey[SHA256.hash(publishableKey)]
    }

    func organization(secretKey: String) -> Organization? { bySecretKey[SHA256.hash(secretKey)] }

    mutating func add(_ organization: Organization) {
        changes += 1
        byID[organization.id] = organization
        order.append(organization.id)
        byPublishableKey[SHA256.hash(organization.publishableKey)] = organization
        bySecretKey[SHA256.hash(organization.secretKey)] = organization
        listenersChanged(organization)
    }

    mutating func remove(_ organization: Organization) {
        changes += 1
        byID[organization.id] = nil
        order.removeAll { $0 == organization.id }
        byPublishableKey[SHA256.hash(organization.publishableKey)] = nil
        bySecretKey[SHA256.hash(organization.secretKey)] = nil
        listenedTo.removeAll { $0 === organization }
    }
}

/// What a request shows of itself (contract section 2).
struct Credentials {
    /// The organization of the publishable key; `.some(nil)` when the key is unknown.
    private let publishable: Organization??
    /// The organization of the secret key, in either spelling, when it is right.
    private let secret: Organization?
    /// The consumer's token.
    let token: String?

    init(_ headers: HTTPHeaders, _ organizations: Organizations) {
        publishable = headers["X-Publishable-Key"].map {
            organizations.organization(publishableKey: $0)
        }
        let bearer = Self.bearer(headers)
        if let bearer, bearer.hasPrefix("sk_") {
            secret = organizations.organization(secretKey: bearer)
            token = nil
        } else {
            secret = Self.secretHeaders(headers, organizations)
            token = bearer
        }
    }

    /// RFC 6750 section 2.1; the scheme's case does not matter (RFC 9110 section 11.1).
    private static func bearer(_ headers: HTTPHeaders) -> String? {
        guard let value = headers["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
        return String(parts[1])
    }

    /// The other documented spelling: the organization beside its secret key.
    private static func secretHeaders(
        _ headers: HTTPHeaders, _ organizations: Organizations
    ) -> Organization? {
        guard let key = headers["X-Secret-Key"], let id = headers["X-Organization-Id"],
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
        case .publishableOrConsumer where token == nil: return nil
        case .consumer(let error) where token == nil: throw error
        case .tokenAlone, .publishableOrConsumer, .consumer:
            return try world.session(accessToken: token ?? "")
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
