/// A phone number in the international form of ITU-T E.164.
///
/// Numbers written the national way are completed by the calling code of a country, after the
/// country's trunk prefix is dropped. Only lengths are checked, not each country's number plan.
struct PhoneNumber {
    let e164: String

    /// Reads `+12025551234`, `0012025551234` or, with a country, `(202) 555-1234`.
    init?(_ text: String, defaultCountry: String?) {
        guard let (digits, isInternational) = Self.dial(text) else { return nil }
        if isInternational {
            guard let number = Self.international(digits) else { return nil }
            e164 = number
        } else {
            guard let country = defaultCountry.flatMap(CallingCodes.country) else { return nil }
            guard let number = Self.international(country.code + country.withoutTrunk(digits))
            else { return nil }
            e164 = number
        }
    }

    /// Keeps the digits, drops what people write between them, and refuses everything else.
    private static func dial(_ text: String) -> (digits: String, isInternational: Bool)? {
        guard text.utf8.count <= 40 else { return nil }
        var digits = ""
        var hasPlus = false
        for character in text {
            switch character {
            case "0"..."9" where character.isASCII: digits.append(character)
            case "+" where digits.isEmpty && !hasPlus: hasPlus = true
            case " ", "-", ".", "(", ")", "/", "\u{A0}": continue
            default: return nil
            }
        }
        if !hasPlus, digits.hasPrefix("00") { return (String(digits.dropFirst(2)), true) }
        return (digits, hasPlus)
    }

    /// E.164: at most 15 digits that begin with an assigned calling code.
    private static func international(_ digits: String) -> String? {
        guard let code = CallingCodes.code(startingNumber: digits) else { return nil }
        let national = digits.count - code.count
        let allowed = code == "1" ? 10...10 : 4...(15 - code.count)
        return allowed.contains(national) ? "+" + digits : nil
    }
}
