import Synchronization
import Testing

@testable import FanfareConformance

/// How fast a target is asked that is not ours alone.
struct PacerTests {
    @Test func `the eleventh code within a minute waits for the first to be a minute old`() {
        let pacer = Pacer(Target.Pace())
        let moments = (0..<21).map { pacer.moment(for: "/auth/otp/request", readyAt: $0 * 100) }
        #expect(Array(moments[..<10]) == (0..<10).map { $0 * 100 })
        #expect(Array(moments[10..<20]) == (0..<10).map { $0 * 100 + 60_000 })
        #expect(moments[20] == 120_000)
    }

    @Test func `other calls do not wait for codes`() {
        let pacer = Pacer(Target.Pace())
        for _ in 0..<10 { _ = pacer.moment(for: "/auth/otp/request", readyAt: 0) }
        #expect(pacer.moment(for: "/auth/guest", readyAt: 5) == 5)
    }

    @Test func `requests a second are spread evenly`() {
        var pace = Target.Pace()
        pace.requestsPerSecond = 5
        let pacer = Pacer(pace)
        let moments = (0..<4).map { _ in pacer.moment(for: "/auth/guest", readyAt: 1000) }
        #expect(moments == [1000, 1200, 1400, 1600])
    }

    @Test func `what was waited for is told with what changes it, several at once counting once`()
        async
    {
        let told = Mutex<[Waits.Cause]>([])
        let waits = Waits { cause, _ in told.withLock { $0.append(cause) } }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { waits.rest(TimeSpan(milliseconds: 1000), for: .codes(10)) }
            }
            group.addTask { waits.rest(TimeSpan(milliseconds: 1), for: .retryAfter) }
        }
        #expect(told.withLock { $0.count { $0 == .codes(10) } } == 2)
        let lines = waits.lines
        #expect(lines.count == 1)
        #expect(lines[0].contains(/waited \d+ s for the pace of 10 codes a minute:/))
        #expect(lines[0].hasSuffix(#""pace": {"codesPerMinute": 0} in a target file lifts it"#))
    }

    @Test func `a run whose codes must wait says so before and after`() throws {
        var pace = Target.Pace()
        pace.codesPerMinute = 0
        pace.requestsPerSecond = 1
        let told = Mutex<[Waits.Cause]>([])
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /"}, {"send": "GET /", "expect": {"status": 200}}]"#)
        let context = try target.context(suite) { $0.pace = pace }
        var conform = Conform(
            target: context.target, transport: context.transport, workers: 1, run: "r")
        conform.waits = Waits { cause, _ in told.withLock { $0.append(cause) } }
        let report = conform.results(suite.scenarios, of: suite) { _, _ in }
        #expect(told.withLock(\.self) == [.requests(1)])
        let summary = ConsoleReport(isColoured: false, isVerbose: false).summary(report)
        #expect(report.context.waits === conform.waits)
        #expect(summary.contains("1 passed"))
    }

    @Test func `a second round goes on at the pace of the first`() throws {
        let suite = try TinySuite.suite(
            steps: #"[{"send": "GET /x", "times": 3, "expect": {"status": 200}}]"#)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let context = try target.context(suite) { target in
            target.pace.requestsPerSecond = 1000
            target.hasControl = false
        }
        var conform = Conform(
            target: context.target, transport: target.transport, workers: 1, run: "r1")
        let told = Mutex(0)
        conform.waits = Waits { _, _ in told.withLock { $0 += 1 } }
        let pacers = Mutex<[ObjectIdentifier]>([])
        _ = conform.results(suite.scenarios, of: suite, times: 3) { _, context in
            let pacer = context.pacer.map { ObjectIdentifier($0) }
            pacers.withLock { $0 += [pacer].compactMap(\.self) }
        }
        #expect(pacers.withLock { ($0.count, Set($0).count) } == (3, 1))
        #expect(target.requests.count == 9)
    }
}
