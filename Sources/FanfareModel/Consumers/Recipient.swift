/// Where a one-time password is sent, and by that an identity.
public enum Recipient: Hashable, Sendable {
    /// An email address in lower case, its domain in ASCII.
    case email(String)
    /// A phone number in E.164.
    case phone(String)

    /// The address or number.
    public var address: String {
        switch self {
        case .email(let address), .phone(let address): address
        }
    }

    /// Reads an email address however it is typed; nil when it is none.
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
        NumberingPlans.plan(ofCountry: isoCode) != nil
    }
}
