import Testing

@testable import FanfareModel

/// Contract section 6: admission by itself, at the queue's rate per minute.
struct AdmissionRateTests {
    private func admissions(
        rate: Int, at start: Instant, _ waiting: Int, within duration: Duration
    ) throws -> [Int64] {
        var test = TestWorld()
        var plan = QueuePlan(name: "Queue")
        plan.admissionsPerMinute = rate
        plan.schedule.openAt = TestWorld.start
        test.world.add(plan, to: test.sequence)
        test.world.advance(to: start)
        for _ in 0..<waiting {
            _ = try test.world.enterQueue(0, as: test.guest(), fingerprint: nil)
        }
        return test.world.advance(to: start + duration)
            .filter { if case .admitted = $0.kind { true } else { false } }
            .map { $0.at.milliseconds - start.milliseconds }
    }

    @Test func `a minute has as many admissions as the rate says, evenly spread`() throws {
        let times = try admissions(rate: 7, at: TestWorld.start, 20, within: .seconds(60))
        #expect(times == [8572, 17143, 25715, 34286, 42858, 51429, 60000])
    }

    @Test func `the beat is the queue's, whenever somebody comes`() throws {
        let late = TestWorld.start + .milliseconds(1500)
        #expect(try admissions(rate: 60, at: late, 3, within: .seconds(2)) == [500, 1500])
    }

    @Test func `the highest rate works in the last of all years`() throws {
        let late = Instant(milliseconds: Instant.latest.milliseconds - 1000)
        let times = try admissions(
            rate: QueuePlan.highestAdmissionRate, at: late, 3, within: .milliseconds(10))
        #expect(times == [1, 2, 3])
    }
}
