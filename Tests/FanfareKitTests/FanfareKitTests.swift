import TestSupport
import Testing

@testable import fanfare_kit

struct FrameTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let words: [String]
        let error: String
        var testDescription: String { words.joined(separator: " ") }
    }

    @Test(arguments: [
        Row(words: [], error: "Which command? 'fanfare-kit --help' lists them."),
        Row(words: ["confrom"], error: "Unknown command 'confrom'. Did you mean 'conform'?"),
        Row(
            words: ["xyzzy"],
            error: "Unknown command 'xyzzy'. 'fanfare-kit --help' lists the commands."),
        Row(
            words: ["conform", "--onyl", "a"],
            error: "Unknown option '--onyl'. Did you mean '--only'?"),
        Row(
            words: ["lint", "--xyzzy"],
            error: "Unknown option '--xyzzy'. 'fanfare-kit lint --help' lists the options."),
        Row(
            words: ["conform", "--only"],
            error: "The option '--only' needs a value: --only PATTERN."),
        Row(words: ["conform", "--strict=1"], error: "The option '--strict' takes no value."),
        Row(
            words: ["conform", "--json", "a", "--json=b"],
            error: "The option '--json' was given twice."),
        Row(
            words: ["conform", "--workers", "0"],
            error: "'0' is no value for '--workers': expected a whole number from 1 to 64."),
        Row(
            words: ["lint", "x"],
            error: "Unexpected 'x'. 'fanfare-kit lint --help' shows what the command takes."),
        Row(words: ["show"], error: "Missing SCENARIO. 'fanfare-kit show --help' shows examples."),
        Row(
            words: ["conform", "localhost:4802"],
            error: "'localhost:4802' is no address. Write it as http://127.0.0.1:4802/api/v1,"
                + " or name a target file that ends in .json."),
        Row(
            words: ["mock", "--log", "xml"],
            error: "'xml' is no value for '--log': expected json or text."),
        Row(
            words: ["mock", "--watch", "--world", "default"],
            error: "--watch needs a file to watch: --world my-world.json --watch."),
        Row(
            words: ["mock", "--proxy-to", "localhost"],
            error: "'localhost' is no value for '--proxy-to': expected an address such as"
                + " http://127.0.0.1:3000."),
    ])
    func `words that make no sense end with status 2 and say what to do`(_ row: Row) {
        let run = ToolRun(row.words)
        #expect(run.status == 2)
        #expect(run.out == "")
        expectSameText(run.err, "error: \(row.error)\n")
    }

    @Test func `every command has help with an example, and stands in the overview`() {
        let overview = ToolRun("--help")
        #expect(overview.status == 0)
        for command in FanfareKit.commands {
            let help = ToolRun(command.name, "--help")
            #expect(help.status == 0)
            #expect(help.out.contains("Usage: fanfare-kit \(command.name)"))
            #expect(help.out.contains("Examples:\n"))
            #expect(overview.out.contains(command.summary))
            #expect(ToolRun("help", command.name).out == help.out)
        }
        #expect(ToolRun("--version").out == "fanfare-kit \(Version.text)\n")
    }

    @Test func `two dashes end the options`() throws {
        let command = Command(name: "x", summary: "", operands: "A B", operandCount: 0...3) {
            _, _ in 0
        }
        let arguments = try Arguments(["a", "--", "--b"], for: command)
        #expect(arguments.operands == ["a", "--b"])
    }
}
