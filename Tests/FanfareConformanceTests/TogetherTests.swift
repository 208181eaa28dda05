import FanfareConformance
import HTTPEngine
import Synchronization
import Testing

struct TogetherTests {
    private static let steps = """
        [{"together": {"times": 4, "send": {"send": "POST /verify"}},
          "expect": {"answers": [
            {"count": 1, "status": 200, "body": {"ok": true}},
            {"count": 3, "status": 401}
          ]}}]
        """

    /// Answers the first so many requests with 200.
    private static func target(winners: Int, _ late: String = "{}") -> ScriptedTarget {
        let count = Mutex(0)
        return ScriptedTarget { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number <= winners ? .json(200, #"{"ok": true}"#) : .json(401, late)
        }
    }

    @Test func `answers that come out as counted pass`() throws {
        let result = try Self.target(winners: 1).run(try TinySuite.suite(steps: Self.steps))
        #expect(result.verdict == .passed)
        #expect(result.exchanges.count == 4)
    }

    @Test func `one winner too many is counted on both sides`() throws {
        let suite = try TinySuite.suite(steps: Self.steps)
        let target = Self.target(winners: 2)
        let result = try target.run(suite)
        #expect(result.verdict == .failed)
        let text = FailureBlock(result, in: try target.context(suite)).text
        #expect(text.contains("^ actual: 2, expected 1 such answers"))
        #expect(text.contains("^ actual: 2, expected 3 such answers"))
    }

    @Test func `an answer that fits nowhere is held against the nearest`() throws {
        let count = Mutex(0)
        let target = ScriptedTarget { _ in
            let first = count.withLock { count in
                count += 1
                return count == 1
            }
            return first ? .json(200, #"{"ok": false}"#) : .json(401, "{}")
        }
        let result = try target.run(try TinySuite.suite(steps: Self.steps))
        #expect(result.findings.count == 2)
        guard case .body(let difference) = result.findings.first?.mismatches.first else {
            Issue.record("the body differs")
            return
        }
        #expect(difference.leaves.map(\.expected) == ["true"])
    }
}
