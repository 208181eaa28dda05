import FanfareModel
import HTTPEngine

extension Mock {
    /// Keeps a request and its answer in the journal of its organization, and tells whoever wants to
    /// know.
    func record(
        _ visit: Visit, _ answer: borrowing Answer, error: FanfareError? = nil,
        session: SessionKey? = nil, faults: [String], started: UInt64, forwardedTo: String? = nil
    ) {
        let organization = visit.organization
        let facts = JournalEntry.Facts(
            number: organization.journal.recorded + 1, requestBytes: visit.request.body.count,
            responseBytes: answer.response.body.count, at: organization.world.now,
            real: visit.real, nanoseconds: stopwatch() - started, delay: answer.delay,
            faults: faults,
            finding: error.flatMap { organization.world.finding(behind: $0, visit) },
            codeReason: error.flatMap {
                CodeReason(world: organization.world).sentence(for: $0, visit.request)
            },
            newestTokensAt: session.map { organization.world.issuedTokensAt($0) },
            forwardedTo: forwardedTo)
        organization.journal.record(facts, visit.request, answer.response)
        guard let observer else { return }
        observer(
            JournalEntry(facts: facts, request: visit.request, response: answer.response),
            organization)
    }
}
