import HTTPEngine
import Synchronization
import Testing

@testable import FanfareConformance

/// A target that dies or hangs in the middle of a run ends the run, in one sentence.
struct GoneTargetTests {
    /// Answers so many calls, then none.
    private struct DyingTransport: Transport {
        let answers: Int
        let comesBack: Bool
        let calls = Counter()

        func open() -> any TransportChannel { Channel(self) }

        private final class Channel: TransportChannel {
            let transport: DyingTransport
            let isOpen = false

            init(_ transport: DyingTransport) { self.transport = transport }

            func send(_ request: HTTPRequest) {}

            func receive() throws(TransportFailure) -> HTTPResponse {
                let number = transport.calls.next()
                let isDead =
                    transport.comesBack
                    ? number == transport.answers + 1 : number > transport.answers
                if isDead { throw TransportFailure(.broken, "it took longer than 10 seconds.") }
                return .json(200, "{}")
            }
        }
    }

    private func results(
        answers: Int, comesBack: Bool = false
    ) throws -> (report: RunReport, calls: Int) {
        let scenario = """
            {"title": "t", "clause": "otp.a", "steps": [{"send": "GET /x", "expect": {"status": 200}}]}
            """
        let names = (10..<20).map { "otp/s\($0)" }
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: names.map { ($0, scenario) })))
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let transport = DyingTransport(answers: answers, comesBack: comesBack)
        let context = RunContext(
            suite: suite, target: try target.context(suite).target, transport: transport, run: "r1")
        let results = Runner(context, workers: 1).run(suite.scenarios)
        let report = RunReport(
            context: context, results: results, startedAt: Timestamp(milliseconds: 0),
            milliseconds: 1)
        return (report, transport.calls.next() - 1)
    }

    @Test func `two calls without an answer end the run, and nobody is accused`() throws {
        let (report, calls) = try results(answers: 3)
        #expect(
            report.results.map(\.verdict)
                == Array(repeating: .passed, count: 3) + [.blocked]
                + Array(repeating: .notRun, count: 6))
        #expect(calls == 5)
        #expect(report.exitStatus == .unreachable)
        #expect(
            report.ending
                == "http://target.example/api/v1 does not answer any more: it took longer than 10 seconds."
                + " Therefore 6 of 10 scenarios did not run.")
        #expect(TAPReport.text(report).contains("Bail out! http://target.example"))
        #expect(JUnitReport.text(report).contains("the run goes to its end"))
    }

    @Test func `a single call without an answer is made again, and said`() throws {
        let (report, _) = try results(answers: 3, comesBack: true)
        #expect(report.results.map(\.verdict).filter { $0 != .passed } == [])
        #expect(report.exitStatus == .conforms)
        #expect(report.context.disturbances.lines.count == 1)
    }
}
