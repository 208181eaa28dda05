import FanfareConformance
import HTTPEngine
import JSONTree
import TestSupport
import Testing

/// What a run says it would have seen, on a suite of two scenarios of which one needs a clock.
struct AssuranceTests {
    private static let target = ScriptedTarget { request in
        .json(200, request.path.hasSuffix("/x") ? #"{"a": 1}"# : #"{"b": 1}"#)
    }

    private static func scenario(_ title: String, _ steps: String) -> String {
        #"{"title": "\#(title)", "clause": "otp.a", "steps": [\#(steps)]}"#
    }

    private static let plain = scenario(
        "a is there", #"{"send": "GET /x", "expect": {"status": 200, "body": {"a": "$integer"}}}"#)
    private static let moving = scenario(
        "b is there later",
        #"{"advance": "1s"}, {"send": "GET /y", "expect": {"status": 200, "body": {"b": "$integer"}}}"#
    )

    private static func files(_ table: String? = nil) -> [SuiteFile] {
        TinySuite.files(["otp/moving": moving, "otp/plain": plain])
            + (table.map { [SuiteFile(path: AssuranceTable.path, bytes: Array($0.utf8))] } ?? [])
    }

    private static func table(
        _ seenBy: String = "[0]", names: String = #""otp/moving", "otp/plain""#
    )
        -> String
    {
        """
        {"scenarios": [\(names)], "groups": [
        {"chapter": "otp", "evidence": "A", "mutants": 3, "seenBy": \(seenBy)},
        {"chapter": "queues", "evidence": "R", "mutants": 5, "seenBy": [0, 1]}]}
        """
    }

    private static func report(
        _ table: String? = table(), _ demands: Demands = Demands(), running count: Int = 2
    ) throws -> RunReport {
        let suite = try Suite(files: files(table))
        let context = try target.context(suite)
        return RunReport(
            context: context,
            results: Runner(context, workers: 1).run(Array(suite.scenarios.suffix(count))),
            startedAt: Timestamp(milliseconds: 0), milliseconds: 0, demands: demands)
    }

    @Test
    func `what only unsupported scenarios see was not seen, and the line says what is missing`()
        throws
    {
        let assurance = try #require(try Self.report().assurance)
        #expect(assurance.share.seen == 5)
        #expect(assurance.share.mutants == 8)
        #expect(
            assurance.text
                == "saw 62 % of 8 mutants (otp 0 %: --patience 1s, or the control protocol)")
    }

    @Test func `a run of a part of the suite says nothing of the whole`() throws {
        #expect(try Self.report(running: 1).assurance == nil)
        #expect(try Self.report(nil).assurance == nil)
    }

    @Test func `every report says what a run would have seen, the JSON one by its schema`() throws {
        var demands = Demands()
        demands.assurance = 80
        let report = try Self.report(Self.table(), demands)
        let sentence = "The run saw 62 % of the mutants, and --min-assurance asks for 80 %."
        #expect(report.unmet == [sentence])
        let json = try JSONNode(parsing: JSONReport.text(report))
        #expect(json["assurance"]?["share"] == 62)
        #expect(json["assurance"]?["chapters"]?[0]?["evidence"]?["A"]?["mutants"] == 3)
        #expect(json["unmet"]?[0]?.string == sentence)
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/report.schema.json")))
        #expect(schema.violations(json) == [])
        let summary = ConsoleReport(isColoured: false, isVerbose: false).summary(report)
        #expect(
            summary.hasSuffix(
                "(0 ms)\nsaw 62 % of 8 mutants (otp 0 %: --patience 1s, or the control protocol)\n")
        )
        #expect(MarkdownReport.text(report).contains("saw 62 % of 8 mutants"))
        #expect(HTMLReport.text(report).contains("saw 62 % of 8 mutants"))
    }

    @Test(arguments: [(62, FanfareConformance.ExitStatus.conforms), (63, .differs)])
    func `a share below the demanded one fails the run`(
        _ least: Int, _ status: FanfareConformance.ExitStatus
    ) throws {
        var demands = Demands()
        demands.assurance = least
        #expect(try Self.report(Self.table(), demands).exitStatus == status)
        // Where nothing was measured, nothing is sure.
        #expect(try Self.report(nil, demands).exitStatus == .differs)
    }

    @Test
    func `a scenario that a baseline has checked and this run has not is named with the reason`()
        throws
    {
        func baseline(_ verdict: String) throws -> Demands {
            var demands = Demands()
            demands.baseline = try Baseline(
                SuiteFile(
                    path: "base.json",
                    bytes: Array(
                        """
                        {"format": "fanfare-kit-report/1", "scenarios": [
                        {"name": "otp/moving", "verdict": "\(verdict)"},
                        {"name": "otp/gone", "verdict": "passed"},
                        {"name": "otp/plain", "verdict": "passed"}]}
                        """.utf8)))
            return demands
        }
        let report = try Self.report(nil, try baseline("passed"))
        #expect(
            report.unmet == [
                "1 scenario is no longer checked, but in base.json:"
                    + " otp/moving (unsupported: needs a clock that can be moved by 1s)."
            ])
        #expect(report.exitStatus == .differs)
        #expect(try Self.report(nil, try baseline("unsupported")).exitStatus == .conforms)
        // What this run was not to make is no loss.
        #expect(try Self.report(nil, try baseline("passed"), running: 1).unmet == [])
    }

    @Test func `a baseline that is no report is refused with its place`() {
        #expect(throws: SuiteProblem.self) {
            try Baseline(SuiteFile(path: "x", bytes: Array(#"{"scenarios": []}"#.utf8)))
        }
    }

    @Test func `lint names what the table and the suite do not share, and what makes it anew`()
        throws
    {
        func problems(_ table: String) throws -> [String] {
            Lint(try Suite(files: Self.files(table))).problems().map(\.description).filter {
                $0.hasPrefix(AssuranceTable.path)
            }
        }
        #expect(try problems(Self.table()) == [])
        let remedy = "make the table anew: fanfare-kit mutants --assurance specs/v1/assurance.json"
        #expect(
            try problems(Self.table(names: #""otp/moving", "otp/old""#)) == [
                "specs/v1/assurance.json:1:1: \"otp/old\" names no scenario any more: \(remedy)",
                "specs/v1/assurance.json:1:1: \"otp/plain\" is not in the table: \(remedy)",
            ])
    }

    @Test func `a table is made of who notices each mutant, those that need the least`() throws {
        let suite = try Suite(
            files: TinySuite.files([
                "otp/moving": Self.scenario(
                    "later", #"{"advance": "1s"}, {"send": "GET /x", "expect": {"status": 200}}"#),
                "otp/plain": Self.scenario(
                    "now", #"{"send": "GET /x", "expect": {"status": 200}}"#),
            ]))
        let context = try Self.target.context(suite)
        var target = context.target
        target.patience = TimeSpan(milliseconds: 2000)
        let runner = MutantRunner(suite: suite, target: target, workers: 1) {
            Self.target.transport
        }
        let mutants = GeneratedMutants.all(for: suite, basePath: "/api/v1")
        let results = runner.judge(mutants, seekingOthers: true)
        #expect(results.map(\.seenBy) == [["otp/plain"]])
        let table = AssuranceTable(results, of: suite)
        #expect(table.mutants == 1)
        #expect(table.problem(mutants: 2) == nil)
        let file = SuiteFile(path: AssuranceTable.path, bytes: Array(table.text.utf8))
        let read = try #require(try Suite(files: Self.files() + [file]).assurance)
        #expect(read.text == table.text)
        #expect(read.problem(mutants: 1) == nil)
        #expect(
            read.problem(mutants: 2)?.message.hasPrefix("it is of 1 mutants, and 2 are seen now: ")
                == true)
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/assurance.schema.json")))
        #expect(schema.violations(try JSONNode(parsing: table.text)) == [])
    }

    @Test func `the suite's own table is small and by its schema`() throws {
        let bytes = try Fixtures.bytes(AssuranceTable.path)
        #expect(bytes.count <= 200_000)
        let schema = MiniSchema(
            try JSONNode(parsing: try Fixtures.bytes("specs/schema/assurance.schema.json")))
        #expect(schema.violations(try JSONNode(parsing: bytes)) == [])
    }
}
