import Foundation
import TestSupport
import Testing

/// Whoever reads what the tool says may go away at any time.
@Suite(.enabled(if: MockProcess.isBuilt, "the tool is not built"))
struct ClosedStreamTests {
    /// Runs a line of the shell in which `$0` is the tool and `$1` a file for a report.
    private func run(_ line: String) throws -> (status: String, report: String?) {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "report-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line, MockProcess.program, file.path()]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitPatiently()
        return (
            String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines),
            try? String(contentsOf: file, encoding: .utf8)
        )
    }

    @Test(arguments: [
        // The reader is gone long before the last word, which comes after every scenario.
        "{ \"$0\" conform --verbose --only 'queues/*' --json \"$1\"; echo $? >&3; } | exec 0<&-",
        "\"$0\" conform --verbose --only 'queues/*' --json \"$1\" >&- 2>&-; echo $?",
    ])
    func `a reader that goes away costs neither status nor report`(_ line: String) throws {
        let (status, report) = try run("{ \(line); } 3>&1")
        #expect(status == "0")
        let text = try #require(report)
        #expect(text.hasPrefix("{") && text.hasSuffix("}\n"))
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"),
        arguments: [
            "conform --only guest/session --json \"$1\"", "--help", "routes", "show guest/session",
        ])
    func `results that are lost on a full disk are 2`(_ words: String) throws {
        #expect(try run("\"$0\" \(words) >/dev/full; echo $?").status == "2")
    }
}
