import FanfareConformance
import Foundation
import HTTPEngine
import TestSupport
import Testing

/// A mock that the system gives no further descriptors.
struct DescriptorTests {
    /// The program lies beside the tests.
    private static let program = URL(filePath: CommandLine.arguments[0])
        .deletingLastPathComponent().appending(path: "fanfare-kit").path()

    private static let isBuilt = FileManager.default.isExecutableFile(atPath: program)

    /// Starts a mock that may have so many descriptors, and waits until it listens.
    private func start(descriptors: Int) throws -> (process: Process, port: Int) {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "port-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -n \(descriptors) && exec \"$0\" mock --port 0 --port-file \"$1\"",
            Self.program, file.path(),
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<30_000 where process.isRunning {
            let text = (try? Files.read(file.path())).map { String(decoding: $0, as: UTF8.self) }
            if let port = text.flatMap({ Int($0.dropLast()) }) { return (process, port) }
            usleep(1000)
        }
        throw CocoaError(.fileReadNoSuchFile)
    }

    /// How many hundredths of a second of processor time a process has used, where that can be read.
    private func ticks(_ process: Process) -> Int? {
        let stat = try? Files.read("/proc/\(process.processIdentifier)/stat")
        let words = stat.map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        return words.count > 14 ? (Int(words[13]) ?? 0) + (Int(words[14]) ?? 0) : nil
    }

    @Test(.enabled(if: Self.isBuilt, "fanfare-kit does not lie beside the tests"))
    func `out of descriptors it serves whom it has, waits, and takes the others in later`() throws {
        // A few fewer than its own limit of connections leaves it.
        let (process, port) = try start(descriptors: 13)
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitPatiently()
        }
        let connect = { try HTTPConnection(host: "127.0.0.1", port: port) }
        let health = HTTPRequest(method: "GET", target: "/health")
        let served = try (0..<2).map { _ in try connect() }
        for client in served {
            try client.send(health)
            #expect(try client.receive().status == 200)
        }
        let waiting = try (0..<20).map { _ in try connect() }
        for client in waiting { try client.send(health) }
        let before = ticks(process)
        try served[0].send(HTTPRequest(method: "GET", target: "/__admin/inbox?wait=1s"))
        #expect(try served[0].receive().status == 200)
        if let before, let after = ticks(process) {
            #expect(after - before < 50, "it takes \(after - before) % of a processor to wait")
        }
        for client in served { client.close() }
        for client in waiting {
            #expect(try client.receive().status == 200)
            client.close()
        }
        // Tests run with signals blocked, which a process that they start inherits.
        process.terminate()
        process.waitPatiently()
        #expect(!process.isRunning)
        #expect(process.isRunning || process.terminationStatus == 0)
    }
}
