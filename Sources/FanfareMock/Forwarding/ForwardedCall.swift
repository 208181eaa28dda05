import FanfareModel
import HTTPEngine
import JSONTree

/// A call that the mock does not know, on its way to a server that may.
struct ForwardedCall {
    let context: RequestContext
    let fault: Faults.Encounter?
    /// What it came by.
    let connection: CallersConnection
}

extension Mock {
    /// The call, met by its faults, when no route is for it.
    ///
    /// Nil for what the mock answers itself, the wrong method on a known path included.
    func unknownCall(
        _ request: HTTPRequest, real: Instant, connection: CallersConnection
    ) -> ForwardedCall? {
        guard request.targetBytes.first == UInt8(ascii: "/"),
            let routed = routing.route(request),
            case .unknown = RequestContext.ownRoute(of: request, routed, self).match
        else { return nil }
        let context = RequestContext(request, routed, self, real: real)
        context.organization.changes += 1
        return ForwardedCall(
            context: context,
            fault: context.organization.faults.meet(context, connection: connection),
            connection: connection)
    }

    /// The answer to a call that was passed on, or to one that a fault kept from it.
    func finish(
        _ call: ForwardedCall, _ result: Result<HTTPResponse, HTTPClientError>?,
        from upstream: Upstream
    ) -> Answer {
        let response =
            switch result {
            case .success(let answer)?: Self.passedBack(answer)
            case .failure(let error)?: own(Reply(error, upstream), call)
            case nil: own(call.fault?.effect.reply(to: call.context) ?? Reply(502), call)
            }
        var answer = Answer(response, delay: call.fault?.delay)
        var fault = call.fault
        call.context.organization.faults.damage(
            &answer, of: call.context, &fault, connection: call.connection)
        answer.ticket = record(
            call.context, answer.response, delay: answer.delay, fault: fault,
            forwardedTo: result == nil ? nil : upstream.name)
        return answer
    }

    /// Keeps a call in the journal whose client went before the other server had answered.
    func abandon(_ call: ForwardedCall, to upstream: Upstream) {
        answerWasLost(finish(call, .failure(.abandoned), from: upstream).ticket, .beforeAnswer)
    }

    private static func passedBack(_ answer: HTTPResponse) -> HTTPResponse {
        var answer = answer
        answer.headers.removeHopByHop()
        answer.headers.append("Via", "1.1 fanfare-kit")
        return answer
    }

    /// An answer of ours, with the headers that all of those carry.
    private func own(_ reply: Reply, _ call: ForwardedCall) -> HTTPResponse {
        let organization = call.context.organization
        return finish(
            reply, call.context.edition, organization, organization.world.rateLimit(.status),
            call.context.routed.origin)
    }
}

extension Reply {
    /// RFC 9110 sections 15.6.3 to 15.6.5: 504 for a server that is too slow, 503 where it
    /// is this process that cannot, 502 for any other trouble.
    ///
    /// 499 is nginx's word in a journal for what nobody was there to read.
    fileprivate init(_ error: HTTPClientError, _ upstream: Upstream) {
        let (status, name, what) =
            switch error {
            case .timedOut: (504, "Gateway timeout", "passed it on to")
            case .noThread: (503, "Service unavailable", "could not pass it on to")
            case .abandoned: (499, "Client closed request", "passed it on to")
            case .stopping: (503, "Service unavailable", "passed it on to")
            case .noRoom: (503, "Service unavailable", "passes such calls on to")
            default: (502, "Bad gateway", "passed it on to")
            }
        self.init(
            status,
            [
                "error": JSONNode(name),
                "message": JSONNode(
                    "The mock does not know this call and \(what) \(upstream.name). \(error)"),
            ])
    }
}
