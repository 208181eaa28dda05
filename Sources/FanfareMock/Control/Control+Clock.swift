import FanfareModel
import JSONTree

/// The clock.
extension Control {
    /// How much of what happened an answer lists.
    private static let listed = 1000

    /// GET /__admin/clock.
    static func readClock(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(clock(context))
    }

    /// POST /__admin/clock.
    ///
    /// Where somebody listens to webhooks, it stops at each of them until it has been tried.
    static func moveClock(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let advance = fields.optionalString("advance")
        let set = fields.optionalInstant("set")
        let freeze = fields.optionalBool("freeze")
        let stops = fields.optionalBool("deliverWebhooks") ?? true
        let step = try fields.step(advance: advance, set: set, now: context.world.now)
        if step == nil, freeze == nil, fields.issues.isEmpty {
            fields.report("advance", .required)
        }
        try fields.finish()
        let organization = context.organization
        var reply = Reply(200)
        organization.keepClockForward(real: context.realNow)
        // One that is on its way already goes on from there; whoever would wait for it might be the
        // receiver that it waits for.
        let isMoving = organization.clockMove != nil
        if isMoving, advance != nil, let step { organization.clockMove?.goFarther(by: step) }
        if let step, stops, !isMoving, context.mock.stopsClocksAtWebhooks,
            !organization.webhooks.isEmpty
        {
            let now = organization.clock.now(real: context.realNow)
            change(organization, freeze, context.realNow)
            let move = ClockMove(organization, to: now + step) { move in
                reported(context, ClockEvents(due: move.due, attempts: move.attempts))
            }
            reply.continuation = .moves(LoopConfined(move))
            return reply
        }
        if let step { organization.clock.advance(by: step) }
        change(organization, freeze, context.realNow)
        let due = organization.catchUp(real: context.realNow)
        guard organization.isBehind else { return .ok(clock(context, moved: .init(due: due))) }
        reply.continuation = .afterwards(
            LoopConfined { reported(context, ClockEvents(due: $0)) })
        return reply
    }

    private static func change(_ organization: Organization, _ freeze: Bool?, _ real: Instant) {
        switch freeze {
        case true?: organization.clock.freeze(real: real)
        case false?: organization.clock.run(real: real)
        case nil: break
        }
    }

    /// A thousand events are long to write down, and a few are not worth another thread.
    private static func reported(_ context: RequestContext, _ events: ClockEvents) -> Reply {
        guard events.due.count + events.attempts.count > 50 else {
            return .ok(clock(context, moved: events))
        }
        let (world, mode) = (context.world, context.organization.clock.name)
        let (due, real) = (context.organization.nextDue, context.realNow)
        return .later(
            Errand(.short) { .ok(clock(world, mode: mode, due: due, real: real, moved: events)) })
    }

    static func clock(_ context: RequestContext) -> JSONNode { clock(context, moved: nil) }

    private static func clock(_ context: RequestContext, moved: ClockEvents?) -> JSONNode {
        clock(
            context.world, mode: context.organization.clock.name,
            due: context.organization.nextDue, real: context.realNow, moved: moved)
    }

    private static func clock(
        _ world: World, mode: String, due: Instant?, real: Instant, moved: ClockEvents?
    ) -> JSONNode {
        var members = [
            JSONMember("now", JSONNode(world.now.exactISO8601)),
            JSONMember("mode", JSONNode(mode)),
            JSONMember("nextDue", JSONNode(due.map { max($0, world.now).exactISO8601 })),
            JSONMember("realNow", JSONNode(real.exactISO8601)),
            JSONMember("skewMilliseconds", JSONNode(Int((world.now - real).inMilliseconds))),
            JSONMember("tokenClock", JSONNode(world.settings.tokenClock.rawValue)),
        ]
        if let moved {
            members += [
                JSONMember("dueCount", JSONNode(moved.due.count)),
                JSONMember(
                    "due", JSONNode(moved.due.prefix(listed).map { event($0, world) })),
                JSONMember("webhookAttemptCount", JSONNode(moved.attempts.count)),
                JSONMember(
                    "webhookAttempts", JSONNode(moved.attempts.prefix(listed).map(\.json))),
            ]
        }
        return JSONNode(members)
    }

    private static func event(_ event: DomainEvent, _ world: World) -> JSONNode {
        var members = [
            JSONMember("at", JSONNode(event.at.exactISO8601)),
            JSONMember("what", JSONNode(word(event.kind))),
        ]
        if let consumer = event.consumer {
            members.append(JSONMember("consumerId", JSONNode(world.identifier(of: consumer))))
        }
        if let key = event.distribution {
            members.append(JSONMember("distributionId", JSONNode(world.catalogue.id(of: key))))
        }
        return JSONNode(members)
    }

    private static func word(_ kind: DomainEvent.Kind) -> String {
        switch kind {
        case .consumerCreated: "consumerCreated"
        case .consumerUpdated: "consumerUpdated"
        case .entered: "entered"
        case .admitted: "admitted"
        case .completed: "completed"
        case .left: "left"
        case .denied(.admissionExpired): "admissionExpired"
        case .denied: "denied"
        case .bidPlaced: "bidPlaced"
        case .outbid: "outbid"
        case .won: "won"
        case .lost: "lost"
        case .opened: "opened"
        case .closed: "closed"
        case .drawn: "drawn"
        case .settled: "settled"
        }
    }
}

/// What happened on the way of a clock.
private struct ClockEvents: Sendable {
    let due: [DomainEvent]
    var attempts: [ClockMove.Attempt] = []
}

extension Organization {
    /// When the next thing happens by itself, a try of a webhook included.
    fileprivate var nextDue: Instant? {
        [webhooks.nextDue, world.nextDue].compactMap(\.self).min()
    }
}

extension FieldReader {
    /// How far the clock is to go forward; reports what cannot be done.
    fileprivate mutating func step(
        advance: String?, set: Instant?, now: Instant
    ) throws(FanfareError) -> Duration? {
        if advance != nil, set != nil { report("set", .conflicts(with: "advance")) }
        if let advance {
            guard let step = Duration(words: advance) else {
                report("advance", .unreadable(Duration.help))
                return nil
            }
            guard now + step <= .latest else {
                report(
                    "advance", .unreadable("No clock goes beyond \(Instant.latest.exactISO8601)"))
                return nil
            }
            return step
        }
        guard let set else { return nil }
        guard set >= now, set <= .latest else {
            report(
                "set",
                .unreadable(
                    "Must be from \(now.exactISO8601), where the clock stands, to"
                        + " \(Instant.latest.exactISO8601); time only goes back by a reset"))
            return nil
        }
        return set - now
    }
}
