import Foundation
import Testing

@testable import FanfareConformance

/// Commands of the user's that print codes, and some that do not.
struct CodeCommandTests {
    private func code(_ command: String, patience: Int = 60_000) throws -> String {
        try CodeCommand.code(
            command, to: "ann+1@example.com", patience: TimeSpan(milliseconds: patience))
    }

    @Test func `the first run of four digits or more is the code`() throws {
        #expect(try code("echo in 12 minutes: 123456, not 654321") == "123456")
        #expect(try code("printf '%s 4711' {to} | sed 's|.* ||'") == "4711")
    }

    @Test(arguments: [
        ("echo nothing", "ended with status 0 and printed no number", #"it printed "nothing""#),
        ("true", "ended with status 0 and printed no number", "digits or more: true"),
        ("echo 12 {to}; exit 3", "ended with status 3", #"it printed "12 ann+1@example.com""#),
        ("/no/such/command", "ended with status 127", "digits or more: /no/such/command"),
        ("exec yes nothing", "was ended by signal 13", #"it printed "nothing nothing "#),
        ("kill -9 $$", "was ended by signal 9", "kill -9 $$"),
        ("curl_ -u me:pass {to}", "ended with status 127", "curl_ -u ••• ann+1@example.com"),
    ])
    func `what prints no code is told of with the command, how it ended and what it said`(
        _ command: String, _ ending: String, _ rest: String
    ) {
        let failure = #expect(throws: CodeCommand.Failure.self) { try code(command) }
        let reason = failure?.reason ?? ""
        #expect(reason.hasPrefix("the command \(ending)"), "\(reason)")
        #expect(reason.contains(rest), "\(reason)")
    }

    @Test(.enabled(if: isatty(0) != 1, "a person at the terminal sees the complaints"))
    func `what a command complains of is told`() {
        let failure = #expect(throws: CodeCommand.Failure.self) {
            try code("echo no such inbox >&2; exit 1")
        }
        #expect(failure?.reason.hasSuffix(#"; it complained "no such inbox""#) == true)
    }

    @Test func `a command may complain without end, and close what it complains to`() throws {
        #expect(try code("yes no | head -c 500000 >&2; echo 123456") == "123456")
        #expect(try code("exec 2>&-; echo 123456") == "123456")
    }

    @Test(arguments: ["{to}", "'{to}'", "\"{to}\"", "\"$(echo '{to}')\""])
    func `the recipient is the same in quotes of any kind`(_ written: String) throws {
        #expect(try code("[ \(written) = ann+1@example.com ] && echo 123456") == "123456")
    }

    @Test(arguments: ["o'neil@example.com", "$(id)@example.com", "a b", "a\"b", "a`b`", "a\nb"])
    func `a recipient that a shell would not take as it is stands in no command`(_ to: String) {
        #expect(throws: CodeCommand.Failure.self) { try CodeCommand.code("echo 123456", to: to) }
    }

    @Test func `what it leaves in the background is not waited for`() throws {
        let start = ContinuousClock.now
        #expect(try code("sleep 30 & echo 123456") == "123456")
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `one that does not end is ended`() throws {
        let failure = #expect(throws: CodeCommand.Failure.self) {
            try code("sleep 60; true", patience: 50)
        }
        #expect(failure?.reason == "the command did not end within 50ms: sleep 60; true")
    }
}
