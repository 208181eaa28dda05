import JSONTree

extension Finding {
    /// The finding in one line, for reports that have no room for a difference.
    func summary(mask: SecretMask) -> String { "\(clause.id): " + text(mask: mask) }

    /// The same without its clause.
    func text(mask: SecretMask) -> String {
        mismatches.flatMap { $0.summaries(mask: mask) }.joined(separator: "; ")
    }
}

extension Mismatch {
    /// Every difference of a mismatch, each as half a sentence.
    func summaries(mask: SecretMask) -> [String] {
        switch self {
        case .status(let expected, let actual): ["status \(actual), expected \(expected)"]
        case .header(let name, let leaf):
            [
                "header \(name) "
                    + leaf.summary(mask: mask) { mask.maskedHeader(name, $0.string ?? $0.text()) }
            ]
        case .body(let difference):
            difference.leavesWithPointers().map { pointer, leaf in
                let place = DifferenceText.clipped(mask.masked("body\(pointer)"))
                return place + " "
                    + leaf.summary(mask: mask) { mask.maskedMember(pointer.tokens.last ?? "", $0) }
            }
        case .notJSON(_, let reason): ["the body is not JSON: \(reason)"]
        case .notEmpty(_, let bytes): ["a body of \(bytes) bytes, expected none"]
        case .noAnswer(_, let reason): ["no answer: \(mask.maskedAnswer(reason))"]
        case .contradiction(_, let reading, let known, let actual):
            [Self.contradiction(reading, known, actual)]
        case .count(_, let expected, let actual): ["\(actual) such answers, expected \(expected)"]
        }
    }
}

extension Mismatch {
    /// How a target contradicts itself, as half a sentence.
    static func contradiction(
        _ reading: String, _ known: FoundReadings.Found, _ actual: String
    ) -> String {
        let before = known.scenario.map { "in \($0)" } ?? "by its file"
        return
            "it answers \(reading) with \"\(actual)\" here and with \"\(known.answer)\" \(before)"
    }
}

extension Difference.Leaf {
    /// Both sides, clipped and without secrets.
    fileprivate func summary(mask: SecretMask, shown: (JSONNode) -> String) -> String {
        let wanted = DifferenceText.clipped(mask.masked(expected), to: 60)
        guard let actual else { return "is missing, expected \(wanted)" }
        let found = DifferenceText.clipped(shown(actual), to: 60)
        if kind == .unexpected { return "is \(found), expected to be absent" }
        let why =
            remark.map { " (\(DifferenceText.clipped(mask.masked($0), to: 200)))" } ?? ""
        if expected.isEmpty { return "is \(found)\(why)" }
        return "is \(found), expected \(wanted)\(why)"
    }
}
