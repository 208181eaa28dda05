/// An email address in the one form by which it is known.
///
/// As most mail systems do, it takes no account of upper and lower case. The domain stands in ASCII, as
/// browsers send it, however it was typed.
struct EmailAddress {
    let text: String

    /// Accepts the `addr-spec` of RFC 5321 without quoted parts and address literals, and letters of all
    /// scripts (RFC 6531).
    init?(_ input: String) {
        guard input.utf8.count <= 254, input.invisibleCharacter == nil,
            let at = input.utf8.lastIndex(of: UInt8(ascii: "@")),
            let domain = DomainName(String(input[input.utf8.index(after: at)...]))
        else { return nil }
        let local = input[..<at].lowercased().composed
        guard (1...64).contains(local.utf8.count),
            local.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAtomText) })
        else { return nil }
        text = local + "@" + domain.ascii
        guard text.utf8.count <= 254 else { return nil }
    }

    /// RFC 5322 `atext`, and any letter beyond ASCII.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }
}
