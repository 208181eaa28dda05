import FanfareModel
import JSONTree

/// The control protocol: what tests and people move that the API itself does not let them move.
enum Control {
    /// GET /__admin/health.
    static func health(_ call: Call) throws(FanfareError) -> Reply {
        guard call.control.access == nil else { return .ok(["status": "ok"]) }
        return .ok(["status": "ok", "needs": "control token"])
    }

    /// POST /__admin/reset.
    ///
    /// Those listen whom the world file names, unless `keepWebhooks` keeps who does; the answer says
    /// who that is, since whoever subscribed before would wait in vain.
    static func reset(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let keeps = fields.optionalBool("keepWebhooks") ?? false
        try fields.finish()
        let before = call.organization.webhooks.subscriptions
        call.mock.discarded.keep(call.organization)
        call.organization.reset(real: call.realNow, keepsWebhooks: keeps)
        call.mock.organizations.listenersChanged(call.organization)
        let now = call.organization.webhooks.subscriptions
        return .ok([
            "now": JSONNode(call.world.now.exactISO8601),
            "webhooks": JSONNode(now.map(\.json)),
            "webhooksRemoved": JSONNode(
                before.filter { old in !now.contains { $0.id == old.id } }.count),
        ])
    }
}

/// The clock.
extension Control {
    /// GET /__admin/clock.
    static func readClock(_ call: Call) throws(FanfareError) -> Reply {
        .ok(clock(call, due: nil))
    }

    /// POST /__admin/clock.
    static func moveClock(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let advance = fields.optionalString("advance")
        let set = fields.optionalInstant("set")
        let freeze = fields.optionalBool("freeze")
        let step = try fields.step(advance: advance, set: set, now: call.world.now)
        if step == nil, freeze == nil, fields.issues.isEmpty {
            fields.report("advance", .required)
        }
        try fields.finish()
        call.organization.keepClockForward(real: call.realNow)
        if let step { call.organization.clock.advance(by: step) }
        switch freeze {
        case true?: call.organization.clock.freeze(real: call.realNow)
        case false?: call.organization.clock.run(real: call.realNow)
        case nil: break
        }
        let due = call.organization.catchUp(real: call.realNow)
        guard call.organization.isBehind else { return .ok(clock(call, due: due)) }
        var reply = Reply(200)
        reply.afterwards = LoopConfined { due in
            // A thousand happenings are long to write down.
            let (world, mode) = (call.world, call.organization.clock.name)
            return .later(Errand(.short) { .ok(clock(world, mode: mode, due: due)) })
        }
        return reply
    }

    static func clock(_ call: Call, due: [Happening]?) -> JSONNode {
        clock(call.world, mode: call.organization.clock.name, due: due)
    }

    private static func clock(_ world: World, mode: String, due: [Happening]?) -> JSONNode {
        var members = [
            JSONMember("now", JSONNode(world.now.exactISO8601)),
            JSONMember("mode", JSONNode(mode)),
            JSONMember("nextDue", JSONNode(world.nextDue?.exactISO8601)),
        ]
        if let due {
            members.append(JSONMember("dueCount", JSONNode(due.count)))
            members.append(
                JSONMember(
                    "due", JSONNode(due.prefix(1000).map { happening($0, world) })))
        }
        return JSONNode(members)
    }

    private static func happening(_ happening: Happening, _ world: World) -> JSONNode {
        var members = [JSONMember("at", JSONNode(happening.at.exactISO8601))]
        switch happening.kind {
        case .opened: members.append(JSONMember("what", "opened"))
        case .closed: members.append(JSONMember("what", "closed"))
        case .admitted(let consumer):
            members.append(JSONMember("what", "admitted"))
            members.append(JSONMember("consumerId", JSONNode(world[consumer].identifier)))
        case .admissionExpired(let consumer):
            members.append(JSONMember("what", "admissionExpired"))
            members.append(JSONMember("consumerId", JSONNode(world[consumer].identifier)))
        case .drawn: members.append(JSONMember("what", "drawn"))
        case .settled: members.append(JSONMember("what", "settled"))
        case .won(let consumer):
            members.append(JSONMember("what", "won"))
            members.append(JSONMember("consumerId", JSONNode(world[consumer].identifier)))
        case .lost(let consumer):
            members.append(JSONMember("what", "lost"))
            members.append(JSONMember("consumerId", JSONNode(world[consumer].identifier)))
        }
        members.append(
            JSONMember(
                "distributionId", JSONNode(world.catalogue.id(of: happening.distribution))))
        return JSONNode(members)
    }
}

/// Organizations.
extension Control {
    /// POST /__admin/organizations.
    static func createOrganization(_ call: Call) throws(FanfareError) -> Reply {
        guard call.control.access == .everything else {
            return ControlError.oneOrganizationOnly.reply(nil)
        }
        var fields = try call.fields()
        let blueprint = fields.world(else: call.mock.world)
        let seed = fields.optionalInteger("seed", in: 0...Int.max)
        let startAt = fields.optionalInstant("at")
        try fields.finish()
        let organization = call.mock.createOrganization(
            blueprint, seed: seed.map(UInt64.init), startAt: startAt, real: call.realNow)
        let members = [
            JSONMember("organizationId", JSONNode(organization.id)),
            JSONMember("publishableKey", JSONNode(organization.publishableKey)),
            JSONMember("secretKey", JSONNode(organization.secretKey)),
        ]
        return Reply(201, JSONNode(members + token(organization, call.mock)))
    }

    /// DELETE /__admin/organizations/{id}.
    static func deleteOrganization(_ call: Call) throws(FanfareError) -> Reply {
        guard call.control.access?.includes(call.parameter) == true,
            let organization = call.mock.organizations[call.parameter]
        else { return ControlError.unknownOrganization(call.parameter).reply(nil) }
        guard organization !== call.mock.defaultOrganization else {
            return Reply(
                409,
                [
                    "error": "The default organization cannot be deleted",
                    "message": "POST /__admin/reset lets it begin anew.",
                ])
        }
        call.mock.organizations.remove(organization)
        call.mock.discarded.keep(organization)
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
