import FanfareConformance
import Foundations

extension Command {
    /// Prints a helper for the tests of another language.
    static let client = Command(
        name: "client",
        summary: "Print a helper for tests in Python, JavaScript or TypeScript",
        operands: "LANGUAGE",
        operandCount: 1...1,
        notes: [
            """
            One file, no packages. It starts the mock on a free port, ends with the process that started
            it, gives each test an organization of its own, moves the clock, waits for codes, breaks calls
            and expects calls. Its head says how each test runner takes it.
            """
        ],
        examples: [
            (
                "fanfare-kit client python > fanfare.py",
                "pytest: -p fanfare, and its fixture 'shop'"
            ),
            (
                "fanfare-kit client javascript > fanfare.mjs", "node:test, Vitest, Playwright"
            ),
        ]
    ) { (arguments, console) throws(UsageError) -> Int32 in
        let name = arguments.operands[0]
        guard let ending = Self.clientEndings[name] else {
            let known = Self.clientEndings.keys.sorted()
            throw .other(
                "There is no helper for '\(name)'.\(Nearest.hint(for: name, in: known)) There is one for"
                    + " \(known.joined(separator: ", ")).")
        }
        let path = "fixtures/clients/fanfare.\(ending)"
        guard let file = EmbeddedFiles.all.first(where: { $0.path == path }) else {
            preconditionFailure("\(path) is not embedded")
        }
        console.out(file.text)
        return ExitStatus.conforms.rawValue
    }

    /// How the file of a language ends.
    private static let clientEndings = ["python": "py", "javascript": "mjs", "typescript": "ts"]
}
