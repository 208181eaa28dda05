/// How clauses are named and worded.
enum ClauseRules {
    static let limit = 220

    static func problems(_ clause: Clause, in chapter: Chapter) -> [SuiteProblem] {
        var faults: [String] = []
        let words = clause.id.split(separator: ".", omittingEmptySubsequences: false)
        if words.count < 2 || !words.allSatisfy(NameRules.isKebab) {
            faults.append("the id \"\(clause.id)\" is not dotted kebab-case words")
        } else if clause.chapter != chapter.name {
            faults.append(
                "the id \"\(clause.id)\" does not begin with its chapter, \"\(chapter.name)\"")
        }
        if clause.text.isEmpty || clause.text.count > limit {
            faults.append(
                "a clause is one sentence of at most \(limit) letters, this has \(clause.text.count)"
            )
        }
        if clause.section.isEmpty { faults.append("a clause names the section of its page") }
        if clause.unchecked == "" { faults.append("'unchecked' says why no request can show it") }
        return faults.map { SuiteProblem(at: clause.place, $0) }
    }
}
