import Foundations
public import JSONTree

/// A compact token taken apart (RFC 7519); taking it apart does not say that it is genuine.
public struct JWT: Sendable {
    /// The first part: how the token is signed.
    public let header: JSONNode
    /// The second part: what the token says.
    public let claims: JSONNode
    /// What the signature covers: both parts as they were spelled, with the dot between.
    public let signingInput: [UInt8]
    /// The third part.
    public let signature: [UInt8]

    /// Takes a token apart; both JSON parts must be objects without duplicate names.
    public static func decode(_ token: String) throws(JWTError) -> JWT {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .partCount(parts.count) }
        return JWT(
            header: try object(.header, parts[0]),
            claims: try object(.claims, parts[1]),
            signingInput: Array(token.utf8[..<parts[1].endIndex]),
            signature: try bytes(.signature, parts[2]))
    }

    /// Whether the header says EdDSA and demands nothing else, and the signature is the key's.
    ///
    /// The header alone never chooses how a token is verified (RFC 8725 section 3.1), and `crit` names
    /// extensions that must be understood (RFC 7515 section 4.1.11): none is.
    public func verify(with key: Ed25519PublicKey) -> Bool {
        header["alg"]?.string == "EdDSA" && header["crit"] == nil
            && key.isValid(signature: signature, for: signingInput)
    }

    private static func object(
        _ part: JWTError.Part, _ text: Substring.UTF8View
    ) throws(JWTError) -> JSONNode {
        let bytes = try bytes(part, text)
        let node: JSONNode
        do {
            node = try JSONNode(parsing: bytes)
        } catch {
            throw .notJSON(part, error)
        }
        guard node.members != nil else { throw .notAnObject(part) }
        if let duplicate = node.duplicateMembers.first { throw .duplicateName(part, duplicate.key) }
        return node
    }

    private static func bytes(
        _ part: JWTError.Part, _ text: Substring.UTF8View
    ) throws(JWTError) -> [UInt8] {
        guard let bytes = Base64URL.decode(Substring(text)) else { throw .notBase64URL(part) }
        return bytes
    }
}

/// Why a text is no compact token.
public enum JWTError: Error, Hashable, Sendable {
    /// One of the three parts.
    public enum Part: String, Sendable {
        /// How the token is signed.
        case header
        /// What the token says.
        case claims
        /// The proof.
        case signature
    }

    /// Another number of parts than three.
    case partCount(Int)
    /// A part that is not strict base64url.
    case notBase64URL(Part)
    /// A part that is not JSON.
    case notJSON(Part, JSONError)
    /// A part that is JSON but no object.
    case notAnObject(Part)
    /// A name that stands twice in one object.
    case duplicateName(Part, String)
}

extension JWTError: CustomStringConvertible {
    /// The reason as a sentence without its full stop.
    public var description: String {
        switch self {
        case .partCount(let count):
            "a compact token has three parts between dots, this has \(count)"
        case .notBase64URL(let part): "the \(part.rawValue) is not base64url"
        case .notJSON(let part, let error): "the \(part.rawValue) is not JSON: \(error.reason)"
        case .notAnObject(let part): "the \(part.rawValue) is no JSON object"
        case .duplicateName(let part, let name): "the \(part.rawValue) holds \"\(name)\" twice"
        }
    }
}
