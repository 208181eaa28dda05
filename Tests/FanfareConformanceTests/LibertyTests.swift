import FanfareConformance
import HTTPEngine
import TestSupport
import Testing

/// The machinery that proves a suite to be fair, on suites of a few lines.
struct LibertyTests {
    private static let lenient = #"[{"send": "GET /x", "expect": {"status": "2xx"}}]"#

    @Test func `a check that asks for more than is documented is told with its clause`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#, clause: "otp.a")
        let result = try #require(try Self.results(suite, [Self.created]).first)
        #expect(result.occasions == 1)
        #expect(result.isFault)
        #expect(
            LibertyText.fault(result) == """
                ALARM  status/created
                  Answers are 201, which no page excludes.
                  otp/one: otp.a [A] status 201, expected 200

                """)
    }

    @Test func `a check that takes what is permitted says nothing, and a note is no alarm`() throws
    {
        let suite = try TinySuite.suite(steps: Self.lenient, clause: "otp.a")
        #expect(try Self.results(suite, [Self.created]).allSatisfy { !$0.isFault })
        let choice = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#, clause: "otp.c")
        #expect(try Self.results(choice, [Self.created]).allSatisfy { !$0.isFault })
    }

    @Test func `a guide's warning is an alarm, and so is a scenario that cannot go on`() throws {
        let guide = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "expect": {"status": 200}}]"#, clause: "otp.g")
        #expect(try Self.results(guide, [Self.created]).map(\.alarms.count) == [1])
        let stopping = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "keep": {"a": "/a"}}]"#, clause: "otp.a")
        let result = try #require(try Self.results(stopping, [Self.empty]).first)
        #expect(
            result.alarms.map(\.text) == ["blocked: the answer has no '/a' to keep as {a}"])
    }

    @Test func `a liberty that touches no answer is refused`() throws {
        let suite = try TinySuite.suite(steps: Self.lenient, clause: "otp.a")
        let idle = Liberty(
            name: "status/idle", sentence: "Nothing is other than usual", calls: [],
            decides: "nothing")
        let result = try #require(try Self.results(suite, [idle]).first)
        #expect(result.isIdle)
        #expect(LibertyText.fault(result).contains("In 1 scenario no answer was other than usual."))
        #expect(LibertyText.faults(alone: [result], sets: []) == 1)
        #expect(LibertyText.faults(alone: [], sets: [result]) == 0)
    }

    @Test func `a liberty meets only scenarios that call what it changes`() throws {
        let suite = try TinySuite.suite(steps: Self.lenient, clause: "otp.a")
        let elsewhere = Liberty(
            name: "status/elsewhere", sentence: "Other calls", calls: ["POST /x", "GET /x/{id}"],
            decides: "elsewhere")
        let here = Liberty(
            name: "status/here", sentence: "This call", calls: ["GET /{id}"], decides: "here")
        #expect(try Self.results(suite, [elsewhere, here]).map(\.scenarios) == [0, 1])
    }

    @Test func `sets take no two liberties that decide the same, and are the same for one seed`()
        throws
    {
        let suite = try TinySuite.suite(steps: Self.lenient, clause: "otp.a")
        let liberties = (0..<6).map {
            Liberty(name: "a/\($0)", sentence: "One", calls: [], decides: "\($0 / 2)")
        }
        let runner = try Self.runner(suite, liberties)
        let names = { (seed: UInt64) in
            runner.sets(20, of: liberties, seed: seed).map { $0.liberties.map(\.name) }
        }
        #expect(names(1) == names(1))
        #expect(names(1) != names(2))
        for set in runner.sets(20, of: liberties, seed: 3) {
            #expect(Set(set.liberties.map(\.decides)).count == 3)
        }
    }
}

extension LibertyTests {
    private static let created = Liberty(
        name: "status/created", sentence: "Answers are 201, which no page excludes", calls: [],
        decides: "status")
    private static let empty = Liberty(
        name: "body/empty", sentence: "Answers are empty objects", calls: [], decides: "body")

    private static func runner(_ suite: Suite, _ all: [Liberty]) throws -> LibertyRunner {
        let target = ScriptedTarget { _ in .json(200, #"{"a": 1}"#) }
        let context = try target.context(suite)
        return LibertyRunner(
            suite: suite, target: context.target, workers: 2, base: target.transport, for: all
        ) { liberties in
            let names = liberties.map(\.name)
            let count = Counter()
            let transport = FunctionTransport { _ in
                if names != ["status/idle"] { _ = count.next() }
                let status = names == ["status/created"] ? 201 : 200
                return .json(status, names == ["body/empty"] ? "{}" : #"{"a": 1}"#)
            }
            return Mutant.Subject(transport: transport) { count.next() - 1 }
        }
    }

    private static func results(
        _ suite: Suite, _ liberties: [Liberty]
    ) throws -> [LibertyResult] {
        let runner = try runner(suite, liberties)
        #expect(runner.unsound.isEmpty)
        return runner.run(runner.alone(liberties))
    }
}
