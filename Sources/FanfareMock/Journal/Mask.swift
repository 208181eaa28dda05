import Foundations
import HTTPEngine
import JSONTree
import SafeText

/// Makes secrets unreadable before a request is shown: keys, tokens, one-time passwords, codes.
///
/// When in doubt it hides: by the name of a field, by the look of a value, and in what is not JSON
/// whatever could be either.
struct Mask {
    private static let hidden = SecretLook.hidden

    /// Hides what looks like a secret, and knows none by its value.
    static let byLook = Mask()

    /// The secrets that are known by their value, however they are written.
    private var known = SecretFinder()
    /// The names that stand for secrets, nil where all look alike.
    private var names: SecretNames?

    private init() {}

    /// The same, but each secret has a name of its own, the same wherever it stands.
    var naming: Mask {
        var mask = self
        mask.names = SecretNames()
        return mask
    }

    /// Hides these too, be they in Base64, percent-encoded or in capitals.
    init(knowing secrets: [String]) {
        for secret in secrets { known.add(secret) }
    }

    /// A header's value.
    func header(_ name: String, _ value: String) -> String {
        switch name.lowercased() {
        case "authorization", "proxy-authorization":
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return secret(value) }
            return "\(parts[0].count <= 10 ? text(String(parts[0])) : Self.hidden) "
                + secret(String(parts[1]))
        case "content-length": return value
        default:
            return Self.isSecret(name) || SecretName.isSecretHeader(name)
                ? secret(value) : text(value)
        }
    }

    /// A body: as JSON where it is JSON.
    ///
    /// Where codes are expected, a number may be one; elsewhere it is an amount.
    func body(_ bytes: [UInt8], mayHoldCodes: Bool) -> JSONNode {
        if bytes.isEmpty { return .null }
        if let node = try? JSONNode(parsing: bytes) {
            return json(node, hidesNumbers: mayHoldCodes)
        }
        let shown = Self.isForm(bytes) ? query(bytes[...]) : String(decoding: bytes, as: UTF8.self)
        return JSONNode(withoutNamed(text(shown, hides: Self.looksLikeAnySecret)))
    }

    /// Whether it may be pairs of names and values, as a form sends them.
    private static func isForm(_ bytes: [UInt8]) -> Bool {
        bytes.contains(UInt8(ascii: "="))
            && bytes.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "<") }
            && !"{[\"".utf8.contains(bytes[0])
    }

    /// A text that is no whole document, without the values that it names as secrets.
    private func withoutNamed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        var copied = 0
        for secret in NamedSecrets.found(in: bytes) {
            let value = String(decoding: bytes[secret.value], as: UTF8.self)
            // What is hidden already keeps its kind.
            if Self.kinds.contains(where: { $0 + Self.hidden == value }) { continue }
            masked += bytes[copied..<secret.value.lowerBound] + Array(Self.hidden.utf8)
            copied = secret.value.upperBound
        }
        return copied == 0 ? text : String(decoding: masked + bytes[copied...], as: UTF8.self)
    }

    /// A document with its secrets hidden.
    private func json(_ node: JSONNode, hidesNumbers: Bool) -> JSONNode {
        switch node.value {
        case .null, .bool: node
        case .number(let number):
            hidesNumbers && Self.isDigits(number.text[...], count: 6...6)
                ? JSONNode(secret(number.text)) : node
        case .string(let string): JSONNode(text(string))
        case .array(let elements): JSONNode(elements.map { json($0, hidesNumbers: hidesNumbers) })
        case .object(let members):
            JSONNode(
                members.map { member in
                    JSONMember(
                        text(member.key),
                        Self.isSecret(member.key)
                            ? value(member.node)
                            : json(member.node, hidesNumbers: hidesNumbers))
                })
        }
    }

    /// A path, decoded segment by segment where it hides something.
    func path(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { piece($0) }.joined(separator: "/")
    }

    /// A query, decoded pair by pair where it hides something.
    func query(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .map { pair in
                let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1)
                guard parts.count == 2 else { return piece(pair) }
                let name = PercentEncoding.decode(parts[0], plusIsSpace: true) ?? ""
                return piece(parts[0]) + "=" + (Self.isSecret(name) ? Self.hidden : piece(parts[1]))
            }.joined(separator: "&")
    }

    private func piece(_ bytes: ArraySlice<UInt8>) -> String {
        let raw = String(decoding: bytes, as: UTF8.self)
        guard let decoded = PercentEncoding.decode(bytes) else { return Self.hidden }
        return text(decoded) == decoded ? raw : text(decoded)
    }
}

/// How secrets look.
extension Mask {
    /// A text with everything hidden that looks like a secret.
    func text(_ text: String) -> String { self.text(text, hides: Self.looksLikeSecret) }

    /// The name of something in a sentence: no longer than a person reads.
    static func name(_ name: String) -> String { byLook.text(name.shortened(to: 64)) }

    private func text(_ text: String, hides: (Substring) -> Bool) -> String {
        var masked = ""
        var copied = text.startIndex
        var rest = text.utf8[...]
        while let wordStart = rest.firstIndex(where: Self.isWord) {
            let wordEnd = rest[wordStart...].firstIndex { !Self.isWord($0) } ?? rest.endIndex
            let word = text[wordStart..<wordEnd]
            if hides(word) {
                masked += text[copied..<wordStart] + secret(String(word))
                copied = wordEnd
            }
            rest = rest[wordEnd...]
        }
        return withoutKnown(SecretLook.masked(masked + text[copied...]))
    }

    private func withoutKnown(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        var copied = 0
        for hit in known.hits(in: bytes) {
            masked += bytes[copied..<hit.bytes.lowerBound] + Array(Self.hidden.utf8)
            copied = hit.bytes.upperBound
        }
        return copied == 0 ? text : String(decoding: masked + bytes[copied...], as: UTF8.self)
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

    private func secret(_ text: String) -> String {
        let kind = Self.kinds.first { text.hasPrefix($0) }
        return names?.name(of: text, beginning: kind) ?? (kind ?? "") + Self.hidden
    }

    /// Whether a field of that name holds a secret.
    private static func isSecret(_ name: String) -> Bool {
        SecretName.isSecret(name) || ["code", "key", "pin"].contains(SecretName.letters(of: name))
    }

    /// A secret field's value: its kind stays, and the codes that the API itself documents.
    private func value(_ node: JSONNode) -> JSONNode {
        switch node.value {
        case .null, .bool: node
        case .string(let string) where string.hasPrefix("FP00") && string.utf8.count == 5: node
        case .string(let string): JSONNode(secret(string))
        case .number(let number): JSONNode(secret(number.text))
        case .array, .object: JSONNode(Self.hidden)
        }
    }
}
