import SafeText

/// Something typed that the tool cannot make sense of.
enum UsageError: Error, Equatable {
    case noCommand
    case unknownCommand(String, nearest: String?)
    case unknownTopic(String, nearest: String?)
    case unknownOption(String, nearest: String?, command: String)
    case missingValue(String, placeholder: String)
    case emptyValue(String, placeholder: String)
    case emptyOperand(command: String)
    case takesNoValue(String)
    case twice(String)
    case badValue(String, String, expected: String)
    case unexpected(String, command: String)
    case missing(String, command: String)
    /// Something only the command itself can judge, as a sentence.
    case other(String)

    /// The error as sentences that say what to do next, on one line, without who is named in a URL.
    var text: String { Printable.line(SecretLook.masked(sentences)) }

    private var sentences: String {
        switch self {
        case .noCommand: "Which command? 'fanfare-kit --help' lists them."
        case .unknownCommand(let name, let nearest):
            "Unknown command '\(name)'."
                + (nearest.map { " Did you mean '\($0)'?" }
                    ?? " 'fanfare-kit --help' lists the commands.")
        case .unknownTopic(let name, let nearest):
            "There is no command or topic '\(name)'."
                + (nearest.map { " Did you mean '\($0)'?" } ?? " 'fanfare-kit help' lists them.")
        case .unknownOption(let name, let nearest, let command):
            "Unknown option '\(name)'."
                + (nearest.map { " Did you mean '\($0)'?" }
                    ?? " 'fanfare-kit \(command) --help' lists the options.")
        case .missingValue(let name, let placeholder):
            "The option '\(name)' needs a value: \(name) \(placeholder)."
        case .emptyValue(let name, let placeholder):
            "The value of '\(name)' is empty: write \(name) \(placeholder)."
        case .emptyOperand(let command):
            "An empty word names nothing. 'fanfare-kit \(command) --help' shows what the command takes."
        case .takesNoValue(let name): "The option '\(name)' takes no value."
        case .twice(let name): "The option '\(name)' was given twice."
        case .badValue(let name, let value, let expected):
            "'\(value)' is no value for '\(name)': expected \(expected)."
        case .unexpected(let word, let command):
            "Unexpected '\(word)'. 'fanfare-kit \(command) --help' shows what the command takes."
        case .missing(let operands, let command):
            "Missing \(operands). 'fanfare-kit \(command) --help' shows examples."
        case .other(let text): text
        }
    }
}
