/// Finds the word somebody probably meant.
package enum Nearest {
    /// The candidates closest to a word, best first, at most three; none that is too far away.
    package static func words(to word: String, in candidates: some Sequence<String>) -> [String] {
        // Whoever sends a word as long as a page means none of them.
        guard word.utf8.count <= 128 else { return [] }
        let limit = max(2, word.count / 3)
        // Each letter more or fewer is a step, so the lengths alone rule most out.
        let length = word.utf8.count
        return candidates.filter { abs($0.utf8.count - length) <= limit + 8 }
            .map { (word: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
            .prefix(3).map(\.word)
    }

    /// ` Did you mean 'x'?`, or nothing when no candidate is near.
    package static func hint(for word: String, in candidates: some Sequence<String>) -> String {
        words(to: word, in: candidates).first.map { " Did you mean '\($0)'?" } ?? ""
    }

    /// How many letters must be inserted, removed or replaced (Levenshtein), case set aside.
    package static func distance(_ one: String, _ other: String) -> Int {
        distance(Array(one.lowercased().utf8), Array(other.lowercased().utf8))
    }

    /// How many bytes must be inserted, removed or replaced to make one text of another (Levenshtein).
    package static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var row = Array(0...other.count)
        for (line, left) in one.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, right) in other.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[other.count]
    }
}
