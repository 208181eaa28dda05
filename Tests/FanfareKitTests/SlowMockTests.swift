import FanfareConformance
import FanfareModel
import HTTPEngine
import Synchronization
import Testing

@testable import FanfareMock

/// A mock on a machine so busy that a minute ends between any two calls.
struct SlowMockTests {
    /// A mock for whom time passes with every call.
    private final class Slow: Sendable {
        private let state: Mutex<(mock: Mock, real: Instant)>
        private let pause: Int64

        init(milliseconds: Int64) {
            pause = milliseconds
            let now = RealClock.now
            state = Mutex((Mock(Mock.Configuration(), real: now), now))
        }

        func respond(to request: HTTPRequest) -> HTTPResponse {
            state.withLock { state in
                state.real = Instant(milliseconds: state.real.milliseconds + pause)
                return state.mock.respond(to: request, real: state.real).response
            }
        }
    }

    @Test func `whatever counts against a limit counts within one minute`() throws {
        let suite = try Suite(files: SuiteFile.embedded)
        let counting = suite.scenarios.filter { Needs($0).countsRequests }
        #expect(counting.contains { $0.name == "serving/health-when-limited" })
        let address = try #require(TargetAddress("http://localhost:4802"))
        var conform = Conform(
            target: Target(name: "mock", address: address),
            transport: FunctionTransport(each: { _ in
                let mock = Slow(milliseconds: 11_000)
                return { mock.respond(to: $0) }
            }), workers: 1, run: "r1")
        try conform.probe()
        let report = conform.results(counting, of: suite) { _, _ in }
        let wrong = report.results.filter { $0.verdict != .passed }.map(\.scenario.name)
        #expect(wrong == [])
    }
}
