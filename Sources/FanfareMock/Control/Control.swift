import FanfareModel
import JSONTree

/// The control protocol: what tests and people move that the API itself does not let them move.
enum Control {
    /// GET /__admin/health.
    static func health(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == nil else {
            return .ok([
                "status": "ok", "capabilities": JSONNode(capabilities.map { JSONNode($0) }),
            ])
        }
        return .ok(["status": "ok", "needs": "control token"])
    }

    /// The parts of the protocol, so that whoever offers some of them can say which.
    private static let capabilities = [
        "organizations", "worlds", "clock", "inbox", "snapshots", "state", "journal", "faults",
        "webhooks", "events",
    ]

    /// POST /__admin/reset.
    ///
    /// Those listen whom the world file names, unless `keepWebhooks` keeps who does; the answer says
    /// who that is, since whoever subscribed before would wait in vain.
    static func reset(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let keeps = fields.optionalBool("keepWebhooks") ?? false
        try fields.finish()
        let before = context.organization.webhooks.subscriptions
        context.mock.discarded.keep(context.organization)
        context.organization.reset(real: context.realNow, keepsWebhooks: keeps)
        context.mock.organizations.listenersChanged(context.organization)
        let now = context.organization.webhooks.subscriptions
        return .ok([
            "now": JSONNode(context.world.now.exactISO8601),
            "webhooks": JSONNode(context.organization.webhooks.list),
            "webhooksRemoved": JSONNode(
                before.filter { old in !now.contains { $0.id == old.id } }.count),
        ])
    }
}

/// The clock.
extension Control {
    /// GET /__admin/clock.
    static func readClock(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(clock(context, due: nil))
    }

    /// POST /__admin/clock.
    static func moveClock(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let advance = fields.optionalString("advance")
        let set = fields.optionalInstant("set")
        let freeze = fields.optionalBool("freeze")
        let step = try fields.step(advance: advance, set: set, now: context.world.now)
        if step == nil, freeze == nil, fields.issues.isEmpty {
            fields.report("advance", .required)
        }
        try fields.finish()
        context.organization.keepClockForward(real: context.realNow)
        if let step { context.organization.clock.advance(by: step) }
        switch freeze {
        case true?: context.organization.clock.freeze(real: context.realNow)
        case false?: context.organization.clock.run(real: context.realNow)
        case nil: break
        }
        let due = context.organization.catchUp(real: context.realNow)
        guard context.organization.isBehind else { return .ok(clock(context, due: due)) }
        let afterwards = LoopConfined { (due: [DomainEvent]) -> Reply in
            // A thousand events are long to write down.
            let (world, mode, real) =
                (context.world, context.organization.clock.name, context.realNow)
            return .later(Errand(.short) { .ok(clock(world, mode: mode, real: real, due: due)) })
        }
        var reply = Reply(200)
        reply.continuation = .afterwards(afterwards)
        return reply
    }

    static func clock(_ context: RequestContext, due: [DomainEvent]?) -> JSONNode {
        clock(
            context.world, mode: context.organization.clock.name, real: context.realNow, due: due)
    }

    private static func clock(
        _ world: World, mode: String, real: Instant, due: [DomainEvent]?
    ) -> JSONNode {
        var members = [
            JSONMember("now", JSONNode(world.now.exactISO8601)),
            JSONMember("mode", JSONNode(mode)),
            JSONMember("nextDue", JSONNode(world.nextDue?.exactISO8601)),
            JSONMember("realNow", JSONNode(real.exactISO8601)),
            JSONMember("skewMilliseconds", JSONNode(Int((world.now - real).inMilliseconds))),
            JSONMember("tokenClock", JSONNode(world.settings.tokenClock.rawValue)),
        ]
        if let due {
            members.append(JSONMember("dueCount", JSONNode(due.count)))
            members.append(
                JSONMember(
                    "due", JSONNode(due.prefix(1000).map { event($0, world) })))
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

/// Organizations.
extension Control {
    /// POST /__admin/organizations.
    static func createOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        var fields = try context.fields()
        let blueprint = fields.world(else: context.mock.world)
        let seed = fields.optionalInteger("seed", in: 0...Int.max)
        let name = fields.optionalString("name", limit: 200)
        let startAt = fields.optionalInstant("at")
        try fields.finish()
        let made = context.mock.createOrganization(
            blueprint, seed: seed.map(UInt64.init), name: name, startAt: startAt,
            real: context.realNow)
        guard let organization = made else { return alreadyLives(seed, name) }
        let members = [
            JSONMember("organizationId", JSONNode(organization.id)),
            JSONMember("publishableKey", JSONNode(organization.publishableKey)),
            JSONMember("secretKey", JSONNode(organization.secretKey)),
        ]
        return Reply(201, JSONNode(members + token(organization, context.mock)))
    }

    private static func alreadyLives(_ seed: Int?, _ name: String?) -> Reply {
        let words = [seed.map { "the seed \($0)" }, name.map { "the name \"\($0)\"" }]
            .compactMap(\.self).joined(separator: " and ")
        return Reply(
            409,
            [
                "error": "This organization lives already",
                "message": JSONNode(
                    "Its id and keys follow from \(words): give another name, or delete it first."),
            ])
    }

    /// DELETE /__admin/organizations/{id}.
    static func deleteOrganization(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.control.access?.includes(context.parameter) == true,
            let organization = context.mock.organizations[context.parameter]
        else { return ControlError.unknownOrganization(context.parameter).reply(nil) }
        guard organization !== context.mock.defaultOrganization else {
            return Reply(
                409,
                [
                    "error": "The default organization cannot be deleted",
                    "message": "POST /__admin/reset lets it begin anew.",
                ])
        }
        context.mock.organizations.remove(organization)
        context.mock.discarded.keep(organization)
        return Reply(204)
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

    /// A world by the name of an embedded one, or written out.
    fileprivate mutating func world(else standard: WorldFile) -> WorldFile {
        guard let node = body["world"], !node.isNull else { return standard }
        if let name = node.string {
            if let world = WorldFile.embedded[name] { return world }
            report("world", .unknownWord(name, of: WorldFile.embedded.keys.sorted()))
            return standard
        }
        do throws(WorldFileError) {
            return try WorldFile(node)
        } catch {
            report("world" + error.pointer.description, .unreadable(error.message))
            return standard
        }
    }
}
