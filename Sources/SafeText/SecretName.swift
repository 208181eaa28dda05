/// What members, parameters and headers are called that hold secrets.
package enum SecretName {
    /// Whether whatever stands under this name is one.
    package static func isSecret(_ name: String) -> Bool { isSecret(bytes(of: name)) }

    /// Looked at byte by byte, since it is asked of every header and member of every answer.
    private static func isSecret(_ letters: [UInt8]) -> Bool {
        endings.contains { ends(letters, with: $0) } || holds(letters, "otp")
            || names.contains(letters)
    }

    /// Whether what stands under this name is one if it looks like one: a `code` may be a one-time
    /// password, and may be the name of an error.
    package static func mayBeSecret(_ name: String) -> Bool {
        let letters = letters(of: name)
        return doubtful.contains(letters) || letters.hasSuffix("code")
    }

    /// Whether a header's value is one.
    package static func isSecretHeader(_ name: String) -> Bool {
        let letters = bytes(of: name)
        return isCookie(letters) || isSecret(letters) || headers.contains(letters)
            || headerEndings.contains { ends(letters, with: $0) }
    }

    /// Whether a word before a value in a text that may be a body or a head tells of a secret.
    static func isSecretInText(_ name: String) -> Bool {
        let letters = bytes(of: name)
        return isCookie(letters) || isSecret(letters)
    }

    private static func isCookie(_ letters: [UInt8]) -> Bool {
        cookies.contains(letters) || setCookies.contains(letters)
    }

    /// Whether a header sets a cookie: a name, a secret, and attributes that are none.
    package static func setsCookie(_ name: String) -> Bool { setCookies.contains(bytes(of: name)) }

    private static let names = [
        "authorization", "bearer", "credential", "credentials", "jwt", "passcode", "password",
        "passwd", "secret", "onetimecode", "onetimepassword", "verificationcode",
    ].map { Array($0.utf8) }
    private static let endings = [
        "token", "secret", "secretkey", "apikey", "privatekey", "password", "exchangecode",
        "authorization",
    ].map { Array($0.utf8) }
    /// RFC 6265 and, for those that end with 2, RFC 2965.
    private static let setCookies = ["setcookie", "setcookie2"].map { Array($0.utf8) }
    private static let cookies = ["cookie", "cookie2"].map { Array($0.utf8) }
    /// The proof that belongs to a token (RFC 9449), and answers to a password (RFC 7615).
    private static let headers = ["dpop", "authenticationinfo", "proxyauthenticationinfo"]
        .map { Array($0.utf8) }
    /// `X-Auth-Key`, `Ocp-Apim-Subscription-Key`, `X-Functions-Key`, `Cf-Access-Jwt-Assertion`,
    /// `X-Session-Id` and their like.
    private static let headerEndings = [
        "authkey", "accesskey", "subscriptionkey", "functionskey", "sessionkey", "signingkey",
        "sessionid", "jwt", "assertion", "credential", "credentials", "oidcdata",
    ].map { Array($0.utf8) }
    private static let doubtful: Set = ["code", "key", "pin"]

    /// The name in one spelling: `access_token`, `Access-Token` and `accessToken` are alike.
    package static func letters(of name: String) -> String {
        String(decoding: bytes(of: name), as: UTF8.self)
    }

    private static func bytes(of name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        for byte in name.utf8 {
            if let letter = letter(byte) { bytes.append(letter) }
        }
        return bytes
    }

    private static func ends(_ letters: [UInt8], with ending: [UInt8]) -> Bool {
        let start = letters.count - ending.count
        guard start >= 0 else { return false }
        for index in ending.indices where letters[start + index] != ending[index] { return false }
        return true
    }

    private static func holds(_ letters: [UInt8], _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard letters.count >= count else { return false }
        return (0...letters.count - count).contains { start in
            (0..<count).allSatisfy { letters[start + $0] == word.utf8Start[$0] }
        }
    }

    private static func letter(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): nil
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}
