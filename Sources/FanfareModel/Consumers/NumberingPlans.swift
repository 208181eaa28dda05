/// How the numbers of a country, or of all that share a calling code, are made up.
struct NumberingPlan {
    /// The calling code without the `+`.
    let callingCode: String
    /// What is dialled before a number within the country and is no part of it, the longest first.
    let trunkPrefixes: [String]
    /// Whether a leading zero belongs to the number, as in Italy.
    let keepsZero: Bool
    /// Bit n stands for significant numbers of n digits.
    private(set) var lengths: UInt16

    /// The plan that takes in another country's as well, whose calling code is the same.
    func joined(with other: NumberingPlan) -> NumberingPlan {
        var plan = self
        plan.lengths |= other.lengths
        return plan
    }

    /// The significant number of digits that may begin with a trunk prefix; nil when none has that length.
    func significantNumber(_ digits: Substring) -> Substring? {
        let number = withoutTrunkPrefix(digits)
        guard hasLength(of: number) else { return nil }
        switch number.first {
        case "0" where !keepsZero: return nil
        // An area code of North America begins with 2 to 9.
        case "1" where callingCode == "1": return nil
        default: return number
        }
    }

    /// A prefix that is not a zero may also be how the number itself begins (+7 800 …): it counts as
    /// one only where the number would be too long with it.
    private func withoutTrunkPrefix(_ digits: Substring) -> Substring {
        for prefix in trunkPrefixes where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(prefix.count)
            if hasLength(of: rest), rest.first != "0",
                prefix.hasPrefix("0") || !hasLength(of: digits)
            {
                return rest
            }
        }
        return digits
    }

    private func hasLength(of digits: Substring) -> Bool {
        digits.utf8.count < 16 && lengths & 1 << digits.utf8.count != 0
    }

    /// Whether national digits read as well as a number that its calling code without a `+` precedes.
    func isAmbiguous(_ digits: Substring) -> Bool {
        guard callingCode.count > 1, digits.hasPrefix(callingCode) else { return false }
        let rest = digits.dropFirst(callingCode.count)
        // Mobile numbers of Italy begin with its calling code, 39, and none is that short after it.
        if keepsZero, callingCode == "39" { return rest.first == "0" || digits.count > 10 }
        return significantNumber(rest) != nil
    }
}

/// The numbering plans by country and by calling code.
enum NumberingPlans {
    /// The plan of an ISO 3166-1 alpha-2 code in upper or lower case.
    static func plan(ofCountry isoCode: String) -> NumberingPlan? {
        byCountry[isoCode.uppercased()]
    }

    /// The plan of the calling code that a number in international form begins with.
    static func plan(startingNumber digits: Substring) -> NumberingPlan? {
        (1...3).lazy.compactMap { byCallingCode[String(digits.prefix($0))] }.first
    }

    /// What is dialled in a country before a calling code, nil when it names a carrier.
    static func internationalPrefix(ofCountry isoCode: String?) -> String? {
        guard let isoCode, let plan = plan(ofCountry: isoCode) else { return "00" }
        if plan.callingCode == "1" { return "011" }
        let prefix = ownPrefixes[isoCode.uppercased()] ?? "00"
        return prefix == "?" ? nil : prefix
    }

    private static let byCountry: [String: NumberingPlan] = Dictionary(
        uniqueKeysWithValues: rows(countries).map { row in
            (row[0], NumberingPlan(callingCode: row[1], trunk: row[2], lengths: row[3]))
        })

    private static let byCallingCode: [String: NumberingPlan] = Dictionary(
        (byCountry.values
            + rows(services).map { NumberingPlan(callingCode: $0[0], trunk: "-", lengths: $0[1]) })
            .map { ($0.callingCode, $0) },
        uniquingKeysWith: { $0.joined(with: $1) })

    private static let ownPrefixes: [String: String] = Dictionary(
        uniqueKeysWithValues: rows(internationalPrefixes).flatMap { row in
            row.dropFirst().map { ($0, row[0]) }
        })

    /// The rows of a table, which semicolons end, in words.
    private static func rows(_ table: String) -> [[String]] {
        table.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
    }
}

extension NumberingPlan {
    /// Reads a row: trunk prefixes between slashes, lengths such as `7,9-10`.
    fileprivate init(callingCode: String, trunk: String, lengths: String) {
        self.callingCode = callingCode
        keepsZero = trunk == "="
        trunkPrefixes =
            "-=".contains(trunk)
            ? []
            : trunk.split(separator: "/").map(String.init).sorted { $0.count > $1.count }
        self.lengths = lengths.split(separator: ",").reduce(0) { bits, range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return (ends[0]...ends[ends.count - 1]).reduce(bits) { $0 | 1 << UInt16($1) }
        }
    }
}
