import HTTPEngine
import JSONTree

/// Makes secrets unreadable before a request is shown: keys, tokens, one-time passwords, codes.
///
/// When in doubt it hides: by the name of a field, by the look of a value, and in what is not JSON
/// whatever could be either.
enum Mask {
    private static let hidden = "•••"

    /// Fields that hold a secret, in the spelling of `letters`.
    private static let secretNames: Set<String> = [
        "code", "otp", "otpcode", "onetimepassword", "onetimecode", "verificationcode", "passcode",
        "pin", "password", "secret", "key", "authorization", "jwt", "bearer",
    ]

    /// A header's value.
    static func header(_ name: String, _ value: String) -> String {
        switch name.lowercased() {
        case "authorization", "proxy-authorization":
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return secret(value) }
            return "\(parts[0].count <= 10 ? text(String(parts[0])) : hidden) "
                + secret(String(parts[1]))
        case "x-secret-key", "cookie", "set-cookie": return secret(value)
        case "content-length": return value
        default: return isSecret(name) ? secret(value) : text(value)
        }
    }

    /// A body: as JSON where it is JSON.
    ///
    /// Where codes are expected, a number may be one; elsewhere it is an amount.
    static func body(_ bytes: [UInt8], mayHoldCodes: Bool) -> JSONNode {
        if bytes.isEmpty { return .null }
        if let node = try? JSONNode(parsing: bytes) {
            return json(node, hidesNumbers: mayHoldCodes)
        }
        return JSONNode(text(String(decoding: bytes, as: UTF8.self), hides: looksLikeAnySecret))
    }

    /// A document with its secrets hidden.
    private static func json(_ node: JSONNode, hidesNumbers: Bool) -> JSONNode {
        switch node.value {
        case .null, .bool: node
        case .number(let number):
            hidesNumbers && isDigits(number.text[...], count: 6...6) ? JSONNode(hidden) : node
        case .string(let string): JSONNode(text(string))
        case .array(let elements): JSONNode(elements.map { json($0, hidesNumbers: hidesNumbers) })
        case .object(let members):
            JSONNode(
                members.map { member in
                    JSONMember(
                        text(member.key),
                        isSecret(member.key)
                            ? value(member.node) : json(member.node, hidesNumbers: hidesNumbers))
                })
        }
    }

    /// A path, decoded segment by segment where it hides something.
    static func path(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { piece($0) }.joined(separator: "/")
    }

    /// A query, decoded pair by pair where it hides something.
    static func query(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .map { pair in
                let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1)
                guard parts.count == 2 else { return piece(pair) }
                let name = percentDecoded(parts[0], plusIsSpace: true) ?? ""
                return piece(parts[0]) + "=" + (isSecret(name) ? hidden : piece(parts[1]))
            }.joined(separator: "&")
    }

    private static func piece(_ bytes: ArraySlice<UInt8>) -> String {
        let raw = String(decoding: bytes, as: UTF8.self)
        guard let decoded = percentDecoded(bytes) else { return hidden }
        return text(decoded) == decoded ? raw : text(decoded)
    }
}

/// How secrets look.
extension Mask {
    /// A text with everything hidden that looks like a secret.
    static func text(_ text: String) -> String { self.text(text, hides: looksLikeSecret) }

    /// The name of something in a sentence: no longer than a person reads.
    static func name(_ name: String) -> String { text(name.shortened(to: 64)) }

    private static func text(_ text: String, hides: (Substring) -> Bool) -> String {
        var masked = ""
        var copied = text.startIndex
        var rest = text.utf8[...]
        while let wordStart = rest.firstIndex(where: isWord) {
            let wordEnd = rest[wordStart...].firstIndex { !isWord($0) } ?? rest.endIndex
            let word = text[wordStart..<wordEnd]
            if hides(word) {
                masked += text[copied..<wordStart] + secret(String(word))
                copied = wordEnd
            }
            rest = rest[wordEnd...]
        }
        return copied == text.startIndex ? text : masked + text[copied...]
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "_-.~+/".utf8.contains(byte)
        }
    }

    private static func looksLikeSecret(_ word: Substring) -> Bool {
        guard word.utf8.count >= 6 else { return false }
        return isDigits(word, count: 6...6) || signs.contains { holds(word.utf8, $0) }
    }

    /// What no other word holds.
    private static let signs = ["sk_", "exc_", "whsec_", "eyJ"].map { Array($0.utf8) }

    private static func holds(_ word: Substring.UTF8View, _ sign: [UInt8]) -> Bool {
        var rest = word
        while let start = rest.firstIndex(of: sign[0]) {
            rest = rest[start...]
            if rest.starts(with: sign) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    /// In what is no JSON nothing names the values: long words and digits are hidden.
    private static func looksLikeAnySecret(_ word: Substring) -> Bool {
        looksLikeSecret(word) || isDigits(word, count: 4...40) || word.utf8.count > 24
    }

    private static func isDigits(_ word: Substring, count: ClosedRange<Int>) -> Bool {
        count.contains(word.utf8.count) && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// How a key, code or token begins, so that one sees what kind was sent.
    private static let kinds = ["sk_test_", "sk_live_", "sk_", "exc_", "whsec_", "eyJ"]

    private static func secret(_ text: String) -> String {
        guard let kind = kinds.first(where: { text.hasPrefix($0) }) else { return hidden }
        return kind + hidden
    }

    /// Whether a field of that name holds a secret.
    private static func isSecret(_ name: String) -> Bool {
        let letters = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return secretNames.contains(letters) || letters.hasSuffix("token")
            || letters.hasSuffix("secret") || letters.hasSuffix("secretkey")
            || letters.hasSuffix("exchangecode") || letters.contains("otp")
    }

    /// A secret field's value: its kind stays, and the codes that the API itself documents.
    private static func value(_ node: JSONNode) -> JSONNode {
        switch node.value {
        case .null, .bool: node
        case .string(let string) where string.hasPrefix("FP00") && string.utf8.count == 5: node
        case .string(let string): JSONNode(secret(string))
        case .number, .array, .object: JSONNode(hidden)
        }
    }
}
