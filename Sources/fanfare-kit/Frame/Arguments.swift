import FanfareConformance
import Foundations
import JSONTree

/// The words after a command, told apart into options and operands.
struct Arguments: Sendable {
    /// What does not begin with `--`.
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    /// Reads words by what a command knows: `--name value`, `--name=value`, and `--` ends the options.
    init(_ words: some Sequence<String>, for command: Command) throws(UsageError) {
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard !word.isEmpty else { throw .emptyOperand(command: command.name) }
            guard word.hasPrefix("--") else {
                operands.append(word)
                continue
            }
            try read(word, &rest, command)
        }
        if operands.count > command.operandCount.upperBound {
            throw .unexpected(operands[command.operandCount.upperBound], command: command.name)
        }
        if operands.count < command.operandCount.lowerBound {
            throw .missing(command.operands, command: command.name)
        }
    }

    private mutating func read(
        _ word: String, _ rest: inout ArraySlice<String>, _ command: Command
    ) throws(UsageError) {
        let name = String(word.prefix { $0 != "=" })
        let inline = name == word ? nil : String(word.dropFirst(name.count + 1))
        guard let option = command.options.first(where: { $0.name == name }) else {
            let known = command.options.map(\.name) + ["--help"]
            throw .unknownOption(
                name, nearest: Nearest.words(to: name, in: known).first, command: command.name)
        }
        guard option.repeats || values[name] == nil else { throw .twice(name) }
        guard let placeholder = option.value else {
            guard inline == nil else { throw .takesNoValue(name) }
            values[name] = []
            return
        }
        guard let value = inline ?? rest.popFirst() else {
            throw .missingValue(name, placeholder: placeholder)
        }
        guard !value.isEmpty else { throw .emptyValue(name, placeholder: placeholder) }
        values[name, default: []].append(value)
    }

    /// Whether a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of an option, nil when it was not given.
    func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option that may stand several times.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option as a whole number within a range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badValue(
                name, text,
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
