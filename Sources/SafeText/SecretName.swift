/// What members, parameters and headers are called that hold secrets.
package enum SecretName {
    /// Whether whatever stands under this name is one.
    package static func isSecret(_ name: String) -> Bool {
        let letters = letters(of: name)
        return names.contains(letters) || endings.contains { letters.hasSuffix($0) }
            || letters.contains("otp")
    }

    /// Whether what stands under this name is one if it looks like one: a `code` may be a one-time
    /// password, and may be the name of an error.
    package static func mayBeSecret(_ name: String) -> Bool {
        let letters = letters(of: name)
        return doubtful.contains(letters) || letters.hasSuffix("code")
    }

    /// Whether a header's value is one.
    package static func isSecretHeader(_ name: String) -> Bool {
        ["cookie", "setcookie"].contains(letters(of: name)) || isSecret(name)
    }

    private static let names: Set = [
        "authorization", "bearer", "credential", "credentials", "jwt", "passcode", "password",
        "passwd", "secret", "onetimecode", "onetimepassword", "verificationcode",
    ]
    private static let endings = [
        "token", "secret", "secretkey", "apikey", "privatekey", "password", "exchangecode",
        "authorization",
    ]
    private static let doubtful: Set = ["code", "key", "pin"]

    /// The name in one spelling: `access_token`, `Access-Token` and `accessToken` are alike.
    package static func letters(of name: String) -> String {
        String(decoding: name.utf8.compactMap(letter), as: UTF8.self)
    }

    private static func letter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): nil
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}
