import Testing

@testable import FanfareConformance

/// Commands of the user's that print codes, and some that do not.
struct CodeCommandTests {
    private func code(_ command: String, patience: Int = 60_000) throws -> String {
        try CodeCommand.code(
            command, to: "o'neil@example.com", patience: TimeSpan(milliseconds: patience))
    }

    @Test func `the first run of four digits or more is the code`() throws {
        #expect(try code("echo in 12 minutes: 123456, not 654321") == "123456")
        #expect(try code("printf '%s 4711' {to} | sed s/[^0-9]//g") == "4711")
    }

    @Test(
        arguments: [
            ("echo nothing", "the command printed none"), ("true", "the command printed none"),
            ("/no/such/command", "the command cannot be run (the shell ended with 127)"),
            ("yes nothing", "the command printed none"),
        ])
    func `what prints no code is told of as what it is`(_ command: String, _ reason: String) {
        #expect(throws: CodeCommand.Failure(reason: reason)) { try code(command) }
    }

    @Test func `one that does not end is ended`() {
        #expect(throws: CodeCommand.Failure(reason: "the command did not end within 50ms")) {
            try code("sleep 60; true", patience: 50)
        }
    }
}
