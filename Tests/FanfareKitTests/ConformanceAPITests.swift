import FanfareConformance
import FanfareMock
import HTTPEngine
import TestSupport
import Testing

/// The suite as a library: run from a Swift test, verdicts as values.
struct ConformanceAPITests {
    @Test func `a server as documented conforms`() async throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let report = try await Conformance.run(
            against: server.baseURL, options: .init(only: ["guest/*", "otp/*"]))
        #expect(report.conforms, "\(report)")
        #expect(report.failures.isEmpty)
        let scenario = try #require(report.scenarios.first { $0.name == "otp/expired-code" })
        #expect(scenario.verdict == .passed)
        #expect(scenario.clause == "otp.verify.expired")
        #expect(report.summary.contains(" passed"))
    }

    @Test func `a server that answers wrongly is shown with the block of the command`() async throws
    {
        let server = try WrongServer { request, response in
            guard request.path.hasSuffix("/otp/verify"), response.status == 401 else { return }
            let text = String(decoding: response.body, as: UTF8.self)
            response.body = Array(text.replacing("otp_expired", with: "expired").utf8)
        }
        let report = try await Conformance.run(
            against: server.url, options: .init(only: ["otp/expired-code", "guest/*"]))
        #expect(!report.conforms)
        #expect(report.failures.map(\.name) == ["otp/expired-code"])
        #expect("\(report)".contains("FAILED  otp/expired-code\n"))
        #expect("\(report)".contains("-   \"error\": \"otp_expired\"\n"))
    }

    @Test func `what cannot be run is refused in sentences`() async throws {
        await #expect(throws: Conformance.Refusal.self) {
            try await Conformance.run(against: "localhost")
        }
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        do throws(Conformance.Refusal) {
            _ = try await Conformance.run(
                against: server.baseURL, options: .init(only: ["otp/expired-cod"]))
            Issue.record("a pattern that matches nothing was run")
        } catch {
            #expect("\(error)".hasPrefix("No scenario matches 'otp/expired-cod'. Did you mean "))
        }
    }

    @Test func `many runs at once leave the threads of tasks alone`() async throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let url = server.baseURL
        // Far more than there are threads for tasks: each would wait for another if it held one.
        let conforming = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await Conformance.run(
                        against: url, options: .init(only: ["guest/*"], workers: 1)
                    ).conforms
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(conforming == 16)
    }
}
