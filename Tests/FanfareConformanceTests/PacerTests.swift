import HTTPEngine
import Synchronization
import Testing

@testable import FanfareConformance

/// How fast a target is asked that is not ours alone.
struct PacerTests {
    @Test
    func `ten codes a minute are one each 6.3 seconds, clear of a limit of ten in any minute`() {
        let pacer = Pacer(Target.Pace())
        let moments = (0..<21).map { pacer.moment(for: "/auth/otp/request", readyAt: $0 * 100) }
        #expect(moments == (0..<21).map { $0 * 6300 })
    }

    @Test func `other calls do not wait for codes`() {
        let pacer = Pacer(Target.Pace())
        for _ in 0..<10 { _ = pacer.moment(for: "/auth/otp/request", readyAt: 0) }
        #expect(pacer.moment(for: "/auth/guest", readyAt: 5) == 5)
    }

    @Test func `what a limit before the API asks of one call, all of them wait for`() {
        var pace = Target.Pace()
        (pace.codesPerMinute, pace.requestsPerSecond) = (0, 0)
        let pacer = Pacer(pace)
        let now = Environment.monotonicMilliseconds()
        pacer.hold(for: 3)
        #expect((now + 3000...now + 3500).contains(pacer.moment(for: "/x", readyAt: now)))
        #expect(pacer.moment(for: "/x", readyAt: now + 4000) == now + 4000)
    }

    @Test func `a target on this machine, and codes that nobody reads, have no pace`() throws {
        let far = try #require(TargetAddress("https://shop.example/api/v1"))
        var target = Target(name: "t", address: far)
        #expect(target.pace.codesPerMinute == 0)
        target.codes = .fixed("123456")
        #expect(target.pace.codesPerMinute == 10)
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            target.address = try #require(TargetAddress("http://\(host):4802"))
            #expect(target.pace.codesPerMinute == 0)
        }
        target.pace = Target.Pace()
        #expect(target.pace.codesPerMinute == 10)
    }

    @Test func `a burst counts as so many requests, and one that the pace forbids is not sent`()
        throws
    {
        var pace = Target.Pace()
        pace.requestsPerSecond = 5
        let pacer = Pacer(pace)
        #expect(pacer.obstacle(toBurst: 5) == nil)
        pacer.wait(for: "/x", count: 5)
        let now = Environment.monotonicMilliseconds()
        #expect(pacer.moment(for: "/x", readyAt: now) >= now + 900)
        let suite = try TinySuite.suite(
            steps: """
                [{"together": {"times": 6, "send": {"send": "GET /x"}},
                  "expect": {"answers": [{"count": 6, "status": 200}]}}]
                """)
        let target = ScriptedTarget { _ in .json(200, "{}") }
        let result = try target.run(suite) { $0.pace = pace }
        #expect(result.verdict == .inconclusive)
        #expect(
            result.reason
                == "a burst of 6 calls needs a pace of 6 requests a second, and \"pace\" allows 5")
        #expect(target.requests.isEmpty)
    }

    @Test func `a burst that meets the target's limit is inconclusive`() throws {
        let suite = try TinySuite.suite(
            steps: """
                [{"together": {"times": 3, "send": {"send": "GET /x"}},
                  "expect": {"answers": [{"count": 3, "status": 200}]}}]
                """)
        let calls = Counter()
        let target = ScriptedTarget { _ in calls.next() == 1 ? .json(200, "{}") : .json(429, "{}") }
        let result = try target.run(suite)
        #expect(result.verdict == .inconclusive)
        #expect(result.reason?.contains("2 were answered 429") == true)
    }

    @Test func `a limit that is not waited out is inconclusive, unless the scenario is about it`()
        throws
    {
        var limited = HTTPResponse.json(429, "{}")
        limited.headers["Retry-After"] = "3600"
        let target = ScriptedTarget { [limited] _ in limited }
        let steps = #"[{"send": "GET /x", "expect": {"status": 200}}]"#
        let result = try target.run(try TinySuite.suite(steps: steps))
        #expect(result.verdict == .inconclusive)
        #expect(result.reason?.contains("it answered 429, Retry-After: 3600") == true)
        #expect(target.requests.count == 1)
        let about = #"[{"send": "GET /x", "expect": {"status": 429}}]"#
        #expect(try target.run(try TinySuite.suite(steps: about)).verdict == .passed)
    }

    @Test func `a limit is waited out, call by call`() throws {
        let calls = Counter()
        let target = ScriptedTarget { _ in
            guard calls.next() < 4 else { return .json(200, "{}") }
            var response = HTTPResponse.json(429, "{}")
            response.headers["Retry-After"] = "0"
            return response
        }
        let steps = #"[{"send": "GET /x", "expect": {"status": 200}}]"#
        #expect(try target.run(try TinySuite.suite(steps: steps)).verdict == .passed)
        #expect(target.requests.count == 4)
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
