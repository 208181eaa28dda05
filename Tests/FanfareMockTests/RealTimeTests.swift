import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Clocks that run, and a real one that is wrong.
struct RealTimeTests {
    private static let real = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01T00:00:00Z
    private let mock = Mock(Mock.Configuration(), real: real)

    private func clock(
        _ mock: Mock? = nil, _ body: String? = nil, at real: Instant
    ) throws -> JSONNode {
        var request = HTTPRequest(
            method: body == nil ? "GET" : "POST", target: "/__admin/clock",
            headers: ["Host": "localhost", "Content-Type": "application/json"])
        request.body = Array((body ?? "").utf8)
        return try JSONNode(
            parsing: (mock ?? self.mock).respond(to: request, real: real).response.body)
    }

    @Test func `after a step back of five minutes an advance still moves the clock`() throws {
        #expect(try clock(at: Self.real)["now"]?.string == "2026-01-01T00:00:00Z")
        let back = Self.real + .seconds(-300)
        #expect(
            try clock(nil, #"{"advance":"61s"}"#, at: back)["now"]?.string
                == "2026-01-01T00:01:01Z")
        #expect(try clock(at: back + .seconds(1))["now"]?.string == "2026-01-01T00:01:02Z")
    }

    @Test func `a state that was saved when the clock stood in 2040 goes on from there`() throws {
        let wrong = Instant(milliseconds: 2_208_988_800_000)  // 2040-01-01T00:00:00Z
        let bytes = MockState(mock, real: wrong).bytes
        let later = Mock(Mock.Configuration(), real: Self.real)
        let ahead = try MockState(bytes).restore(later, real: Self.real)
        #expect(ahead == wrong - Self.real)
        #expect(try clock(later, at: Self.real)["now"]?.string == "2040-01-01T00:00:00Z")
        let next = try clock(later, at: Self.real + .seconds(5))
        #expect(next["now"]?.string == "2040-01-01T00:00:05Z")
        #expect(next["mode"]?.string == "shifted")
    }

    @Test func `a state of the past shows what it would show had it never stopped`() throws {
        _ = try clock(nil, #"{"advance":"1h"}"#, at: Self.real)
        let bytes = MockState(mock, real: Self.real + .seconds(1)).bytes
        let later = Mock(Mock.Configuration(), real: Self.real)
        #expect(try MockState(bytes).restore(later, real: Self.real + .seconds(60)) == .zero)
        #expect(
            try clock(later, at: Self.real + .seconds(60))["now"]?.string == "2026-01-01T01:01:00Z")
    }

    @Test func `what leads beyond the year 9999 is refused with the last instant there is`() throws
    {
        _ = try clock(nil, #"{"set":"9999-12-31T23:59:58Z","freeze":true}"#, at: Self.real)
        let refused = try clock(nil, #"{"advance":"2s"}"#, at: Self.real)
        #expect(refused.text().contains("9999-12-31T23:59:59.999Z"), "\(refused.text())")
        #expect(
            try clock(nil, #"{"advance":"1s"}"#, at: Self.real)["now"]?.string
                == "9999-12-31T23:59:59Z")
        #expect(
            try clock(nil, #"{"advance":"1000ms"}"#, at: Self.real)["now"]?.string == nil)
    }
}
