/// Secrets that a text calls by their names, be it JSON, a form, a query, XML or a broken piece of one:
/// `"accessToken":"…"`, `access_token=…`, `\"token\": \"…\"`, `<secretKey>…</secretKey>`.
package struct NamedSecrets {
    /// A secret and the name before it, as bytes of the text.
    package struct Found: Sendable {
        /// The name.
        package let name: String
        /// Where the value stands.
        package let value: Range<Int>
    }

    private let text: [UInt8]

    /// Every secret in a text, in order.
    package static func found(in text: [UInt8]) -> [Found] {
        let reader = NamedSecrets(text: text)
        var found: [Found] = []
        var index = 0
        while index < text.count {
            guard Self.isNameLetter(text[index]) else {
                index += 1
                continue
            }
            let end = reader.end(from: index, where: Self.isNameLetter)
            if let value = reader.value(of: index..<end) {
                found.append(
                    Found(name: String(decoding: text[index..<end], as: UTF8.self), value: value))
                index = value.upperBound
            } else {
                index = end
            }
        }
        return found
    }

    private func value(of name: Range<Int>) -> Range<Int>? {
        // Long words are no names; most words have nothing behind them that makes them one.
        guard name.count <= 64 else { return nil }
        let separator = skipped(from: name.upperBound, Self.isAround)
        guard separator < text.count, ":=>".utf8.contains(text[separator]) else { return nil }
        let word = String(decoding: text[name], as: UTF8.self)
        let isSure = SecretName.isSecretHeader(word)
        guard isSure || SecretName.mayBeSecret(word) else { return nil }
        var start = skipped(from: separator + 1, Self.isAround)
        var end = end(from: start, where: Self.isValue)
        // `Bearer` and its kind come before the secret.
        let scheme = String(decoding: text[start..<end], as: UTF8.self).lowercased()
        if ["bearer", "basic", "digest", "token"].contains(scheme) {
            start = skipped(from: end, Self.isAround)
            end = self.end(from: start, where: Self.isValue)
        }
        let value = start..<end
        // An authorization code in a redirect (RFC 6749 section 4.1.2) looks like anything.
        let isGrant = text[separator] == UInt8(ascii: "=") && value.count >= 10
        return isSecret(value, isSure: isSure || isGrant) ? value : nil
    }

    private func isSecret(_ value: Range<Int>, isSure: Bool) -> Bool {
        guard value.count >= 4, text[value.lowerBound] != UInt8(ascii: "$") else { return false }
        let word = String(decoding: text[value], as: UTF8.self)
        if ["null", "true", "false"].contains(word) || word.hasPrefix("•") { return false }
        return isSure || SecretLook.isCode(word)
    }

    private func end(from start: Int, where isFine: (UInt8) -> Bool) -> Int {
        text[start...].firstIndex { !isFine($0) } ?? text.count
    }

    /// At most eight bytes are skipped: quotes, the backslashes before them, and white space.
    private func skipped(from start: Int, _ isSkipped: (UInt8) -> Bool) -> Int {
        start + text[start...].prefix(8).prefix(while: isSkipped).count
    }

    private static func isNameLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isAround(_ byte: UInt8) -> Bool { "\"'\\ \t".utf8.contains(byte) }

    private static func isValue(_ byte: UInt8) -> Bool {
        byte > 0x20 && !"\"'\\<>,;&{}[]()".utf8.contains(byte)
    }
}
