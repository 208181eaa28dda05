import FanfareConformance
import Foundation
import HTTPEngine
import JSONTree
import Synchronization
import SystemFiles
import TestSupport
import Testing

/// What signals do to a mock that serves.
@Suite(.enabled(if: MockProcess.isBuilt, "fanfare-kit does not lie beside the tests"))
struct StopSignalTests {
    private let state = FileManager.default.temporaryDirectory
        .appending(path: "state-\(ProcessInfo.processInfo.globallyUniqueString)")

    private func status(_ mock: MockProcess, _ method: String, _ target: String) throws -> Int {
        let connection = try mock.connect()
        defer { connection.close() }
        try connection.send(
            HTTPRequest(
                method: method, target: target,
                headers: ["X-Publishable-Key": "pk_test_mock00000000"]))
        return try connection.receive().status
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
    func `each of them saves the state, a terminal that closes among them`(
        _ signal: Int32
    ) throws {
        defer { try? FileManager.default.removeItem(at: state) }
        let mock = try MockProcess("--state", state.path(), "--state-every", "1h")
        #expect(try status(mock, "POST", "/auth/guest") == 200)
        #expect(mock.end(signal) == 0)
        #expect(try Files.read(state.path()).count > 100)
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
    func `a run that is interrupted writes what it has found, and ends by the signal`(
        _ signal: Int32
    ) throws {
        defer { try? FileManager.default.removeItem(at: state) }
        let answered = Atomic(0)
        let server = try WrongServer { _, _ in answered.add(1, ordering: .relaxed) }
        let process = Process()
        process.executableURL = URL(filePath: MockProcess.program)
        process.arguments = [
            "conform", server.url, "--only", "guest/session", "--repeat", "10000", "--json",
            state.path(),
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // So many that the run is past its beginning, and far from its end.
        for _ in 0..<30_000 where answered.load(ordering: .relaxed) < 50 { usleep(1000) }
        kill(process.processIdentifier, signal)
        process.waitPatiently()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        #expect(try Files.read(state.path()).count > 100)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `no report of an interrupted run is taken for a whole one`(_ signal: Int32) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "reports-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let formats = ["--json", "--junit", "--tap", "--html", "--markdown"]
        let answered = Atomic(0)
        let server = try WrongServer { _, _ in answered.add(1, ordering: .relaxed) }
        let process = Process()
        process.executableURL = URL(filePath: MockProcess.program)
        process.arguments =
            ["conform", server.url, "--workers", "1"]
            + formats.flatMap { [$0, folder.appending(path: String($0.dropFirst(2))).path()] }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<30_000 where answered.load(ordering: .relaxed) < 50 { usleep(1000) }
        kill(process.processIdentifier, signal)
        process.waitPatiently()
        #expect(process.terminationReason == .uncaughtSignal)
        let texts = try Dictionary(
            uniqueKeysWithValues: formats.map {
                (
                    $0,
                    String(
                        decoding: try Files.read(
                            folder.appending(path: String($0.dropFirst(2))).path()), as: UTF8.self)
                )
            })
        let name = signal == SIGINT ? "SIGINT" : "SIGTERM"
        for (format, text) in texts { #expect(text.contains(name), "\(format)") }
        let report = try JSONNode(parsing: texts["--json"] ?? "")
        #expect(report["exitStatus"]?.integer == Int(128 + signal))
        let totals = report["totals"]
        let left = totals?["not run"]?.integer ?? 0
        #expect(left > 100)
        #expect(totals?["all"]?.integer == left + (totals?["passed"]?.integer ?? 0))
        #expect(texts["--junit"]?.contains(" errors=\"1\"") == true)
        #expect(texts["--tap"]?.contains("\nBail out! ") == true)
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM], ["conform", "compare"])
    func `a run that is interrupted leaves no organization behind`(
        _ signal: Int32, _ command: String
    ) throws {
        let mock = try MockProcess()
        let process = Process()
        process.executableURL = URL(filePath: MockProcess.program)
        let target = "http://127.0.0.1:\(mock.port)"
        process.arguments =
            command == "conform"
            ? [command, target, "--repeat", "10000"] : [command, target, target]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let organizations = {
            let connection = try mock.connect()
            defer { connection.close() }
            try connection.send(HTTPRequest(method: "GET", target: "/__admin/organizations"))
            let body = try JSONNode(parsing: try connection.receive().body)
            return body["organizations"]?.elements?.count ?? 0
        }
        for _ in 0..<3000 {
            if try organizations() > 1 { break }
            usleep(10_000)
        }
        kill(process.processIdentifier, signal)
        process.waitPatiently()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        #expect(try organizations() == 1)
        #expect(mock.end() == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a walk is over soon after a signal, though the target hangs`(_ signal: Int32) throws {
        let asked = Atomic(0)
        let server = try WrongServer(hangs: { _ in
            asked.add(1, ordering: .relaxed).newValue > 400
        })
        let process = Process()
        process.executableURL = URL(filePath: MockProcess.program)
        process.arguments = ["explore", server.url, "--for", "5m"]
        process.standardOutput = FileHandle.nullDevice
        let complaints = Pipe()
        process.standardError = complaints
        try process.run()
        for _ in 0..<60_000 where asked.load(ordering: .relaxed) <= 400 { usleep(1000) }
        let start = Environment.monotonicMilliseconds()
        kill(process.processIdentifier, signal)
        process.waitPatiently()
        // A time-out alone is ten seconds.
        #expect(Environment.monotonicMilliseconds() - start < 9000)
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        let text = String(
            decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("interrupted "), "\(text)")
    }

    @Test func `where the hang-up was ignored at the start it stays ignored`() throws {
        let mock = try MockProcess(after: "trap '' HUP")
        kill(mock.process.processIdentifier, SIGHUP)
        #expect(try status(mock, "GET", "/health") == 200)
        #expect(mock.end() == 0)
    }
}
