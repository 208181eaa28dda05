package import JSONTree
import SafeText

/// Everything that must not appear in any output, and what stands in its place.
///
/// A secret is known by its value, in whatever form a target repeats it; by how it looks; and in an
/// answer by the name of its member or header. Mask first, cut afterwards: half a secret is not known.
/// Of one too long to be remembered the beginning is known, and all behind that is hidden.
package struct SecretMask: Sendable {
    /// How many secrets are remembered; a target may send as many as it likes.
    private static let limit = 200
    /// How long secrets may be that are remembered whole, and all of them together, in bytes.
    private static let wholeBytes = (each: 16 << 10, all: 64 << 10)

    private var finder = LateFinder()
    /// The secrets in the order in which they came, and each with its number.
    private var known: [KnownSecret] = []
    private var numbers: [KnownSecret: Int] = [:]
    private var names: [String] = []
    private var bytes = 0

    /// The secrets that are remembered, of long ones the beginning.
    var secrets: [String] { known.map(\.text) }

    /// Whether no further secret is remembered.
    var isFull: Bool { names.count >= Self.limit }

    /// Starts without any secrets.
    package init() {}

    /// Remembers a secret; the name is made unique when it stands for another one already.
    package mutating func add(_ secret: String?, as name: String) {
        guard let secret, !isFull, SecretFinder.canFind(secret) else { return }
        let count = secret.utf8.count
        let isWhole = count <= Self.wholeBytes.each && bytes + count <= Self.wholeBytes.all
        add(isWhole ? .whole(secret) : .beginning(SecretFinder.beginning(of: secret)), as: name)
    }

    private mutating func add(_ secret: KnownSecret, as name: String) {
        guard !isFull, numbers[secret] == nil, SecretFinder.canFind(secret.text)
        else { return }
        numbers[secret] = known.count
        known.append(secret)
        bytes += secret.text.utf8.count
        // A copy that does not know this one makes a finder of its own.
        if !isKnownUniquelyReferenced(&finder) || finder.isMade { finder = LateFinder() }
        let taken = names.count { $0 == name || $0.hasPrefix(name + "_") }
        names.append(taken == 0 ? name : "\(name)_\(taken + 1)")
    }

    /// Remembers what another mask knows too.
    package mutating func add(_ other: SecretMask) {
        for (secret, name) in zip(other.known, other.names) { add(secret, as: name) }
    }

    /// A text with `$NAME` in the place of every secret.
    package func masked(_ text: String) -> String {
        SecretLook.masked(pieces(text, but: SecretLook.places(in: text)).map(\.shown).joined())
    }

    /// An answer's body, or a part of it, in which names may tell what is a secret.
    package func maskedAnswer(_ text: String) -> String {
        let masked = masked(text)
        let bytes = Array(masked.utf8)
        let found = NamedSecrets.found(in: bytes)
        guard !found.isEmpty else { return masked }
        var shown: [UInt8] = []
        var copied = 0
        for secret in found {
            shown += bytes[copied..<secret.value.lowerBound] + Array(SecretLook.hidden.utf8)
            copied = secret.value.upperBound
        }
        return String(decoding: shown + bytes[copied...], as: UTF8.self)
    }

    /// The value of an answer's header.
    package func maskedHeader(_ name: String, _ value: String) -> String {
        guard SecretName.isSecretHeader(name) else { return maskedAnswer(value) }
        return SecretName.setsCookie(name)
            ? maskedCookie(value) : SecretLook.hidden
    }

    /// `session=•••; Path=/; HttpOnly`: the attributes of a cookie are no secrets (RFC 6265 section 4.1).
    private func maskedCookie(_ value: String) -> String {
        let parts = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].split(separator: "=", maxSplits: 1).first ?? ""
        let attributes = parts.count > 1 ? ";" + maskedAnswer(String(parts[1])) : ""
        return masked(String(name)) + "=" + SecretLook.hidden + attributes
    }

    /// The value of an answer's member, as JSON.
    package func maskedMember(_ key: String, _ value: JSONNode) -> String {
        let text = value.text()
        let shown = masked(text)
        guard case .string(let string) = value.value, string.utf8.count >= 4, shown == text,
            SecretName.isSecret(key)
        else { return maskedAnswer(shown) }
        return JSONNode(SecretLook.hidden).text()
    }

    /// A text between single quotes for a shell, which puts the secrets in out of its variables.
    package func shellQuoted(_ text: String) -> String {
        let quoted = pieces(text).map { piece in
            switch piece {
            case .plain(let text): text.replacing("'", with: "'\\''")
            case .secret(let name): "'\"$\(name)\"'"
            }
        }
        let whole = "'" + quoted.joined() + "'"
        return whole.hasSuffix("\"''") ? String(whole.dropLast(2)) : whole
    }

    private enum Piece {
        case plain(String), secret(String)

        var shown: String {
            switch self {
            case .plain(let text): text
            case .secret(let name): "$" + name
            }
        }
    }

    /// A text by its secrets; one that is only a part of another, such as the email in a token, is none:
    /// without it nobody would know the rest for what it is.
    private func pieces(_ text: String, but whole: [Range<Int>] = []) -> [Piece] {
        let bytes = Array(text.utf8)
        // Both are in order, and a hostile answer may have very many of both.
        var ahead = whole[...]
        let hits = finder.finder(of: known).hits(in: bytes).filter { hit in
            ahead = ahead.drop { $0.upperBound <= hit.bytes.lowerBound }
            guard let first = ahead.first, first != hit.bytes else { return true }
            return hit.bytes.lowerBound < first.lowerBound
                || hit.bytes.upperBound > first.upperBound
        }
        guard !hits.isEmpty else { return [.plain(text)] }
        var pieces: [Piece] = []
        var copied = 0
        for hit in hits {
            let before = bytes[copied..<hit.bytes.lowerBound]
            if !before.isEmpty { pieces.append(.plain(String(decoding: before, as: UTF8.self))) }
            pieces.append(.secret(names[hit.secret]))
            copied = hit.bytes.upperBound
        }
        let rest = bytes[copied...]
        if !rest.isEmpty { pieces.append(.plain(String(decoding: rest, as: UTF8.self))) }
        return pieces
    }
}
