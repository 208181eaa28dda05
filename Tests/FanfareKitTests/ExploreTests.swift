import FanfareConformance
import FanfareMock
import Foundation
import HTTPEngine
import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import fanfare_kit

/// `explore` from its words to its exit status.
struct ExploreTests {
    private static let suite: Suite = {
        do {
            return try Suite(files: SuiteFile.embedded)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    @Test func `the mock differs from itself in nothing, and the same seed is the same walk`() {
        let run = ToolRun("explore", "--steps", "240", "--workers", "1", "--verbose")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("explored: 4 stories of "))
        #expect(run.out.contains("[A] POST /queues/*/enter\n      200 "))
        let again = ToolRun("explore", "--steps", "240", "--workers", "2", "--verbose")
        #expect(again.out == run.out)
        let other = ToolRun("explore", "--steps", "240", "--seed", "2", "--verbose")
        #expect(other.status == 0)
        #expect(other.out != run.out)
    }

    @Test func `a walk over all calls breaks no invariant of any world`() {
        let broken = Mutex<[String]>([])
        let transport = FunctionTransport(each: { inbox in
            let mock = SharedMock(webhooks: inbox.receive)
            return { request in
                let answer = mock.respond(to: request)
                let found = mock.brokenInvariants().map {
                    "\(request.method) \(request.target): \($0)"
                }
                if !found.isEmpty { broken.withLock { $0 += found } }
                return answer
            }
        })
        let explorer = Explorer(
            DocumentedAnswers(Self.suite), oracle: MockOracle(), readings: [:], workers: 1, seed: 3
        ) { ControlledSide(EmbeddedTarget.controlled, transport) }
        let result = explorer.explore(.moves(300))
        #expect(result.found.isEmpty)
        #expect(broken.withLock(\.self).isEmpty)
    }

    @Test func `a mock at an address differs in nothing`() throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let run = ToolRun("explore", server.baseURL, "--steps", "120")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("explored: 2 stories of "))
    }

    static let mutants = [
        "queues/position-from-zero", "queues/closed-shown-as-open", "queues/one-place-more",
        "draws/all-win",
    ]

    @Test(arguments: mutants) func `a wrong rule is found`(_ name: String) throws {
        let mutant = try #require(RuleMutants.all.first { $0.name == name })
        let walk = MutantWalk(
            suite: Self.suite, oracle: MockOracle(), target: EmbeddedTarget.controlled,
            .moves(6000), seed: 1, base: EmbeddedTarget.transport)
        let verdict = try #require(walk.walk([mutant], workers: 1).first)
        #expect(verdict.found != nil, "\(verdict.moves) moves, \(verdict.occasions) wrong answers")
    }

    private static func explorer(
        of mutant: Mutant, workers: Int = 1
    ) -> (explorer: Explorer, context: RunContext) {
        let transport = mutant.make(EmbeddedTarget.transport()).transport
        let target = EmbeddedTarget.controlled
        let explorer = Explorer(
            DocumentedAnswers(suite), oracle: MockOracle(), readings: [:], workers: workers, seed: 1
        ) { ControlledSide(target, transport) }
        let context = RunContext(
            suite: suite, target: target, transport: transport, run: "explore")
        return (explorer, context)
    }

    @Test func `what differs becomes a short scenario that lint accepts`() throws {
        let mutant = try #require(
            RuleMutants.all.first { $0.name == "queues/leaving-keeps-the-place" })
        let (explorer, context) = Self.explorer(of: mutant)
        let result = explorer.explore(.moves(6000), untilSeverity: .failure)
        let found = try #require(result.found.first { $0.severity == .failure })
        let shrunk = try #require(try explorer.shrunk(found))
        #expect(shrunk.isFinished)
        let report = RunReport(
            context: context, results: [], startedAt: Timestamp(milliseconds: 0), milliseconds: 1
        ).adding([], [found.result(isStrict: false)], until: 15)
        #expect(report.results.map(\.verdict) == [.failed])
        #expect(report.signal == 15)
        #expect(JSONReport.text(report).contains(found.clause.id))
        let discovery = try #require(explorer.discovery(shrunk, in: context))
        #expect(discovery.moves <= 6, "\(discovery.text)")
        #expect(discovery.result.verdict == .failed)
        let story = ExploreText.story(discovery, of: CauseGroup.all([shrunk])[0], seed: 1)
        #expect(story.contains(". ann: POST /queues/"), "\(story)")
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.copySuite(to: folder, adding: discovery.text, as: discovery.name)
        let lint = ToolRun("lint", "--specs", folder.appending(path: "specs").path())
        #expect(!"\(lint.out)\(lint.err)".contains("explored/"), "\(lint.out)\(lint.err)")
        // The right mock does as it says.
        let conform = ToolRun(
            "conform", "--specs", folder.appending(path: "specs").path(), "--only", "explored/*")
        #expect(conform.status == 0, "\(conform.out)\(conform.err)")
    }

    @Test func `all that one wrong rule shows is one finding`() throws {
        let mutant = try #require(
            RuleMutants.all.first { $0.name == "queues/position-from-zero" })
        let explorer = Self.explorer(of: mutant, workers: Environment.processors).explorer
        let found = explorer.explore(.moves(600)).found.filter { $0.severity > .note }
        #expect(found.count > 1)
        let shrunk = explorer.shrunk(found, until: nil).compactMap { try? $0.get() }
        let groups = CauseGroup.all(shrunk)
        #expect(groups.count == 1, "\(groups.map { $0.shown.map(\.found.summary) })")
        #expect(groups.first?.stories ?? 0 > 1)
    }

    @Test func `what is found when time is up is not shrunk`() throws {
        let mutant = try #require(RuleMutants.all.first { $0.name == "queues/one-place-more" })
        let (explorer, _) = Self.explorer(of: mutant)
        let result = explorer.explore(.moves(6000), untilSeverity: .failure)
        let found = try #require(result.found.first { $0.severity == .failure })
        let shrunk = try #require(try explorer.shrunk(found, until: 0))
        #expect(!shrunk.isFinished)
    }

    @Test func `a name that is taken gets a number, unless the same lies there`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func free(_ text: String) -> String {
            Exploration.freeName("found", for: text, in: folder.path)
        }
        #expect(free("one") == "found")
        try "one".write(
            to: folder.appending(path: "found.json"), atomically: true, encoding: .utf8)
        #expect(free("one") == "found")
        #expect(free("two") == "found-2")
    }

    @Test func `a target that is right in another way is not objected to`() throws {
        let liberties = Liberties.all.enumerated().filter { $0.offset % 80 == 7 }.map(\.element)
        let walk = LibertyWalk(
            suite: Self.suite, oracle: MockOracle(), target: EmbeddedTarget.controlled, .moves(120),
            seed: 1, make: Liberties.subject)
        for verdict in walk.walk(liberties, workers: Environment.processors) {
            #expect(verdict.failure == nil)
            for alarm in verdict.alarms {
                Issue.record("\(verdict.liberty.name): \(alarm.line)")
            }
        }
    }

    /// Explores a mock that nobody controls, by a target file with an access.
    private static func explore(
        asDeployment access: String, _ options: String...
    ) throws -> ToolRun {
        var serving = MockServer.Options()
        serving.servesControl = false
        let server = try MockServer(serving)
        try server.start()
        defer { server.stop() }
        setenv("EXPLORE_TESTS_PUBLISHABLE", server.publishableKey, 1)
        let file = FileManager.default.temporaryDirectory.path + "/explore-\(UUID()).json"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text = """
            {"url": "\(server.baseURL)", "keys": {"publishable": "EXPLORE_TESTS_PUBLISHABLE"},
             "access": "\(access)", "resources": {"queue.open": "queue_open", "draw.open": "draw_open"}}
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return ToolRun(["explore", file] + options)
    }

    @Test func `a target without the control protocol is explored among strangers`() throws {
        let run = try Self.explore(asDeployment: "write", "--steps", "96")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.err.contains(" plays among strangers: it leaves people behind"))
        #expect(run.out.contains("explored: 4 stories of "))
        #expect(run.out.contains("taken back: "))
        #expect(!run.out.contains("not taken back"))
    }

    @Test func `where only reading is allowed nothing is made up`() throws {
        let run = try Self.explore(asDeployment: "read", "--steps", "60")
        #expect(run.status == 3, "\(run.out)\(run.err)")
        #expect(run.err.contains("error: nothing can be made up for "))
    }

    @Test func `what hangs is told from what had no time`() throws {
        let server = FunctionTransport { _ in HTTPResponse(status: 200) }
        let way = TimedTransport(server, until: .max)
        let later = Environment.monotonicMilliseconds() + 60_000
        #expect(way.silence(at: later) == nil)
        let channel = try way.apart.open()
        try channel.send(HTTPRequest(method: "GET", target: "/"))
        #expect(way.silence(at: later).map { $0.milliseconds > 50_000 } == true)
        #expect(way.silence(at: later - 60_000) == nil)
        _ = try channel.receive()
        #expect(way.silence(at: later) == nil)
    }

    @Test func `a walk without a move is nothing that was checked`() {
        let said = Mutex("")
        let console = Console(out: { _ in }, err: { text in said.withLock { $0 += text } })
        #expect(Exploration.hasMoved([60, 1], console))
        #expect(said.withLock(\.self) == "")
        #expect(!Exploration.hasMoved([60, 0], console))
        #expect(
            said.withLock(\.self)
                == "error: There was no time for a single move on some. Give more by --explore.\n")
    }

    @Test func `two ends are refused`() {
        let run = ToolRun("explore", "--steps", "60", "--for", "1s")
        #expect(run.status == 2)
        #expect(
            run.err == "error: --steps and --for both say when to stop: leave one out.\n")
    }

    @Test func `how far to walk is a number of moves or a span`() {
        for command in ["mutants", "liberties"] {
            let run = ToolRun(command, "--only", "no/such", "--explore", "soon")
            #expect(run.status == 2)
            #expect(
                run.err.contains("a number of moves, or a duration such as 10s"), "\(run.err)")
        }
        let run = ToolRun("liberties", "--only", "codes/exchange-uuid", "--explore", "60")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("0 objected to"), "\(run.out)")
    }

    @Test func `the mock inside gives the code that it sent, to whom it sent it`() throws {
        let side = MockSide(luck: 1)
        try side.begin(["experiences": []])
        var request = HTTPRequest(
            method: "POST", target: side.address.basePath + "/auth/otp/request")
        request.headers.append("Host", side.address.authority)
        request.headers.append("Content-Type", "application/json")
        request.headers.append("X-Publishable-Key", side.keys(elsewhere: false).publishableKey)
        request.body = Array(#"{"email":"ann@example.com"}"#.utf8)
        #expect(side.answer(to: request).status == 200)
        #expect(side.code(to: "Ann@Example.com")?.count == 6)
        #expect(side.code(to: "ben@example.com") == nil)
        let keys = side.keys(elsewhere: true)
        #expect(keys.publishableKey.hasPrefix("pk_test_"))
        #expect(keys.publishableKey != side.keys(elsewhere: false).publishableKey)
        #expect(keys.publishableKey == side.keys(elsewhere: true).publishableKey)
    }

    @Test func `what is wrong with an option is said before what is selected`() {
        let run = ToolRun("conform", "--only", "no/such", "--explore", "soon")
        #expect(run.status == 2)
        #expect(run.err.contains("a duration such as 60s"), "\(run.err)")
    }

    @Test func `conform explores when told to`() {
        let run = ToolRun("conform", "--only", "guest/session", "--explore", "200ms")
        #expect(run.status == 0, "\(run.out)\(run.err)")
        #expect(run.out.contains("explored: "))
        #expect(run.out.contains("seed 1"))
    }

    private static func copySuite(to folder: URL, adding text: String, as name: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        for part in ["specs", "fixtures"] {
            try manager.copyItem(
                at: Fixtures.packageRoot.appending(path: part), to: folder.appending(path: part))
        }
        // It speaks of the suite as it is.
        try manager.removeItem(at: folder.appending(path: "specs/v1/assurance.json"))
        let explored = folder.appending(path: "specs/v1/scenarios/explored")
        try manager.createDirectory(at: explored, withIntermediateDirectories: true)
        try text.write(
            to: explored.appending(path: "\(name).json"), atomically: true, encoding: .utf8)
    }
}
