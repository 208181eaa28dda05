import Foundation
import HTTPEngine
import TestSupport
import Testing

@testable import fanfare_kit

/// A file that may grow no further ends no process.
@Suite(.enabled(if: MockProcess.isBuilt, "the tool is not built"))
struct FileSizeTests {
    private let file = FileManager.default.temporaryDirectory
        .appending(path: "large-\(ProcessInfo.processInfo.globallyUniqueString)")

    init() {
        // What starts the tests may ignore it, and then so would what they start.
        signal(SIGXFSZ, SIG_DFL)
    }

    @Test func `a report that is too large is an error in a sentence`() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let line = "ulimit -f 1; exec \"$0\" conform --only 'queues/*' --json \"$1\" 2>&1"
        process.arguments = ["-c", line, MockProcess.program, file.path()]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitPatiently()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 2)
        #expect(String(decoding: said, as: UTF8.self).contains("File too large"))
    }

    @Test func `a mock whose state is too large serves on and says so in the end`() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let mock = try MockProcess(
            after: "ulimit -f 1", "--state", file.path(), "--state-every", "10ms")
        let connection = try mock.connect()
        for _ in 0..<20 {
            try connection.send(
                HTTPRequest(
                    method: "POST", target: "/auth/guest",
                    headers: ["X-Publishable-Key": "pk_test_mock00000000"]))
            #expect(try connection.receive().status == 200)
        }
        #expect(mock.end() == 2)
    }

    @Test(arguments: ["write x: no space", "No thread. Let it do less at once."])
    func `a reason ends with one full stop, whether it is a sentence or not`(_ reason: String) {
        let words = Command.notSaved(reason)
        #expect(words.hasSuffix(".") && !words.hasSuffix(".."))
    }
}
