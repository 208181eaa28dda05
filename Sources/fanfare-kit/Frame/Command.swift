/// One command of the tool: what it is called, what it takes, and what it does.
struct Command: Sendable {
    /// The word after `fanfare-kit`.
    let name: String
    /// What it does, one line.
    let summary: String
    /// What follows its name, as its usage line shows it: `[URL | TARGET.json]`.
    var operands = ""
    /// How many of those there may be.
    var operandCount: ClosedRange<Int> = 0...0
    /// The options it knows.
    var options: [Option] = []
    /// More that its help says, paragraph by paragraph.
    var notes: [String] = []
    /// What one would type, each with what it is for.
    var examples: [(line: String, purpose: String)] = []
    /// Does it; the number is the exit status.
    let run: @Sendable (Arguments, Console) throws(UsageError) -> Int32

    /// An option that begins with `--`.
    struct Option: Sendable {
        /// The option with its dashes.
        let name: String
        /// What stands for its value in the help, nil for a switch.
        var value: String?
        /// What it does.
        let help: String
        /// Whether it may stand several times.
        var repeats = false
    }
}
