import Testing

@testable import FanfareConformance

/// Waits on a clock that nobody can move are measured from the answer before to the moment of sending.
struct RealWaitTests {
    private let minute = TimeSpan(milliseconds: 60_000)

    @Test func `a wait counts from the last answer, not from its own beginning`() {
        var wait = RealWait()
        wait.answered(now: 1000)
        #expect(wait.begin(minute, now: 1400) == TimeSpan(milliseconds: 59_600))
        #expect(wait.isTimed)
        wait.end(now: 61_200)
        #expect(wait.late == TimeSpan(milliseconds: 200))
        #expect(!wait.isLate && !wait.isTimed)
    }

    @Test func `several waits are one`() {
        var wait = RealWait()
        wait.answered(now: 0)
        _ = wait.begin(minute, now: 0)
        #expect(wait.begin(minute, now: 60_700) == TimeSpan(milliseconds: 59_300))
        wait.end(now: 120_000)
        #expect(wait.late == TimeSpan(milliseconds: 0))
    }

    @Test func `a request that leaves too late has missed its moment`() {
        var wait = RealWait()
        wait.answered(now: 0)
        _ = wait.begin(minute, now: 0)
        wait.end(now: 60_501)
        #expect(wait.isLate)
        wait.answered(now: 60_600)
        wait.end(now: 90_000)
        #expect(wait.late == TimeSpan(milliseconds: 501))
    }

    @Test func `what was given out first is older than what came last, and may be too old`() {
        let fine = TimeSpan(milliseconds: 59_500)
        for (span, second, isLate) in [
            (minute, 500, false), (minute, 700, true), (fine, 300, true),
        ] {
            var wait = RealWait()
            wait.answered(now: 1000)
            wait.answered(now: 1000 + second)
            let rest = wait.begin(span, now: 1000 + second)
            wait.end(now: 1000 + second + rest.milliseconds)
            #expect(wait.late == TimeSpan(milliseconds: 0))
            #expect(wait.isLate == isLate)
            #expect(wait.overshoot == TimeSpan(milliseconds: second))
        }
    }

    @Test
    func `what was refused for being late is inconclusive, and what came out all the same counts`()
        throws
    {
        let steps = #"[{"advance": "1ms"}, {"send": "GET /x", "expect": {"status": 200}}]"#
        for (status, verdict) in [(410, Verdict.inconclusive), (200, .passed), (204, .failed)] {
            let suite = try TinySuite.suite(steps: steps)
            let target = ScriptedTarget { _ in .json(status, "{}") }
            var context = try target.context(suite) { $0.patience = minute }
            context.waits = Waits { _, _ in
                // What a busy machine does to a wait.
                Environment.sleep(TimeSpan(milliseconds: 520))
            }
            let result = try #require(Runner(context, workers: 1).run(suite.scenarios).first)
            #expect(result.verdict == verdict)
            if verdict == .inconclusive {
                #expect(result.reason?.hasPrefix("a wait overshot: the request left") == true)
                #expect(result.findings.isEmpty)
            }
        }
    }
}
