import FanfareConformance

extension Command {
    /// Holds the suite to its rules.
    static let lint = Command(
        name: "lint",
        summary: "Check the suite itself: titles, clauses, variables, payloads, gaps",
        options: [SuiteOption.option],
        examples: [
            ("fanfare-kit lint", "Check the suite inside this program"),
            ("fanfare-kit lint --specs specs", "Check the files you are editing"),
        ]
    ) { arguments, console in
        guard let suite = SuiteOption.suite(arguments, console) else {
            return ExitStatus.unusable.rawValue
        }
        let problems = Lint(suite).problems()
        for problem in problems { console.out("\(problem)\n") }
        let counts = "\(suite.scenarios.count) scenarios, \(suite.allClauses.count) clauses"
        guard problems.isEmpty else {
            console.out(
                "\(counts): \(problems.count) \(problems.count == 1 ? "problem" : "problems")\n")
            return ExitStatus.differs.rawValue
        }
        console.out("\(counts): nothing to object to\n")
        return ExitStatus.conforms.rawValue
    }
}
