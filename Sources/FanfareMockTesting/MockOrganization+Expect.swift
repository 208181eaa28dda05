public import FanfareMock
public import Testing

extension MockOrganization {
    /// Expects that a call was made so often; otherwise the test fails here, and shows the journal as a
    /// timeline.
    public func expect(
        _ operation: MockOperation, count: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await note(sourceLocation) { try await verify(operation, count: count) }
    }

    /// Expects that nothing was asked that departs from the contract; otherwise the test fails here, and shows
    /// what did.
    public func expectNothingOdd(
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await note(sourceLocation) {
            let odd = try await requests(isOdd: true)
            if let first = odd.first {
                let all = odd.flatMap(\.violations).map { "  \($0)" }.joined(separator: "\n")
                throw MockExpectationFailure(
                    "expected nothing odd; the first request that departs from the contract is"
                        + " \(first.method) \(first.path):\n\(all)")
            }
        }
    }

    private func note(
        _ place: SourceLocation, _ check: () async throws -> Void
    ) async {
        do {
            try await check()
        } catch {
            Issue.record("\(error)", sourceLocation: place)
        }
    }
}
