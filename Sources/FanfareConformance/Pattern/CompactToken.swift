import Foundations
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

    /// How many bytes its signature has.
    private let signatureBytes: Int

    /// Why it is not signed as the documentation's samples are, as half a sentence; nil when it is.
    package var otherSignature: String? {
        guard header["alg"]?.string == "EdDSA", header["typ"]?.string == "JWT" else {
            return "its header is \(header.text()), not alg EdDSA and typ JWT"
        }
        return signatureBytes == 64 ? nil : "the signature is not 64 bytes in base64url"
    }

    /// Takes a token apart, whatever it is signed with.
    package init(_ text: String) throws(Flaw) {
        let parts = text.utf8
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard parts.count == 3, !parts[2].isEmpty else {
            throw Flaw(reason: "not three parts with dots between")
        }
        header = try Self.object(parts[0], "header")
        claims = try Self.object(parts[1], "claims")
        guard let signature = Base64URL.decode(parts[2]) else {
            throw Flaw(reason: "the signature is no base64url")
        }
        signatureBytes = signature.count
        guard header["alg"]?.string != nil else {
            throw Flaw(reason: "its header \(header.text()) names no alg")
        }
    }

    private static func object(_ part: Substring, _ name: String) throws(Flaw) -> JSONNode {
        guard let bytes = Base64URL.decode(part),
            let node = try? JSONNode(parsing: bytes), node.members != nil
        else { throw Flaw(reason: "its \(name) is no JSON object in base64url") }
        return node
    }
}
