import JSONTree

/// How scenario files are called.
enum NameRules {
    static func problems(_ scenario: Scenario) -> [SuiteProblem] {
        let parts = scenario.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(isKebab) else {
            return [
                SuiteProblem(
                    path: scenario.file.shownPath,
                    "a scenario lies at <chapter>/<kebab-case-name>.json below scenarios/")
            ]
        }
        return []
    }

    /// Small letters and digits, single hyphens between words.
    static func isKebab(_ text: some StringProtocol) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty
                && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }
}

/// How titles are worded.
enum TitleRules {
    static let limit = 90

    static func problems(_ scenario: Scenario) -> [SuiteProblem] {
        faults(scenario.title).map { SuiteProblem(at: scenario.titlePlace, $0) }
    }

    /// What is wrong with a title, rule by rule.
    static func faults(_ title: String) -> [String] {
        let words = title.lowercased().split { !$0.isLetter }
        var faults: [String] = []
        let first = title.prefix { !$0.isWhitespace }
        let isAbbreviation = first.count > 1 && first.dropFirst().contains(where: \.isUppercase)
        if first.first?.isUppercase == true, !isAbbreviation {
            faults.append("a title begins with a small letter")
        }
        if title.last == "." { faults.append("a title has no full stop at its end") }
        if title.count > limit {
            faults.append("a title has at most \(limit) letters, this has \(title.count)")
        }
        if title.trimmed != title || title.isEmpty {
            faults.append("a title is not empty and has no blanks around it")
        }
        if words.contains("should") { faults.append("a title states a fact: no 'should'") }
        if title.lowercased().hasPrefix("test ") || title.lowercased().contains("test that") {
            faults.append("a title states a fact: no 'test that'")
        }
        return faults
    }
}

extension Scenario {
    /// Where the title stands.
    var titlePlace: FileLocation {
        guard let node = try? Cursor(file).node["title"] else { return clause.place }
        return FileLocation(file, node.offset)
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
