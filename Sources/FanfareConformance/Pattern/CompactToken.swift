package import JSONTree

/// A compact JWS (RFC 7515 section 3.1), read but not verified.
package struct CompactToken {
    /// Why a text is no such token, as half a sentence.
    package struct Flaw: Error {
        /// The half sentence.
        package let reason: String
    }

    /// The header.
    package let header: JSONNode
    /// The claims.
    package let claims: JSONNode

    /// Takes a token apart and checks that its header is the documented one.
    package init(_ text: String) throws(Flaw) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty else {
            throw Flaw(reason: "not three parts with dots between")
        }
        header = try Self.object(parts[0], "header")
        claims = try Self.object(parts[1], "claims")
        guard let signature = Base64URL.decode(parts[2]), signature.count == 64 else {
            throw Flaw(reason: "the signature is not 64 bytes in base64url")
        }
        guard header["alg"]?.string == "EdDSA", header["typ"]?.string == "JWT" else {
            throw Flaw(reason: "its header is \(header.text()), not alg EdDSA and typ JWT")
        }
    }

    private static func object(_ part: Substring, _ name: String) throws(Flaw) -> JSONNode {
        guard let bytes = Base64URL.decode(part),
            let node = try? JSONNode(parsing: bytes), node.members != nil
        else { throw Flaw(reason: "its \(name) is no JSON object in base64url") }
        return node
    }
}

/// Base64 with the alphabet for addresses and without padding (RFC 4648 section 5).
package enum Base64URL {
    /// The bytes of a text, nil for letters outside the alphabet or bits left over.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in text.utf8 {
            guard let value = value(of: letter) else { return nil }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            bits &= 1 << UInt32(count) - 1
        }
        return count < 6 && bits == 0 ? bytes : nil
    }

    /// The text of bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
