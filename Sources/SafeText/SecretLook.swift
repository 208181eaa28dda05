/// How secrets look that nobody has named: signed tokens, keys, and who is named in a URL.
package enum SecretLook {
    /// What stands for a secret that has no better name.
    package static let hidden = "•••"

    /// A text without them; how each began stays, so that one sees what kind it was.
    package static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let found = found(in: bytes)
        guard !found.isEmpty else { return text }
        var masked: [UInt8] = []
        var copied = 0
        for (kind, range) in found {
            masked += bytes[copied..<range.lowerBound] + Array((kind + hidden).utf8)
            copied = range.upperBound
        }
        return String(decoding: masked + bytes[copied...], as: UTF8.self)
    }

    /// Where they stand, in bytes.
    package static func places(in text: String) -> [Range<Int>] {
        found(in: Array(text.utf8)).map(\.range)
    }

    private static func found(in bytes: [UInt8]) -> [(kind: String, range: Range<Int>)] {
        guard bytes.count >= 8 else { return [] }
        var found: [(kind: String, range: Range<Int>)] = []
        var index = 0
        while index < bytes.count {
            if let user = userInformation(bytes, at: index) {
                found.append(("", user))
            } else if let secret = secret(bytes, at: index) {
                found.append(secret)
            } else {
                index += 1
                continue
            }
            index = found[found.count - 1].range.upperBound
        }
        return found
    }

    /// Whether a value looks like a one-time password or an exchange code.
    package static func isCode(_ value: String) -> Bool {
        let isNumber = value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber
            ? (6...10).contains(value.utf8.count) : value.hasPrefix("exc_") || isKey(value)
    }

    /// Whether a whole value is a signed token, a key or a code.
    package static func isKey(_ value: String) -> Bool {
        guard let found = secret(Array(value.utf8), at: 0) else { return false }
        return found.range.upperBound == value.utf8.count
    }

    private static let kinds = ["sk_test_", "sk_live_", "sk_", "exc_", "whsec_", "eyJ"]
        .map { (name: $0, bytes: Array($0.utf8)) }

    private static func secret(
        _ bytes: [UInt8], at index: Int
    ) -> (kind: String, range: Range<Int>)? {
        // Most bytes begin none.
        guard "sew".utf8.contains(bytes.indices.contains(index) ? bytes[index] : 0),
            index == 0 || !isTokenLetter(bytes[index - 1]),
            let kind = kinds.first(where: { bytes[index...].starts(with: $0.bytes) })
        else { return nil }
        let end = wordEnd(bytes, index)
        guard kind.name == "eyJ" else {
            return end - index >= kind.bytes.count + 8 ? (kind.name, index..<end) : nil
        }
        return tokenEnd(bytes, header: end).map { (kind.name, index..<$0) }
    }

    /// Where a token in three parts ends (RFC 7515 section 3.1), nil when these are none.
    private static func tokenEnd(_ bytes: [UInt8], header: Int) -> Int? {
        let dot = UInt8(ascii: ".")
        guard header < bytes.count, bytes[header] == dot else { return nil }
        let payload = wordEnd(bytes, header + 1)
        guard payload > header + 2, payload < bytes.count, bytes[payload] == dot else { return nil }
        return wordEnd(bytes, payload + 1)
    }

    private static func wordEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start...].firstIndex { !isTokenLetter($0) } ?? bytes.count
    }

    /// `user:password` in `https://user:password@host` (RFC 3986 section 3.2.1).
    private static func userInformation(_ bytes: [UInt8], at index: Int) -> Range<Int>? {
        guard index >= 3, bytes[index - 1] == UInt8(ascii: "/"),
            bytes[index - 3..<index].elementsEqual("://".utf8)
        else { return nil }
        let rest = bytes[index...].prefix { $0 > 0x20 && !"/?#\"'<>\\".utf8.contains($0) }
        guard let end = rest.lastIndex(of: UInt8(ascii: "@")), end > index else { return nil }
        return index..<end
    }

    private static func isTokenLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
