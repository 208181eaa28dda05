/// A phone number in the international form of ITU-T E.164.
///
/// However it is written (E.123), the same number has one form: a trunk prefix is no part of it, behind
/// a calling code or not, and digits of other scripts count as digits. What reads in two ways is refused.
/// Lengths are checked, not which blocks a country has given out.
struct PhoneNumber {
    let e164: String

    /// Reads `+12025551234`, `+44 (0)20 7946 0958`, `0012025551234` or, with a country, `(202) 555-1234`.
    init?(_ text: String, defaultCountry: String?) {
        guard let dialled = Self.dial(text) else { return nil }
        let (digits, hasPlus) = (dialled.digits[...], dialled.hasPlus)
        guard
            let number =
                if hasPlus { Self.international(digits) } else {
                    Self.dialled(digits, in: defaultCountry)
                }
        else { return nil }
        e164 = number
    }

    /// Keeps the digits, drops what people write between them, and refuses everything else.
    private static func dial(_ text: String) -> (digits: String, hasPlus: Bool)? {
        guard text.unicodeScalars.count <= 40 else { return nil }
        var digits = ""
        var hasPlus = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "+", "\u{FF0B}":
                guard digits.isEmpty, !hasPlus else { return nil }
                hasPlus = true
            case ".", "/", "(", ")", "\u{FF0E}", "\u{FF0F}", "\u{FF08}", "\u{FF09}", "\u{2212}":
                continue
            default:
                switch scalar.properties.generalCategory {
                case .decimalNumber:
                    guard let value = scalar.properties.numericValue else { return nil }
                    digits += String(Int(value))
                case .spaceSeparator, .dashPunctuation: continue
                default: return nil
                }
            }
        }
        return (digits, hasPlus)
    }

    /// Digits as they are dialled in a country, or anywhere.
    private static func dialled(_ digits: Substring, in country: String?) -> String? {
        let prefix = NumberingPlans.internationalPrefix(ofCountry: country)
        if let prefix, digits.hasPrefix(prefix) {
            return international(digits.dropFirst(prefix.count))
        }
        guard !digits.hasPrefix("00"), let country,
            let plan = NumberingPlans.plan(ofCountry: country),
            let number = plan.significantNumber(digits)
        else { return nil }
        if number == digits, plan.isAmbiguous(digits) { return nil }
        return "+" + plan.callingCode + number
    }

    /// Digits that begin with a calling code.
    private static func international(_ digits: Substring) -> String? {
        guard let plan = NumberingPlans.plan(startingNumber: digits),
            let number = plan.significantNumber(digits.dropFirst(plan.callingCode.count))
        else { return nil }
        return "+" + plan.callingCode + number
    }
}
