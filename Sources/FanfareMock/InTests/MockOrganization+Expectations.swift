/// What a test expected of an organization and did not see, with what was asked of it instead.
public struct MockExpectationFailure: Error, Sendable, CustomStringConvertible {
    /// What was expected and what was seen, and below it the journal as a timeline.
    public let description: String

    /// Fails with some words.
    public init(_ description: String) { self.description = description }
}

extension MockOrganization {
    /// Holds the calls of an operation against a number; the failure shows the journal as a timeline.
    ///
    /// `FanfareMockTesting` records it as an issue at the line of the test instead.
    public func verify(_ operation: MockOperation, count: Int) async throws {
        let seen = try await self.count(operation)
        guard seen != count else { return }
        let times = { $0 == 1 ? "once" : "\($0) times" }
        throw MockExpectationFailure(
            "\(operation) was called \(times(seen)), expected \(times(count))\n"
                + (try await timeline()))
    }

    /// Looks again and again whether something holds, until it does or the time is over.
    ///
    /// A condition that throws does not hold yet; the last error is told when the time is over.
    public func eventually(
        within patience: Duration = .seconds(5), _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + patience
        var pause = Duration.milliseconds(2)
        var reason = "did not come true"
        while true {
            do {
                if try await condition() { return }
                reason = "did not come true"
            } catch let error as CancellationError {
                throw error
            } catch {
                reason = "threw \(error)"
            }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        throw MockExpectationFailure(
            "what was waited for \(reason) within \(patience)\n"
                + (try await timeline()))
    }

    /// The newest requests, one a line: when by the organization's clock, what was asked and answered, what
    /// was odd.
    ///
    /// Where there are none, those that reached no organization, since a key was missing or wrong.
    public func timeline(limit: Int = 50) async throws(MockControlError) -> String {
        let requests = try await requests(limit: limit)
        guard requests.isEmpty else { return requests.map(Self.line).joined(separator: "\n") }
        let strays = try await server.defaultOrganization.requests(status: 401, limit: 10)
        let lost = strays.map(Self.line).joined(separator: "\n")
        return "  (nothing was asked of this organization)"
            + (lost.isEmpty ? "" : "\n  without a key that leads to one:\n\(lost)")
    }

    private static func line(_ request: MockRequest) -> String {
        let call = request.operation?.rawValue ?? ""
        var line =
            "  \(request.at)  \(request.status)  \(request.method) \(request.path)"
            + (call.isEmpty ? "" : "  (\(call))")
        if let error = request.error { line += "  \(error)" }
        if let delivery = request.delivery { line += "  \(delivery)" }
        for remark in request.violations { line += "\n      odd: \(remark)" }
        if let reason = request.reason { line += "\n      \(reason)" }
        return line
    }
}
