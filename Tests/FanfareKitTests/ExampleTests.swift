import FanfareMock
import Foundation
import TestSupport
import Testing

@testable import fanfare_kit

/// What the help offers is typed as it stands.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct ExampleTests {
    static let examples = FanfareKit.commands.flatMap { $0.examples.map(\.line) }

    @Test(arguments: examples)
    func `every example of every command's help works`(_ line: String) throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let folder = try Self.folder(server.baseURL)
        defer { try? FileManager.default.removeItem(at: folder) }
        let isMock = line.contains("fanfare-kit mock")
        let words = isMock ? Self.served(line) : Self.narrowed(line, server.baseURL)
        let (status, text) = try Self.run(isMock ? Self.untilItListens(words) : words, in: folder)
        #expect(status == 0, "\(words): \(text)")
    }

    /// The files that examples speak of, and stand-ins for programs that need not be installed.
    private static func folder(_ address: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "examples-\(UUID().uuidString)")
        let manager = FileManager.default
        try manager.createDirectory(
            at: folder.appending(path: "bin"), withIntermediateDirectories: true)
        try manager.createDirectory(
            at: folder.appending(path: "here"), withIntermediateDirectories: true)
        try manager.createSymbolicLink(
            atPath: folder.path() + "/bin/fanfare-kit", withDestinationPath: MockProcess.program)
        for name in ["specs", "fixtures"] {
            try manager.createSymbolicLink(
                at: folder.appending(path: "here/\(name)"),
                withDestinationURL: Fixtures.packageRoot.appending(path: name))
        }
        let programs = ["jq": "trap '' TERM\ncat >&2", "openssl": "echo 0123456789abcdef0123"]
        for (name, script) in programs {
            let path = folder.path() + "/bin/" + name
            try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o755)
        }
        for name in ["staging", "production"] {
            try #"{"url": "\#(address)"}"#.write(
                toFile: folder.path() + "/here/\(name).json", atomically: true, encoding: .utf8)
        }
        try Self.recording.write(
            toFile: folder.path() + "/here/night.har", atomically: true, encoding: .utf8)
        let state = folder.path() + "/.local/state/fanfare-kit/ledger"
        try manager.createDirectory(atPath: state, withIntermediateDirectories: true)
        for ledger in ["\(state)/7q2m4x0c9d1ze.jsonl", folder.path() + "/here/ledger.jsonl"] {
            let head =
                #"{"format":"fanfare-kit-ledger/1","run":"7q2m4x0c9d1ze","target":"\#(address)","startedAt":""}"#
            try (head + "\n").write(toFile: ledger, atomically: true, encoding: .utf8)
        }
        try manager.copyItem(
            at: Fixtures.packageRoot.appending(path: "fixtures/worlds/default.json"),
            to: folder.appending(path: "here/my-world.json"))
        return folder
    }

    /// A night in which somebody asked whether the API is there.
    private static let recording = """
        {"log": {"version": "1.2", "entries": [{"startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
          "request": {"method": "GET", "url": "https://consumer.example.com/api/v1/health", "headers": []},
          "response": {"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": 15, "text": "{\\"status\\":\\"ok\\"}"}}}]}}
        """

    /// The line with a server that is there; what would run everything runs one chapter.
    private static func narrowed(_ line: String, _ address: String) -> String {
        var line = line.replacing("http://127.0.0.1:4802", with: address)
            .replacing("https://consumer.example.com", with: address)
            .replacing("exp_1", with: "exp_holiday_sale")
            // However busy the machine is, there is time for a move.
            .replacing("--for 10s", with: "--steps 300")
        let isWide = !line.contains("--only") && !line.contains("--har")
        if line.contains(/fanfare-kit (conform|compare)/), isWide { line += " --only 'guest/*'" }
        if line.contains(/fanfare-kit (mutants|liberties)/), !line.contains("--list") {
            line += " --list"
        }
        return line
    }

    /// The line with a free port, on this machine alone.
    private static func served(_ line: String) -> String {
        let line = line.replacing("0.0.0.0", with: "127.0.0.1")
        return line.contains("--port")
            ? line : line.replacing(" mock", with: " mock --port 0 --port-file port.txt")
    }

    /// Serves until the port is known, and ends like Ctrl-C: all of a pipeline.
    private static func untilItListens(_ line: String) -> String {
        """
        set -m
        \(line) >/dev/null &
        for _ in $(seq 3000); do [ -s port.txt ] && break; kill -0 %1 2>/dev/null || break; sleep 0.01; done
        [ -s port.txt ] || exit 9
        kill -TERM %1 && wait %1
        """
    }

    private static func run(_ script: String, in folder: URL) throws -> (Int32, String) {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", script]
        shell.currentDirectoryURL = folder.appending(path: "here")
        shell.environment = [
            "PATH": folder.path() + "/bin:/usr/bin:/bin", "HOME": folder.path(),
        ]
        let errors = Pipe()
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = errors
        try shell.run()
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        shell.waitPatiently()
        guard !shell.isRunning else {
            kill(shell.processIdentifier, SIGKILL)
            return (-1, "it does not end")
        }
        return (shell.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
