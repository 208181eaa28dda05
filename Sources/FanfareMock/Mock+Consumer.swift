import FanfareModel
import HTTPEngine
import JSONTree

/// The way of a call of the API: who calls, what breaks it, what answers it, what is kept of it.
extension Mock {
    func respondToConsumer(
        _ request: HTTPRequest, _ inquiry: Inquiry, real: Instant
    ) -> Answer {
        let started = stopwatch()
        let visit = Visit(request, inquiry, self, real: real)
        let organization = visit.organization
        guard !organization.isBehind else { return .held(organization) }
        organization.changes += 1
        let limit = visit.route?.limit ?? .status
        let reading =
            visit.isLimited
            ? organization.world.countCall(limit) : organization.world.rateLimit(limit)
        let fault = organization.faults.meet(visit)
        let outcome = outcome(of: visit, fault, reading)
        var response = finish(outcome.reply, organization, reading, inquiry.origin)
        fault?.effect.damage(&response)
        let answer = Answer(response, delay: fault?.delay ?? outcome.reply.delay)
        // A browser's preflight is not what the page asked for: it would spoil every count.
        if request.method != "OPTIONS" {
            record(
                visit, answer, error: outcome.error, session: outcome.session,
                faults: fault?.ids ?? [], started: started)
        }
        return answer
    }

    /// What came of a call.
    struct Outcome {
        var reply: Reply
        var session: SessionKey?
        var error: FanfareError?

        init(_ reply: Reply) { self.reply = reply }

        init(_ error: FanfareError) {
            reply = V1.reply(to: error)
            self.error = error
        }
    }

    /// What comes of a call, or what a fault makes of it.
    private func outcome(
        of visit: Visit, _ fault: Faults.Encounter?, _ reading: RateLimits.Reading
    ) -> Outcome {
        guard let fault, let reply = fault.effect.reply(to: visit) else {
            return operate(visit, reading)
        }
        if fault.effect.standsAlone { return Outcome(reply) }
        var outcome = operate(visit, reading)
        outcome.reply = reply
        return outcome
    }

    private func operate(_ visit: Visit, _ reading: RateLimits.Reading) -> Outcome {
        let isPreflight = visit.request.method == "OPTIONS"
        return switch visit.inquiry.match {
        case .unknown: Outcome(isPreflight ? Reply(204) : V1.unknownRoute(visit))
        case .wrongMethod(let allowed):
            Outcome(isPreflight ? CrossOrigin.preflight(allowed) : V1.wrongMethod(allowed: allowed))
        case .found(let route, let parameter): run(route, parameter, visit, reading)
        }
    }

    /// Checks who calls and how often, in the contract's order, and runs the operation.
    private func run(
        _ route: Route, _ parameter: String, _ visit: Visit, _ reading: RateLimits.Reading
    ) -> Outcome {
        do throws(FanfareError) {
            if let refusal = visit.refusal { throw refusal }
            let organization = visit.organization
            let session = try visit.inquiry.session(for: route.access, in: organization.world)
            try organization.world.check(reading)
            let call = Call(
                request: visit.request, parameter: parameter, organization: organization,
                session: session, mock: self, realNow: visit.real)
            if configuration.strict, let refusal = V1.strictRefusal(of: visit, consumerRouter) {
                return Outcome(refusal)
            }
            var outcome = Outcome(try route.operation(call))
            outcome.session = session
            return outcome
        } catch {
            return Outcome(error)
        }
    }

    /// Adds the headers that every answer carries (specs/v1/contract.md#limits).
    func finish(
        _ reply: Reply, _ organization: Organization, _ reading: RateLimits.Reading,
        _ origin: ArraySlice<UInt8>?
    ) -> HTTPResponse {
        let now = organization.world.now
        let resetAt = reply.retryAfter.map { now + .seconds($0) } ?? reading.resetAt
        return reply.response { fields in
            fields.add("X-RateLimit-Limit", reading.limit)
            fields.add("X-RateLimit-Remaining", reply.retryAfter == nil ? reading.remaining : 0)
            fields.add("X-RateLimit-Reset", Int(resetAt.seconds))
            organization.withNextRequestID { fields.add("X-Request-Id", $0) }
            fields.add("Date", organization.httpDate(at: now))
            CrossOrigin.allow(origin, in: &fields)
        }
    }
}

extension World {
    /// Refuses a call over its limit, where that is wanted.
    fileprivate func check(_ reading: RateLimits.Reading) throws(FanfareError) {
        if let seconds = reading.retryAfter, enforcesRateLimits {
            throw .rateLimited(retryAfter: seconds)
        }
    }
}

extension Reply {
    /// The response as it goes on the wire, with the fields that are written into it.
    func response(and write: (inout PlainFields) -> Void = { _ in }) -> HTTPResponse {
        var headers = HTTPHeaders(reservingBytes: 640)
        headers.appendPlain { fields in
            if body != nil || bytesAreJSON { fields.add("Content-Type", "application/json") }
            write(&fields)
        }
        for header in self.headers { headers.append(header.name, header.value) }
        return HTTPResponse(status: status, headers: headers, body: bytes ?? body?.bytes() ?? [])
    }
}
