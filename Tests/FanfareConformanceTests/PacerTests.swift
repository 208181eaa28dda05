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
}
