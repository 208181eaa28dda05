/// A currency by its ISO 4217 code.
public struct Currency: Hashable, Sendable {
    /// The code, three capital letters.
    public let code: String
    /// How many digits stand behind the decimal point.
    public let fractionDigits: Int

    /// Takes a code of three letters in either case; nil for any other text.
    public init?(_ code: String) {
        let code = code.uppercased()
        guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) else {
            return nil
        }
        self.init(known: code)
    }

    private init(known code: String) {
        self.code = code
        fractionDigits = Self.unusual[code] ?? 2
    }

    /// The currency of most examples in the documentation.
    public static let usDollar = Currency(known: "USD")

    /// ISO 4217 list one, "minor unit": the currencies whose hundredth is not the smallest unit.
    private static let unusual: [String: Int] = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
        "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
        "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
        "CLF": 4, "UYW": 4,
    ]
}
