import Foundation
import HTTPEngine
import SystemFiles
import TestSupport
import Testing

/// A mock that is not to outlive what has started it.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct ParentProcessTests {
    @Test func `a mock ends with its parent, however that ends, and saves its state`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parent-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let parent = Process()
        parent.executableURL = URL(filePath: "/bin/sh")
        parent.arguments = [
            "-c",
            "\"$0\" mock --exit-with-parent --port 0 --port-file \"$1/port\" --state \"$1/state\""
                + " --state-every 1h & exec sleep 60",
            MockProcess.program, folder.path(),
        ]
        (parent.standardOutput, parent.standardError) = (
            FileHandle.nullDevice, FileHandle.nullDevice
        )
        try parent.run()
        defer { kill(parent.processIdentifier, SIGKILL) }
        var port: Int?
        for _ in 0..<30_000 where port == nil {
            let bytes = try? Files.read(folder.appending(path: "port").path())
            port = bytes.flatMap { Int(String(decoding: $0, as: UTF8.self).dropLast()) }
            if port == nil { usleep(1000) }
        }
        let listening = try #require(port)
        let client = try HTTPConnection(host: "127.0.0.1", port: listening)
        try client.send(HTTPRequest(method: "GET", target: "/health"))
        #expect(try client.receive().status == 200)
        client.close()
        kill(parent.processIdentifier, SIGKILL)
        let state = folder.appending(path: "state").path()
        for _ in 0..<30_000 where !FileManager.default.fileExists(atPath: state) { usleep(1000) }
        #expect(FileManager.default.fileExists(atPath: state))
        var isGone = false
        for _ in 0..<30_000 where !isGone {
            isGone = (try? HTTPConnection(host: "127.0.0.1", port: listening)) == nil
            if !isGone { usleep(1000) }
        }
        #expect(isGone)
    }
}
