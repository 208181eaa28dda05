import Foundation
import TestSupport
import Testing

/// A server in another language, with faults of its own and every liberty that is permitted.
@Suite(.enabled(if: FlawedServer.python != nil, "python3 is not installed"))
struct FlawedServerTests {
    /// What such a server can be asked: it knows guests and nothing else.
    private static let scope = [
        "guest/session", "guest/no-email", "guest/no-fingerprint", "tokens/*",
        "credentials/no-credential", "credentials/unknown-key", "limits/reset",
        "errors/unknown-route", "errors/wrong-method", "errors/request-ids-differ",
        "serving/identifiers", "serving/any-host", "serving/answers-are-json",
    ].flatMap { ["--only", $0] }

    @Test func `exactly its faults are found, and none of its liberties`() throws {
        let server = try FlawedServer()
        setenv("FLAWED_KEY", "pk_test_flawed0000000000", 1)
        setenv("FLAWED_ORGANIZATION", "org_flawed", 1)
        let target = FileManager.default.temporaryDirectory
            .appending(path: "flawed-\(server.port).json")
        defer { try? FileManager.default.removeItem(at: target) }
        try """
        {"url": "http://127.0.0.1:\(server.port)/v1",
         "keys": {"publishable": "FLAWED_KEY", "organization": "FLAWED_ORGANIZATION"},
         "pace": {"codesPerMinute": 0, "requestsPerSecond": 0}, "resources": {}}
        """.write(to: target, atomically: true, encoding: .utf8)
        let run = ToolRun(["conform", target.path()] + Self.scope)
        #expect(run.status == 1)
        #expect(
            Self.failures(run.out) == [
                "credentials/no-credential: credentials.missing",
                "credentials/unknown-key: credentials.required.status",
                "guest/session: guest.session",
                "limits/reset: limits.headers.reset",
                "tokens/claims: tokens.claims",
            ], "\(run.out)")
        #expect(!run.out.contains("WARNING"), "\(run.out)")
    }

    /// `scenario: clause` for each failed check.
    private static func failures(_ text: String) -> [String] {
        var scenario: String?
        var found: [String] = []
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("FAILED  ") {
                scenario = String(line.dropFirst("FAILED  ".count))
            } else if line.first?.isUppercase == true {
                scenario = nil
            } else if let scenario,
                let clause = line.wholeMatch(of: #/ {8}([a-z.-]+) \[[AR]\]: .*/#)
            {
                found.append("\(scenario): \(clause.1)")
            }
        }
        return found
    }
}

/// `fixtures/servers/flawed.py` as a process; it ends with the test.
final class FlawedServer {
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let port: Int
    private let process = Process()
    private let input = Pipe()

    init() throws {
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [
            Fixtures.packageRoot.appending(path: "fixtures/servers/flawed.py").path()
        ]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit {
        process.terminate()
    }
}
