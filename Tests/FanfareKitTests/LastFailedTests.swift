import FanfareMock
import Foundation
import HTTPEngine
import Testing

/// The tool as a process, with a cache of its own.
struct LastFailedTests {
    private static let tool = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "fanfare-kit").path()

    /// Runs a line of shell in which `kit` is the tool, and answers what it prints, errors included.
    private func shell(_ script: String, cache: URL) throws -> String {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", "kit() { \"$0\" \"$@\" 2>&1; }; \(script)", Self.tool]
        shell.environment = ["XDG_CACHE_HOME": cache.path(), "PATH": "/usr/bin:/bin"]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: tool), "the tool is not built"))
    func `what failed is run again, for each target by itself`() throws {
        let cache = FileManager.default.temporaryDirectory
            .appending(path: "cache-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: cache) }
        let wrong = try WrongServer { request, response in
            if request.path.hasSuffix("/otp/verify") { response.status = 400 }
        }
        let scope = "--only otp/expired-code --only guest/session"
        let first = try shell("kit conform \(wrong.url) \(scope); echo status $?", cache: cache)
        #expect(first.contains("2 scenarios: 1 passed, 1 failed"), "\(first)")
        let again = try shell(
            "kit conform \(wrong.url) --last-failed; echo status $?", cache: cache)
        #expect(again.contains("1 scenario: 0 passed, 1 failed"), "\(again)")
        #expect(again.contains("FAILED  otp/expired-code"), "\(again)")
        let other = try shell(
            "kit conform --only guest/session; kit conform --last-failed; echo status $?",
            cache: cache)
        #expect(
            other.contains(
                "error: Nothing failed in the last run against the embedded mock.\nstatus 5"),
            "\(other)")
        let still = try shell(
            "kit conform \(wrong.url) --last-failed; echo status $?", cache: cache)
        #expect(still.contains("1 scenario: 0 passed, 1 failed"), "\(still)")
    }
}
