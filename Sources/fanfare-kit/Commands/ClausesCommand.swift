import FanfareConformance
import Foundations
import JSONTree

extension Command {
    /// Prints the statements of the documentation.
    static let clauses = Command(
        name: "clauses",
        summary: "List what the documentation states, and how surely",
        operands: "[PATTERN]",
        operandCount: 0...1,
        options: [SuiteOption.option],
        notes: [
            """
            Evidence: A the authoritative pages, R the reference, G a guide (a difference is a warning),
            N the newer edition and C our choice (never more than a note).
            """
        ],
        examples: [
            ("fanfare-kit clauses", "All of them"),
            ("fanfare-kit clauses 'otp.**'", "One chapter"),
        ]
    ) { arguments, console in
        guard let suite = SuiteOption.suite(arguments, console) else {
            return ExitStatus.unusable.rawValue
        }
        let glob = arguments.operands.first.map { Glob($0) }
        let prefix = arguments.operands.first.map { Glob($0 + ".**") }
        let clauses = suite.allClauses.filter { clause in
            glob?.matches(clause.id) ?? true || prefix?.matches(clause.id) ?? true
        }
        guard !clauses.isEmpty else {
            let pattern = arguments.operands.first ?? ""
            let hint = Nearest.hint(for: pattern, in: suite.clauses.keys)
            console.err("error: No clause matches '\(pattern)'.\(hint)\n")
            return ExitStatus.nothingChecked.rawValue
        }
        for clause in clauses {
            let page = suite.pages[clause.page]
            console.out("\(clause.id) [\(clause.evidence.rawValue)]\n    \(clause.text)\n")
            console.out(
                "    \(page?.title ?? clause.page), \"\(clause.section)\"  \(page?.url ?? "")\n")
        }
        return ExitStatus.conforms.rawValue
    }
}
