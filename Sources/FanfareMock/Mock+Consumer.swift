import FanfareModel
import HTTPEngine
import JSONTree

/// The way of a call of the API: who calls, what breaks it, what answers it, what is kept of it.
extension Mock {
    func answer(
        _ context: RequestContext, connection: @autoclosure () -> CallersConnection
    ) -> Answer {
        let organization = context.organization
        guard !organization.isBehind || !context.asksTheWorld else {
            return .held(organization)
        }
        organization.changes += 1
        let limit = context.route?.limit ?? .status
        let reading =
            context.isLimited
            ? organization.world.countCall(limit) : organization.world.rateLimit(limit)
        var fault = organization.faults.meet(context, connection: connection())
        var reply = reply(to: context, &fault, reading)
        if !organization.world.leeway.isEmpty {
            reply = context.edition.reread(reply, context)
        }
        let response = finish(
            reply, context.edition, organization, reading, context.routed.origin,
            notice: context.routed.notice(context.request))
        guard fault == nil else {
            var answer = Answer(response, delay: fault?.delay ?? reply.delay)
            organization.faults.damage(
                &answer, of: context, &fault, connection: connection())
            answer.ticket = record(context, answer.response, delay: answer.delay, fault: fault)
            return answer
        }
        let ticket = record(context, response, delay: reply.delay, fault: nil)
        return Answer(response, delay: reply.delay, ticket: ticket)
    }

    /// What a call is answered, by its operation or by the faults that it met.
    private func reply(
        to context: RequestContext, _ fault: inout Faults.Encounter?,
        _ reading: RateLimits.Reading
    ) -> Reply {
        guard let effect = fault?.effect, let reply = effect.reply(to: context) else {
            return reply(to: context, reading)
        }
        if effect.standsAlone, !mayAnswerSo(reply, context, reading) { return reply }
        let own = self.reply(to: context, reading)
        if own.looksLike(reply) {
            fault?.keepsOwnAnswer = true
            return own
        }
        if effect.standsAlone { context.error = nil }
        return reply
    }

    /// Whether a call may have an answer without any fault; one that then has another takes no effect,
    /// so that it may be tried.
    private func mayAnswerSo(
        _ reply: Reply, _ context: RequestContext, _ reading: RateLimits.Reading
    ) -> Bool {
        guard let route = context.route, !context.request.isPreflight else { return true }
        do throws(FanfareError) {
            _ = try admit(context, to: route, reading)
            return reply.bytes?.isEmpty == true
                && context.edition.answersNothing(route, but: reply.status)
        } catch {
            return true
        }
    }

    private func reply(to context: RequestContext, _ reading: RateLimits.Reading) -> Reply {
        if context.request.isPreflight {
            return Preflight.reply(
                to: context.request, context.routed.match, isStrict: isStrict(context.organization))
        }
        switch context.routed.match {
        case .unknown:
            return context.request.isForWelcome
                ? Welcome.reply(to: context.request, hasPage: controlDoor.isOpen)
                : context.edition.errors.unknownRoute(context.nearestRoute)
        case .wrongMethod(let allowed): return context.edition.errors.wrongMethod(allowed)
        case .found(let route, _):
            do throws(FanfareError) {
                return try run(route, context, reading)
            } catch {
                context.error = error
                return context.edition.errors.reply(error)
            }
        }
    }

    /// Checks who calls and how often, in the contract's order; gives the session, if there is one.
    private func admit(
        _ context: RequestContext, to route: Route, _ reading: RateLimits.Reading
    ) throws(FanfareError) -> SessionKey? {
        if let refusal = context.refusal { throw refusal }
        let session = try context.routed.session(
            for: route.access, in: context.organization.world)
        try context.organization.world.check(reading)
        return session
    }

    /// Whether an organization refuses what departs from the contract.
    func isStrict(_ organization: Organization) -> Bool {
        organization.world.isStrict ?? configuration.strict
    }

    /// Lets in whom the contract lets in, and runs the operation.
    private func run(
        _ route: Route, _ context: RequestContext, _ reading: RateLimits.Reading
    ) throws(FanfareError) -> Reply {
        let session = try admit(context, to: route, reading)
        if isStrict(context.organization) {
            let departures = context.departures
            if !departures.isEmpty { return context.edition.errors.departures(departures) }
        }
        context.session = session
        var reply = try route.operation(context)
        if reply.status == 200 { reply.cachePolicy = route.cachePolicy }
        return reply
    }

    /// Adds the header fields that every answer carries: those of its edition, and the mock's own.
    func finish(
        _ reply: Reply, _ edition: Edition, _ organization: Organization,
        _ reading: RateLimits.Reading,
        _ origin: ArraySlice<UInt8>?, notice: [UInt8]? = nil
    ) -> HTTPResponse {
        reply.response { fields in
            edition.headers.write(
                Edition.AnswerFacts(
                    organization: organization, limit: reading, retryAfter: reply.retryAfter,
                    status: reply.status),
                &fields)
            fields.add(date: organization.httpDate(at: organization.world.now))
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
