import FanfareModel
import HTTPEngine
import JSONTree

/// The way of a call of the API: who calls, what breaks it, what answers it, what is kept of it.
extension Mock {
    func respondToConsumer(
        _ request: HTTPRequest, _ inquiry: Inquiry, real: Instant,
        connection: @autoclosure () -> CallersConnection
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
        var fault = organization.faults.meet(visit, connection: connection())
        let outcome = outcome(of: visit, fault, reading)
        let response = finish(
            outcome.reply, organization, reading, inquiry.origin,
            notice: inquiry.notice(request, consumerRouter))
        var answer = Answer(response, delay: fault?.delay ?? outcome.reply.delay)
        if fault != nil {
            organization.faults.damage(
                &answer, of: visit, &fault, connection: connection())
        }
        answer.ticket = record(
            visit, answer, error: outcome.error, session: outcome.session, fault: fault,
            started: started)
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
        if visit.request.isPreflight {
            return Outcome(
                Preflight.reply(
                    to: visit.request, visit.inquiry.match, isStrict: configuration.strict))
        }
        switch visit.inquiry.match {
        case .unknown:
            return Outcome(
                visit.request.isRoot
                    ? Welcome.reply(to: visit.request, hasPage: controlDoor.isOpen)
                    : V1.unknownRoute(visit))
        case .wrongMethod(let allowed): return Outcome(V1.wrongMethod(allowed: allowed))
        case .found(let route, let parameter): return run(route, parameter, visit, reading)
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
            if outcome.reply.status == 200 { outcome.reply.cachePolicy = route.cachePolicy }
            return outcome
        } catch {
            return Outcome(error)
        }
    }

    /// Adds the headers that every answer carries (specs/v1/contract.md#limits).
    func finish(
        _ reply: Reply, _ organization: Organization, _ reading: RateLimits.Reading,
        _ origin: ArraySlice<UInt8>?, notice: [UInt8]? = nil
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
            if let notice { fields.add("X-Mock-Notice", notice) }
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
    ///
    /// Every answer of the API and of the control protocol comes by here.
    func response(and write: (inout PlainFields) -> Void = { _ in }) -> HTTPResponse {
        var fields = HTTPHeaders(reservingBytes: 704)
        fields.appendPlain { fields in
            if body != nil || bytesAreJSON { fields.add("Content-Type", "application/json") }
            // RFC 9110 section 15.5.2: "The server generating a 401 response MUST send a
            // WWW-Authenticate header field".
            if status == 401, !headers.contains(where: { $0.name == "WWW-Authenticate" }) {
                fields.add("WWW-Authenticate", "Bearer")
            }
            cachePolicy.add(to: &fields)
            write(&fields)
        }
        for header in headers { fields.append(header.name, header.value) }
        return HTTPResponse(status: status, headers: fields, body: bytes ?? body?.bytes() ?? [])
    }
}
