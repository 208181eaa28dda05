/// Where a one-time password is sent, and by that an identity.
public enum Recipient: Hashable, Sendable {
    /// An email address in lower case.
    case email(String)
    /// A phone number in E.164.
    case phone(String)

    /// The address or number.
    public var address: String {
        switch self {
        case .email(let address), .phone(let address): address
        }
    }

    /// Reads an email address, surrounding white space dropped; nil when it is none.
    public init?(email text: String) {
        guard let address = EmailAddress(text) else { return nil }
        self = .email(address.text)
    }

    /// Reads a phone number, by the rules of a country when it is written the national way.
    public init?(phone text: String, defaultCountry: String?) {
        guard let number = PhoneNumber(text, defaultCountry: defaultCountry) else { return nil }
        self = .phone(number.e164)
    }

    /// Whether a text is a country of ISO 3166-1 alpha-2 that has a calling code.
    public static func isCountry(_ isoCode: String) -> Bool {
        CallingCodes.country(isoCode) != nil
    }
}

/// An email address as most mail systems treat it: without regard to upper and lower case.
struct EmailAddress {
    let text: String

    /// Accepts the `addr-spec` of RFC 5321 without quoted parts and address literals.
    init?(_ input: String) {
        let bytes = input.utf8
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else {
            return nil
        }
        let local = bytes[..<at]
        let labels = bytes[bytes.index(after: at)...]
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...64).contains(local.count), labels.count >= 2,
            local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAtomText) }),
            labels.allSatisfy(Self.isLabel)
        else { return nil }
        text = input.lowercased()
    }

    /// RFC 5322 `atext`, and any letter beyond ASCII (RFC 6531).
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte >= 0x80
            || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen || $0 >= 0x80 }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
