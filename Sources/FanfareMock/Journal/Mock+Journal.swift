import FanfareModel
import HTTPEngine

extension Mock {
    /// Keeps a request and its answer in the journal of its organization, and tells whoever wants to
    /// know.
    @discardableResult
    func record(
        _ visit: Visit, _ answer: borrowing Answer, error: FanfareError? = nil,
        session: SessionKey? = nil, fault: Faults.Encounter?, started: UInt64,
        forwardedTo: String? = nil, refusal: String? = nil
    ) -> AnswerTicket {
        let organization = visit.organization
        // A browser's preflight is not what the page asked for: it would spoil every count. Only
        // when it is refused there will be no call to be found.
        let isAside = visit.request.isPreflight && !isRefused(visit)
        let facts = JournalEntry.Facts(
            number: (isAside ? organization.preflights.recorded : organization.journal.recorded)
                + 1,
            requestBytes: visit.request.body.count,
            responseBytes: answer.response.body.count, at: organization.world.now,
            real: visit.real, nanoseconds: stopwatch() - started, delay: answer.delay,
            faults: fault?.ids ?? [], idleFaults: fault?.idle ?? [],
            resentAfter: fault?.resentAfter,
            finding: error.flatMap { organization.world.finding(behind: $0, visit) },
            reason: error.flatMap {
                CredentialReason(visit: visit).sentence(for: $0)
                    ?? CodeReason(world: organization.world).sentence(for: $0, visit.request)
            },
            newestTokensAt: session.map { organization.world.issuedTokensAt($0) },
            forwardedTo: forwardedTo, refusal: refusal)
        if isAside {
            organization.preflights.record(facts, visit.request, answer.response)
        } else {
            organization.journal.record(facts, visit.request, answer.response)
        }
        if let observer {
            observer(
                JournalEntry(facts: facts, request: visit.request, response: answer.response),
                organization)
        }
        return isAside ? .none : organization.journal.ticket
    }

    /// Notes in the journal that a client did not take its answer.
    func answerWasLost(_ ticket: AnswerTicket, _ loss: AnswerLoss) {
        let series = UInt32(ticket.number >> 32)
        guard let organization = organizations.all.first(where: { $0.journal.series == series })
        else { return }
        organization.journal.note(loss, of: ticket)
        organization.changes += 1
    }

    /// Whether a preflight was not permitted what it asked for.
    private func isRefused(_ visit: Visit) -> Bool {
        configuration.strict && !visit.request.undocumentedFields.isEmpty
    }
}
