/// What `--help` prints.
enum HelpText {
    /// The lists of commands and topics.
    static func overview(_ commands: [Command]) -> String {
        """
        fanfare-kit \(Version.number): a mock of the Fanfare consumer API, and proof that a server follows it

        Usage: fanfare-kit COMMAND [OPTIONS]

        Commands:
        \(list(commands.map { ($0.name, $0.summary) }))

        Topics:
        \(list(Topic.all.map { ($0.name, $0.summary) }))

        'fanfare-kit COMMAND --help' explains a command and shows examples, 'fanfare-kit help TOPIC' prints
        a page.

        Exit status: 0 conforms, 1 differs, 2 wrong usage or unusable file, 3 target cannot be reached or
        used, 4 a fault of ours, 5 nothing was checked, 130 or 143 interrupted (SIGINT, SIGTERM).

        """
    }

    private static func list(_ rows: [(name: String, summary: String)]) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { "  \($0.name.padded(to: width))  \($0.summary)" }
            .joined(separator: "\n")
    }

    /// One command: usage, options, examples.
    static func of(_ command: Command) -> String {
        let usage = [
            "fanfare-kit", command.name, command.options.isEmpty ? "" : "[OPTIONS]",
            command.operands,
        ].filter { !$0.isEmpty }.joined(separator: " ")
        var parts = ["\(command.summary)\n\nUsage: \(usage)"]
        parts += command.notes
        if !command.options.isEmpty { parts.append("Options:\n" + options(command.options)) }
        if !command.examples.isEmpty {
            let lines = command.examples.map { "  # \($0.purpose)\n  \($0.line)" }
            parts.append("Examples:\n" + lines.joined(separator: "\n\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func options(_ options: [Command.Option]) -> String {
        let heads = options.map { [$0.name, $0.value].compactMap(\.self).joined(separator: " ") }
        let width = heads.map(\.count).max() ?? 0
        return zip(heads, options).map { head, option in
            "  \(head.padded(to: width))  \(option.help)" + (option.repeats ? " (repeatable)" : "")
        }.joined(separator: "\n")
    }
}

extension String {
    /// The text with spaces after it, up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
