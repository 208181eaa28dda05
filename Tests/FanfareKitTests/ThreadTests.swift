import FanfareConformance
import Foundation
import HTTPEngine
import TestSupport
import Testing

/// The tool where the system gives no further threads.
///
/// A thread's stack is as large as the limit for stacks, and so large a one no system has.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct ThreadTests {
    private static let noThreads = "ulimit -s 120000000000"

    @Test func `a call that would be passed on is 503 with the reason, and the mock goes on`()
        throws
    {
        let state = FileManager.default.temporaryDirectory
            .appending(path: "state-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: state) }
        let mock = try MockProcess(
            after: Self.noThreads, endsWithTests: false, "--proxy-to", "http://127.0.0.1:1",
            "--state", state.path(),
            "--state-every", "10ms")
        let connection = try mock.connect()
        for _ in 0..<3 {
            try connection.send(HTTPRequest(method: "GET", target: "/cart"))
            let reply = try connection.receive()
            #expect(reply.status == 503)
            let text = String(decoding: reply.body, as: UTF8.self)
            #expect(text.contains("gives this process no further thread"), "\(text)")
        }
        try connection.send(HTTPRequest(method: "GET", target: "/health"))
        #expect(try connection.receive().status == 200)
        #expect(mock.end() == 0)
    }

    @Test func `a log that has no thread is wrong usage, and conform does with one worker`() throws
    {
        let log = try shell("mock --port 0 --log json")
        #expect(log.status == 2)
        #expect(log.text.hasPrefix("error: --log cannot write. The system gives"), "\(log.text)")
        let run = try shell("conform --workers 8 --only 'guest/*'")
        #expect(run.status == 0)
        #expect(run.text.contains(" passed ("), "\(run.text)")
    }

    private func shell(_ words: String) throws -> (status: Int32, text: String) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "\(Self.noThreads) && exec \"$0\" \(words)", MockProcess.program,
        ]
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitPatiently()
        return (process.terminationStatus, text)
    }
}
