import FanfareModel

@testable import FanfareMock

/// What a caller shows who must not come in everywhere, and where it must not.
struct ShownCredentials {
    /// Whose publishable key it shows.
    enum Key { case none, own, foreign, wrong }

    /// What is right about the token: nothing ever is.
    enum Token { case none, wrong }

    let name: String
    let headers: [(String, String)]
    var key = Key.none
    var token = Token.none

    /// The answer that contract section 2 demands; nil where the credentials open the door.
    func refusal(for access: Access) -> (status: Int, error: String)? {
        let unknown = (401, "Authentication required")
        switch (access, key, token) {
        case (.anyone, _, _): return nil
        case (.control, _, _): return nil
        case (.secret, _, _): return (401, "Secret key required")
        case (.tokenAlone, _, _): return unknown
        case (.publishable, .own, _), (.publishable, .foreign, _): return nil
        case (.publishable, _, _): return unknown
        case (.publishableOrConsumer, .own, .none): return nil
        case (.publishableOrConsumer, _, _): return unknown
        case (.consumer(.consumerIDRequired), .own, .none): return (400, "Consumer ID is required")
        case (.consumer, _, _): return unknown
        }
    }
}

extension ShownCredentials {
    /// Everything that opens nothing, or not enough, in an organization.
    static func all(of own: Tenant, foreign: Tenant, deleted: Tenant) -> [ShownCredentials] {
        wrongKeys(own, deleted) + wrongSecrets(own, foreign, deleted)
            + wrongTokens(own, foreign, deleted)
    }

    private static func wrongKeys(_ own: Tenant, _ deleted: Tenant) -> [ShownCredentials] {
        let keys = [
            ("an empty key", ""), ("a malformed key", "pk_"), ("an unknown key", "pk_test_unknown"),
            ("a key in capitals", own.publishableKey.uppercased()),
            ("a key cut short", String(own.publishableKey.dropLast())),
            ("a key with more", own.publishableKey + "0"),
            ("the secret key as publishable", own.secretKey),
            ("the organization as key", own.id),
            ("a deleted organization's key", deleted.publishableKey),
        ]
        let wrong = keys.map { name, key in
            ShownCredentials(name: name, headers: [("X-Publishable-Key", key)], key: .wrong)
        }
        let right = ShownCredentials(name: "the publishable key", headers: own.key, key: .own)
        return [ShownCredentials(name: "nothing", headers: [])] + wrong + [right]
    }

    private static func wrongSecrets(
        _ own: Tenant, _ foreign: Tenant, _ deleted: Tenant
    ) -> [ShownCredentials] {
        let bearers = [
            ("the start of a key", "sk_"), ("an unknown secret", "sk_test_unknown"),
            ("a secret cut short", String(own.secretKey.dropLast())),
            ("a secret in capitals", own.secretKey.uppercased()),
            ("a publishable key as secret", own.publishableKey),
            ("a deleted organization's secret", deleted.secretKey),
        ].map { name, key in
            ShownCredentials(
                name: name, headers: [("Authorization", "Bearer \(key)")],
                token: key.hasPrefix("sk_") ? .none : .wrong)
        }
        let pairs = [
            ("a secret without its organization", nil, own.secretKey),
            ("an organization without its secret", own.id, nil),
            ("the own secret as another organization's", foreign.id, own.secretKey),
            ("another organization's secret as the own", own.id, foreign.secretKey),
            ("an unknown secret as the own", own.id, "sk_test_unknown"),
            ("a publishable key as the own secret", own.id, own.publishableKey),
            ("a deleted organization and its secret", deleted.id, deleted.secretKey),
        ].map { name, id, secret in
            ShownCredentials(
                name: name,
                headers: [("X-Organization-Id", id), ("X-Secret-Key", secret)]
                    .compactMap { header, value in value.map { (header, $0) } })
        }
        return bearers + pairs
    }

    private static func wrongTokens(
        _ own: Tenant, _ foreign: Tenant, _ deleted: Tenant
    ) -> [ShownCredentials] {
        func bearer(_ token: String) -> (String, String) { ("Authorization", "Bearer \(token)") }
        let unknown = ("X-Publishable-Key", "pk_test_unknown")
        let beside = [
            ("no token", "Bearer "), ("a word", "Bearer x"), ("another scheme", "Basic eDp5"),
            ("another organization's token", "Bearer \(foreign.person.token)"),
            ("a deleted organization's token", "Bearer \(deleted.person.token)"),
            ("the own refresh token", "Bearer \(own.person.refreshToken)"),
        ].map { name, value in
            ShownCredentials(
                name: "the publishable key with \(name)",
                headers: own.key + [("Authorization", value)], key: .own, token: .wrong)
        }
        return beside + [
            ShownCredentials(
                name: "the own token under another organization's key",
                headers: foreign.key + [bearer(own.person.token)], key: .foreign, token: .wrong),
            ShownCredentials(
                name: "the own token under an unknown key",
                headers: [unknown, bearer(own.person.token)], key: .wrong, token: .wrong),
            ShownCredentials(
                name: "a deleted organization's token alone",
                headers: [bearer(deleted.person.token)], token: .wrong),
        ]
    }
}
