import FanfareConformance
import Foundations

extension Command {
    /// Shows where more than one server is right.
    static let readings = Command(
        name: "readings",
        summary: "Print where the documentation allows more than one server, with every answer",
        operands: "[NAME]",
        operandCount: 0...1,
        options: [SuiteOption.option],
        notes: [
            """
            A run finds out which answer a target gives, holds it to that everywhere, and prints what
            differs from the first. A target file may state answers ("readings"), and the mock gives
            others with --reading or by a world's settings.
            """
        ],
        examples: [
            ("fanfare-kit readings", "All of them"),
            ("fanfare-kit readings linking", "Those of linking"),
        ]
    ) { arguments, console in
        guard let suite = SuiteOption.suite(arguments, console) else {
            return ExitStatus.unusable.rawValue
        }
        let wanted = arguments.operands.first
        let readings = suite.readings.all.filter { reading in
            wanted.map { reading.id == $0 || reading.id.hasPrefix($0 + ".") } ?? true
        }
        guard !readings.isEmpty else {
            let hint = Nearest.hint(for: wanted ?? "", in: suite.readings.all.map(\.id))
            console.err("error: There is no reading '\(wanted ?? "")'.\(hint)\n")
            return ExitStatus.nothingChecked.rawValue
        }
        for reading in readings {
            console.out("\(reading.id): \(reading.question)\n")
            for answer in reading.answers {
                console.out("    \(answer.name) [\(answer.evidence.rawValue)]: \(answer.text)\n")
            }
            if let reason = reading.unasked { console.out("    not found out: \(reason)\n") }
        }
        return ExitStatus.conforms.rawValue
    }
}
