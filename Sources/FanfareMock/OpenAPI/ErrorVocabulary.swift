import JSONTree

/// Every word that the calls of an edition refuse with.
struct ErrorVocabulary {
    private var byCall: [String: [(status: Int, words: [ErrorWord])]] = [:]
    /// Every word, in the order in which calls have it.
    private var all: [(status: Int, word: ErrorWord)] = []
    /// The component that describes every refusal, where there is one for all.
    private(set) var name: String?

    init(
        _ operations: [(route: Route, entry: OperationEntry)], _ payloads: PayloadPatterns,
        _ standard: StandardAnswers
    ) {
        for (route, entry) in operations {
            var patterns = entry.refusals
            patterns += standard.payloads(route, entry).map { ($0.0, [$0.1]) }
            let words = patterns.flatMap { status, patterns in
                patterns.flatMap { ErrorWord.words($0, payloads) }.map { (status, $0) }
            }
            byCall[route.row] = Set(words.map(\.0)).sorted().map { status in
                (status, Self.distinct(words.filter { $0.0 == status }.map(\.1)))
            }
            for (status, word) in words where !all.contains(where: { $0 == (status, word) }) {
                all.append((status, word))
            }
        }
    }

    /// What a call refuses with, by status.
    func refusals(of route: Route) -> [(status: Int, words: [ErrorWord])] {
        byCall[route.row] ?? []
    }

    /// The statuses that refuse.
    var statuses: [Int] { Set(all.map(\.status)).sorted() }

    /// Every word that is told with a status.
    func words(_ status: Int) -> [ErrorWord] {
        Self.distinct(all.filter { $0.status == status }.map(\.word))
    }

    /// The component that describes whichever of some words it is.
    func union(_ words: [ErrorWord]) -> String {
        guard words.count > 1 else { return words[0].component }
        return words.map { ErrorWord.joined($0.word) }.sorted().joined(separator: "Or") + "Error"
    }

    private static func distinct(_ words: [ErrorWord]) -> [ErrorWord] {
        var distinct: [ErrorWord] = []
        for word in words where !distinct.contains(where: { $0.word == word.word }) {
            distinct.append(word)
        }
        return distinct
    }
}

extension ErrorVocabulary {
    /// Adds the schemas of refusals: one for all, or one for each word.
    mutating func addSchemas(
        to catalogue: inout SchemaCatalogue, _ errors: OpenAPIOptions.Errors, _ frame: JSONNode?
    ) {
        guard let name = frame?["name"]?.string, !all.isEmpty else { return }
        switch errors {
        case .one:
            self.name = name
            catalogue.add(
                name, about: frame?["about"]?.string, patterns: all.map(\.word.pattern),
                members: frame?["members"])
        case .words: addWords(to: &catalogue, frame)
        }
    }

    private func addWords(to catalogue: inout SchemaCatalogue, _ frame: JSONNode?) {
        let named = (frame?["members"]?.members ?? []).filter { $0.node.string != nil }
        for word in Self.distinct(all.map(\.word)) {
            let patterns = all.filter { $0.word.word == word.word }.map(\.word.pattern)
            // What stands inside is another thing for each word.
            let members = named.map { member in
                let name = ErrorWord.joined(word.word) + (member.node.string ?? "")
                return JSONMember(member.key, JSONNode(name))
            }
            catalogue.add(
                word.component, about: nil, patterns: patterns, members: JSONNode(members)
            ) { $0.fix("error", to: word.word) }
        }
        for words in byCall.values.flatMap({ $0 }).map(\.words) where words.count > 1 {
            let cases = words.sorted { $0.component < $1.component }.map {
                Schema.Choice.Case(word: $0.word, component: $0.component)
            }
            catalogue.add(
                union(words), Schema(.choice(Schema.Choice(tag: "error", cases: cases))))
        }
    }
}
