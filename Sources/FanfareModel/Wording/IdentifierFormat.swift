import Foundations

/// How identifiers look: a prefix and 26 letters, or a UUID.
///
/// What the model keeps is the tail, the same in every format.
public struct IdentifierFormat: Sendable {
    /// What identifiers are given to.
    public enum Kind: Int, CaseIterable, Sendable {
        case guest, consumer, session, refreshToken, exchangeCode
        case experience, sequence, queue, draw, auction, timedRelease, appointment, slot, waitlist
        case bid, booking, waitlistEntry, order
    }

    /// The prefixes by kind; none for UUIDs.
    private let prefixes: [StaticString]

    private init(prefixes: [StaticString]) { self.prefixes = prefixes }

    /// A prefix for each kind, such as `cons_`, and the tail in Crockford's base 32.
    public static func prefixed(_ prefix: (Kind) -> StaticString) -> IdentifierFormat {
        IdentifierFormat(prefixes: Kind.allCases.map(prefix))
    }

    /// The 128 bits of the tail as a UUID is written (RFC 9562 section 4), whatever the kind.
    public static let uuid = IdentifierFormat(prefixes: [])

    /// The identifier of a tail.
    public func text(_ kind: Kind, _ id: ULID) -> String {
        withText(kind, id) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the bytes of an identifier.
    func withText<Result>(
        _ kind: Kind, _ id: ULID, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        prefixes.isEmpty
            ? id.withUUID(body) : id.withText(prefix: prefixes[kind.rawValue], body)
    }

    /// The tail of an identifier of a kind; nil for what is none.
    public func tail(of text: String, _ kind: Kind) -> ULID? {
        guard !prefixes.isEmpty else { return ULID(uuid: text) }
        let prefix = prefixes[kind.rawValue]
        return prefix.withUTF8Buffer { prefix in
            guard text.utf8.starts(with: prefix) else { return nil }
            return ULID(text.utf8.dropFirst(prefix.count))
        }
    }
}

extension ULID {
    /// Where the hyphens of a UUID stand.
    private static let hyphens: Set<Int> = [8, 13, 18, 23]

    /// Lends the bytes of the tail as a UUID.
    func withUUID<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
            var (high, low) = (high, low)
            for index in (0..<36).reversed() {
                guard !Self.hyphens.contains(index) else {
                    text[index] = UInt8(ascii: "-")
                    continue
                }
                text[index] = .hexadecimalDigit(UInt8(low & 15))
                low = low >> 4 | high << 60
                high >>= 4
            }
            return body(UnsafeBufferPointer(text))
        }
    }

    /// Reads a UUID; nil for any other text.
    init?(uuid text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36,
            Self.hyphens.allSatisfy({ bytes[$0] == UInt8(ascii: "-") })
        else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for index in 0..<36 where !Self.hyphens.contains(index) {
            guard let digit = bytes[index].hexadecimalValue else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        self.init(high: high, low: low)
    }
}
