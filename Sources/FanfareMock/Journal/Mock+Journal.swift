import FanfareModel
import HTTPEngine

extension Mock {
    /// Keeps a request and its answer in the journal of its organization, and tells whoever wants to
    /// know.
    @discardableResult
    func record(
        _ context: RequestContext, _ response: HTTPResponse, delay: Duration? = nil,
        fault: Faults.Encounter?,
        forwardedTo: String? = nil, refusal: String? = nil
    ) -> AnswerTicket {
        let (request, organization, error) = (context.request, context.organization, context.error)
        // A browser's preflight is not what the page asked for: it would spoil every count. Only
        // when it fails there will be no call to be found.
        let isAside =
            request.isPreflight && refusal == nil && !isRefused(request, organization)
            && response.permitsCall(of: request)
        let facts = JournalEntry.Facts(
            number: (isAside ? organization.preflights.recorded : organization.journal.recorded)
                + 1,
            requestBytes: request.body.count,
            responseBytes: response.body.count, at: organization.world.now,
            real: context.realNow, nanoseconds: stopwatch() - context.started, delay: delay,
            faults: fault?.ids ?? [], idleFaults: fault?.idle ?? [],
            resentAfter: fault?.resentAfter,
            finding: error.flatMap { organization.world.finding(behind: $0, context) },
            reason: error.flatMap {
                CredentialReason(context: context).sentence(for: $0)
                    ?? CodeReason(world: organization.world).sentence(for: $0, request)
            },
            newestTokensAt: error == nil
                ? context.session.map { organization.world.issuedTokensAt($0) } : nil,
            forwardedTo: forwardedTo, refusal: refusal)
        let entry = observer.map { _ in
            JournalEntry(facts: facts, request: request, response: response)
        }
        if isAside {
            organization.preflights.record(facts, request, response)
        } else {
            organization.journal.record(facts, request, response)
        }
        if let entry { observer?(entry, organization) }
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
    private func isRefused(_ request: HTTPRequest, _ organization: Organization) -> Bool {
        isStrict(organization) && !request.undocumentedFields.isEmpty
    }
}

extension HTTPResponse {
    /// Whether a browser goes on to the call after this answer to its preflight, as far as the answer
    /// is ours (Fetch, "CORS-preflight fetch").
    fileprivate func permitsCall(of preflight: HTTPRequest) -> Bool {
        switch delivery {
        case .normal, .drip, .contentLength: break
        case .resetBefore, .resetInHead, .resetAfter, .truncate: return false
        }
        guard preflight.headers.contains("Origin") else { return true }
        return (200...299).contains(status) && headers.contains("Access-Control-Allow-Origin")
            && (headers.contains("Access-Control-Allow-Headers")
                || !preflight.headers.contains("Access-Control-Request-Headers"))
    }
}
