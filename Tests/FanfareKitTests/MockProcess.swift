import FanfareConformance
import Foundation
import HTTPEngine
import SystemFiles
import TestSupport
import Testing

/// A `fanfare-kit mock` in a process of its own, which ends with the test at the latest.
final class MockProcess {
    /// The program lies beside the tests.
    static let program = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "fanfare-kit").path()

    static let isBuilt = FileManager.default.isExecutableFile(atPath: program)

    let process = Process()
    let port: Int

    /// Starts it with further options after some words of the shell, and waits until it listens.
    ///
    /// It ends with this process, for which it needs a thread.
    init(
        after words: String = "true", endsWithTests: Bool = true, _ options: String...
    ) throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "port-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: file) }
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            [
                "-c", "\(words) && exec \"$0\" mock --port 0 --port-file \"$@\"",
                Self.program, file.path(),
            ] + (endsWithTests ? ["--exit-with-parent"] : []) + options
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<30_000 where process.isRunning {
            let text = (try? Files.read(file.path())).map { String(decoding: $0, as: UTF8.self) }
            if let text, text.hasSuffix("\n"), let port = Int(text.dropLast()) {
                self.port = port
                return
            }
            usleep(1000)
        }
        kill(process.processIdentifier, SIGKILL)
        throw CocoaError(.fileReadNoSuchFile)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitPatiently()
    }

    /// A new connection to it.
    func connect() throws -> HTTPConnection { try HTTPConnection(host: "127.0.0.1", port: port) }

    /// Sends it a signal and waits for its end; its status, or the signal that ended it, negative.
    func end(_ signal: Int32 = SIGTERM) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitPatiently()
        guard !process.isRunning else { return .max }
        return process.terminationReason == .exit
            ? process.terminationStatus : -process.terminationStatus
    }
}
