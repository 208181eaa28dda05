import FanfareConformance
import HTTPEngine
import Synchronization
import Testing

/// Targets that are all alike, so that no worker waits for another.
struct WorkerTargetTests {
    @Test func `a worker keeps to one target for all steps of a scenario`() throws {
        let scenarios = (1...40).map { number in
            (
                "otp/s\(number)",
                """
                {"title": "the same target answers both", "clause": "otp.a", "steps": [
                  {"send": "GET /first", "keep": {"first": ""}},
                  {"send": "GET /second", "expect": {"status": 200, "body": {"target": "{first.target}"}}}
                ]}
                """
            )
        }
        let suite = try Suite(
            files: TinySuite.files(Dictionary(uniqueKeysWithValues: scenarios)))
        let base = try ScriptedTarget { _ in .json(500, "{}") }.context(suite)
        let made = Atomic<Int>(0)
        let transport = FunctionTransport(each: { _ in
            let name = "target \(made.add(1, ordering: .relaxed).newValue)"
            return { _ in
                .json(200, #"{"target": "\#(name)"}"#)
            }
        })
        let context = RunContext(
            suite: suite, target: base.target, transport: transport, run: "r1")
        let results = Runner(context, workers: 4).run(suite.scenarios)
        #expect(results.count == 40)
        for result in results { #expect(result.verdict == .passed, "\(result.verdict)") }
        // One that is there before anybody works, and one for each who does.
        #expect(made.load(ordering: .relaxed) == 5)
    }
}
