import FanfareConformance
import Foundations
import JSONTree

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The tool: finds the command, hands it its arguments, and ends with its status.
@main
enum FanfareKit {
    /// The commands, in the order of the help.
    static let commands: [Command] = [
        .mock, .conform, .explore, .doctor, .compare, .clean, .initialize, .lint, .show, .clauses,
        .readings,
        .coverage,
        .mutants, .liberties, .routes, .openAPI, .client,
    ]

    static func main() {
        StandardStreams.prepare()
        let status = run(Array(CommandLine.arguments.dropFirst()), on: .standard)
        if let end = ExitStatus(rawValue: status), end.isOfSignal { Interruption.endProcess() }
        if let loss = Console.loss {
            Console.standard.err("error: The output cannot be written: \(loss).\n")
            exit(ExitStatus.unusable.rawValue)
        }
        exit(status)
    }

    /// Runs the tool with the words after its name.
    static func run(_ words: [String], on console: Console) -> Int32 {
        do throws(UsageError) {
            return try dispatch(words, on: console)
        } catch {
            console.err("error: \(error.text)\n")
            return ExitStatus.unusable.rawValue
        }
    }

    private static func dispatch(
        _ words: [String], on console: Console
    ) throws(UsageError) -> Int32 {
        guard let first = words.first else { throw .noCommand }
        switch first {
        case "--version":
            console.out("fanfare-kit \(Version.text)\n")
            return 0
        case "--help", "-h", "help":
            return try help(words.dropFirst().first, on: console)
        default:
            let command = try command(named: first)
            let options = words.dropFirst().prefix { $0 != "--" }
            if options.contains("--help") || options.contains("-h") {
                return try help(first, on: console)
            }
            return try command.run(Arguments(words.dropFirst(), for: command), console)
        }
    }

    private static func help(_ name: String?, on console: Console) throws(UsageError) -> Int32 {
        guard let name else {
            console.out(HelpText.overview(commands))
            return 0
        }
        if let topic = Topic.all.first(where: { $0.name == name }) {
            console.out(topic.printed)
            return 0
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            let known = commands.map(\.name) + Topic.all.map(\.name)
            throw .unknownTopic(name, nearest: Nearest.words(to: name, in: known).first)
        }
        console.out(HelpText.of(command))
        return 0
    }

    private static func command(named name: String) throws(UsageError) -> Command {
        guard let command = commands.first(where: { $0.name == name }) else {
            let isTopic = Topic.all.contains { $0.name == name }
            let nearest = Nearest.words(to: name, in: commands.map(\.name)).first
            throw .unknownCommand(name, nearest: isTopic ? "help \(name)" : nearest)
        }
        return command
    }
}
