import FanfareConformance
import Foundation
import JSONTree
import Testing

@testable import fanfare_kit

/// `liberties` from its words to its exit status; the whole run is the check's, not a test's.
struct LibertiesTests {
    @Test func `no liberty alone is objected to by the two scenarios whose turn it is`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let runner = LibertyRunner(
            suite: suite, target: EmbeddedTarget.controlled, workers: Environment.processors,
            base: EmbeddedTarget.transport(), for: Liberties.all, isKnownToBeRight: true,
            make: Liberties.subject)
        let trials = runner.alone(Liberties.all, limit: 2, untilItShows: false)
        for result in runner.run(trials) where !result.alarms.isEmpty {
            Issue.record("\(LibertyText.fault(result))")
        }
    }

    @Test func `a token of another algorithm is one note, where its form is looked at`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let liberty = try #require(
            Liberties.all.first { $0.name == "tokens/signed-with-rs256" })
        let context = RunContext(
            suite: suite, target: EmbeddedTarget.controlled,
            transport: Liberties.subject([liberty]).transport, run: "algorithm")
        let chapters = ["tokens/", "guest/", "refresh/", "logout/", "linking/email"]
        let scenarios = suite.scenarios.filter { scenario in
            chapters.contains { scenario.name.hasPrefix($0) }
        }
        let results = Runner(context, workers: 1).run(scenarios)
        let objections = results.filter { $0.verdict != .passed }
        #expect(objections.map(\.scenario.name) == ["tokens/form"])
        #expect(objections.map(\.verdict) == [.note])
        #expect(objections.flatMap(\.findings).map(\.clause.id) == ["tokens.header"])
    }

    @Test func `a scenario that asks for more than is documented is told, and ends with 1`() throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let strict = """
            {"title": "a draw is made with 201", "clause": "admin.draw",
              "steps": [{"send": "POST /draws", "as": "secret",
                "body": {"sequenceId": "{sequence.main}", "drawAt": "2090-01-01T00:00:00Z", "winnerCount": 1},
                "expect": {"status": 201}}]}
            """
        try Self.copySuite(to: folder, adding: strict, as: "admin/too-strict")
        let run = ToolRun(
            "liberties", "--only", "status/200-for-post-draws", "--sets", "0",
            "--specs", folder.appending(path: "specs").path())
        #expect(run.status == 1, "\(run.out)\(run.err)")
        #expect(run.out.contains("  admin/too-strict: admin.draw [R] status 200, expected 201\n"))
        #expect(run.out.contains("1 liberty alone, 0 sets of 3"))
    }

    @Test func `one liberty is taken and reported`() throws {
        let file = FileManager.default.temporaryDirectory.path + "/liberties-\(UUID()).json"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = ToolRun("liberties", "--only", "values/seeds", "--json", file)
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("1 liberty alone, 0 sets of 3, "))
        let report = try JSONNode(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        #expect(report["totals"]?["alarmed"] == 0)
        #expect(report["alone"]?[0]?["liberties"]?[0] == "values/seeds")
    }

    @Test func `liberties are listed with what they do and why it is permitted`() {
        let run = ToolRun("liberties", "--list", "--only", "request-id/uuid")
        #expect(run.status == 0)
        #expect(
            run.out
                == "request-id/uuid  X-Request-Id looks otherwise (uuid); its form is nowhere said\n"
        )
    }

    @Test func `a pattern that means no liberty is 5 and names the nearest`() {
        let run = ToolRun("liberties", "--only", "request-id/uid")
        #expect(run.status == 5)
        #expect(
            run.err
                == "error: No liberty matches 'request-id/uid'. Did you mean 'request-id/uuid'?\n")
    }

    /// The suite as a folder, with one scenario more.
    private static func copySuite(to folder: URL, adding scenario: String, as name: String) throws {
        for file in SuiteFile.embedded {
            try write(file.bytes, to: folder.appending(path: file.path))
        }
        let path = "specs/v1/scenarios/\(name).json"
        try write(Array(scenario.utf8), to: folder.appending(path: path))
    }

    private static func write(_ bytes: [UInt8], to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
