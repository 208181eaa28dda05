import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// The machinery that proves a suite can fail, on suites of a few lines.
struct MutantTests {
    private static let target = ScriptedTarget { _ in .json(200, #"{"a": 1, "b": "text"}"#) }

    private static let steps =
        #"[{"send": "GET /x", "expect": {"status": 200, "body": {"a": 1}}}]"#

    @Test func `everything that a check says becomes a mutant, and the check notices each`() throws
    {
        let suite = try TinySuite.suite(steps: Self.steps)
        let results = try Self.judged(suite, GeneratedMutants.all(for: suite, basePath: "/api/v1"))
        #expect(
            results.map(\.mutant.name) == [
                "answers/get-x/200/a/changed", "answers/get-x/200/a/dropped",
                "answers/get-x/200/a/null", "answers/get-x/200/a/one-less",
                "answers/get-x/200/a/renamed", "answers/get-x/200/a/retyped",
                "answers/get-x/200/body/null", "answers/get-x/200/body/retyped",
                "answers/get-x/200/status/201",
            ])
        #expect(results.map(\.verdict.word) == Array(repeating: "killed", count: results.count))
        #expect(results.map(\.occasions) == Array(repeating: 1, count: results.count))
    }

    @Test func `what no check says anything about survives`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let result = try #require(try Self.judged(suite, [Self.mutant("b", "clause otp.a")]).first)
        #expect(result.isHole)
        #expect(result.occasions == 1)
        #expect(
            MutantText.survivor(result, in: suite) == """
                SURVIVED  test/b
                          The member b is missing.
                          otp.a [A]: Codes expire.
                          1 answer was wrong in 1 scenario, and no check noticed.

                """)
    }

    @Test func `a note is not enough to notice what contradicts an authoritative page`() throws {
        let suite = try TinySuite.suite(steps: Self.steps, clause: "otp.c")
        let results = try Self.judged(
            suite, [Self.mutant("a", "clause otp.a"), Self.mutant("a", "clause otp.c")])
        #expect(results.map(\.verdict.word) == ["survived", "killed"])
    }

    @Test func `a scenario that only stops does not notice`() throws {
        let suite = try TinySuite.suite(
            steps:
                #"[{"send": "GET /x", "keep": {"a": "/a"}}, {"send": "GET /x", "expect": {"status": 200}}]"#
        )
        let results = try Self.judged(suite, [Self.mutant("a", "clause otp.a")])
        #expect(results.map(\.verdict.word) == ["survived"])
    }

    @Test func `a guide or our own choice makes no answer mutants`() throws {
        for clause in ["otp.g", "otp.c"] {
            let suite = try TinySuite.suite(steps: Self.steps, clause: clause)
            #expect(GeneratedMutants.all(for: suite, basePath: "/api/v1").isEmpty)
        }
    }

    @Test func `a scenario that fails on the right target is a fault of ours`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 201}}]"#)
        let runner = try Self.runner(suite)
        #expect(runner.unsound.map(\.scenario.name) == ["otp/one"])
        let results = runner.judge(GeneratedMutants.all(for: suite, basePath: "/api/v1"))
        #expect(Set(results.map(\.verdict.word)) == ["unsound"])
    }

    @Test func `a reason makes a survivor equivalent, and is stale once it is noticed or gone`()
        throws
    {
        let suite = try TinySuite.suite(steps: Self.steps)
        let mutants = [Self.mutant("a", "clause otp.a"), Self.mutant("b", "clause otp.a")]
        let results = try Self.judged(suite, mutants)

        let right = try Self.equivalents(["test/b"])
        #expect(right.applied(to: results).map(\.verdict.word) == ["killed", "equivalent"])
        #expect(right.stale(results, among: mutants).isEmpty)

        let wrong = try Self.equivalents(["test/a", "test/*", "test/bb"])
        #expect(
            wrong.stale(results, among: mutants).map(\.message) == [
                "\"test/a\" is not equivalent: otp/one notices it",
                "\"test/a\" is not equivalent: otp/one notices it",
                "\"test/bb\" means no mutant. Did you mean 'test/b'?",
            ])
    }

    @Test func `a wrong target recognises the tokens it gave out wrongly`() throws {
        let target = ScriptedTarget { request in
            if request.path.hasSuffix("/start") { return .json(200, #"{"token": "token-000"}"#) }
            let isKnown = request.headers["Authorization"] == "Bearer token-000"
            return .json(isKnown ? 200 : 401, #"{"ok": true}"#)
        }
        let suite = try TinySuite.suite(
            steps: """
                [
                  {"send": "POST /start", "expect": {"status": 200, "body": {"token": "$id"}},
                    "keep": {"t": "/token"}},
                  {"send": "GET /x", "token": "{t}", "expect": {"status": 200}}
                ]
                """)
        let mutants = GeneratedMutants.all(for: suite, basePath: "/api/v1")
        let changed = mutants.filter { $0.name == "answers/post-start/200/token/changed" }
        let results = try Self.judged(suite, changed, target)
        #expect(results.map(\.verdict.word) == ["survived"])
        #expect(results.map(\.occasions) == [1])
    }

    @Test func `an unknown name belongs to the operation, a path that works is one of its own`()
        throws
    {
        let suite = try TinySuite.suite(
            steps: """
                [
                  {"send": "GET /queues/{queue.open}", "expect": {"status": 200}},
                  {"send": "GET /queues/nowhere", "expect": {"status": 404}},
                  {"send": "GET /queues/mine", "expect": {"status": 200}}
                ]
                """)
        let table = OperationTable(suite.scenarios)
        let found = ["/queues/queue_open", "/queues/nowhere", "/queues/mine", "/other"].map {
            table.operation(method: "GET", path: $0)?.description
        }
        #expect(found == ["GET /queues/*", "GET /queues/*", "GET /queues/mine", nil])
    }
}

extension MutantTests {
    /// A target that leaves a member out.
    private static func mutant(_ member: String, _ clause: String) -> Mutant {
        let id = clause.replacing("clause ", with: "")
        return Mutant(
            name: "test/\(member)", sentence: "The member \(member) is missing", clauses: [id]
        ) { base in
            let count = Counter()
            let transport = FunctionTransport { request in
                _ = count.next()
                let channel = try? base.open()
                try? channel?.send(request)
                var response = (try? channel?.receive()) ?? HTTPResponse(status: 500)
                let text = String(decoding: response.body, as: UTF8.self)
                response.body = Array(text.replacing("\"\(member)\"", with: "\"gone\"").utf8)
                return response
            }
            return Mutant.Subject(transport: transport) { count.next() - 1 }
        }
    }

    private static func equivalents(_ patterns: [String]) throws -> EquivalentMutants {
        let entries = patterns.map { #"{"mutants": "\#($0)", "reason": "none can"}"# }
        let text = #"{"equivalent": [\#(entries.joined(separator: ","))]}"#
        return try EquivalentMutants(
            SuiteFile(path: EquivalentMutants.path, bytes: Array(text.utf8)))
    }

    private static func runner(
        _ suite: Suite, _ target: ScriptedTarget = target
    ) throws -> MutantRunner {
        let context = try target.context(suite)
        return MutantRunner(suite: suite, target: context.target, workers: 2) { target.transport }
    }

    private static func judged(
        _ suite: Suite, _ mutants: [Mutant], _ target: ScriptedTarget = target
    ) throws -> [MutantResult] {
        let runner = try runner(suite, target)
        #expect(runner.unsound.isEmpty)
        return runner.judge(mutants)
    }
}
