import FanfareModel
import JSONTree

/// The calls on draws (specs/v1/contract.md#draws).
extension V1 {
    /// GET /draws/{id}.
    static func getDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.draw(context.parameter)
        let draw = context.world.catalogue[index]
        return .ok([
            "id": JSONNode(draw.id), "name": JSONNode(draw.name),
            "sequenceId": JSONNode(draw.sequenceID), "openAt": draw.schedule.openAt.json,
            "closeAt": draw.schedule.closeAt.json, "drawAt": draw.drawAt.json,
            "timeZone": JSONNode(draw.schedule.timeZone), "capacity": JSONNode(draw.capacity),
            "winnerCount": JSONNode(draw.winnerCount),
            "status": JSONNode(phase(of: draw, at: context.world.now)),
            "entrantCount": JSONNode(draw.entrantCount),
        ])
    }

    /// POST /draws/{id}/enter.
    static func enterDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.draw(context.parameter)
        let entry = try context.world.enterDraw(
            index, as: context.consumer, fingerprint: try context.fingerprint)
        var state = drawState(entry, index, context)
        if entry.denyReason == nil { state.append(JSONMember("denyReason", .null)) }
        return .ok(JSONNode(state))
    }

    /// POST /draws/{id}/leave.
    static func leaveDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.draw(context.parameter)
        try context.world.leaveDraw(index, as: context.consumer)
        return .ok(refusal(of: context.consumer, .drawClosed, context))
    }

    /// GET /draws/{id}/status; whoever never entered is told so (the SDK's own state).
    static func getDrawStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.draw(context.parameter)
        guard let entry = context.world.catalogue[index].entry(of: context.consumer) else {
            try context.requireKnown(.draw, unless: .strangersNotFoundInDraw)
            return .ok([
                "drawId": JSONNode(context.parameter),
                "consumerId": JSONNode(context.world.identifier(of: context.consumer)),
                "status": "NOT_ENTERED",
            ])
        }
        return .ok(JSONNode(drawState(entry, index, context)))
    }

    /// POST /draws/{id}/complete.
    static func completeDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        let fields = try context.fields()
        let (consumer, index) = try drawSubject(context, fields)
        _ = try context.world.complete(
            consumer, inDraw: index, fields.order(in: context.world.currency))
        return .ok([
            "drawId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: consumer)), "status": "COMPLETED",
            "completedAt": context.world.now.json,
        ])
    }

    /// POST /draws/{id}/deny.
    static func denyInDraw(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let reason = fields.denyReason([
            .orderLimitExceeded, .drawClosed, .fraudDetected, .adminAction,
        ])
        let (consumer, index) = try drawSubject(context, fields)
        let entry = try context.world.deny(consumer, inDraw: index, reason: reason)
        return .ok(refusal(of: consumer, entry.denyReason ?? reason, context))
    }

    /// POST /draws/{id}/validate.
    static func validateDrawWin(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let consumerID = fields.string("consumerId")
        let token = fields.optionalString("token", limit: 8192)
        try fields.finish()
        let index = try context.world.catalogue.draw(context.parameter)
        try context.world.validate(
            token: token, of: context.world.consumer(consumerID), inDraw: index,
            fingerprint: try context.fingerprint)
        return .ok(true)
    }

    /// The consumer whom a backend names, and the draw.
    private static func drawSubject(
        _ context: RequestContext, _ reader: FieldReader
    ) throws(FanfareError) -> (ConsumerKey, Key<Draw>) {
        var fields = reader
        let consumerID = fields.string("consumerId")
        try fields.finish()
        let index = try context.world.catalogue.draw(context.parameter)
        guard let consumer = context.world.consumer(consumerID) else {
            throw .notParticipating(.draw)
        }
        return (consumer, index)
    }
}

extension V1 {
    /// A draw inside an experience.
    static func write(_ draw: Draw, at now: Instant, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", draw.id)
            json.member("name", draw.name)
            json.member("openAt", draw.schedule.openAt)
            json.member("closeAt", draw.schedule.closeAt)
            json.member("drawAt", draw.drawAt)
            json.member("winnerCount", draw.winnerCount)
            json.member("status", phase(of: draw, at: now))
        }
    }

    /// The word for where an entry stands; leaving is shown as a denial (specs/v1/contract.md#draws).
    static func status(of entry: DrawEntry) -> String {
        switch entry.state {
        case .entered: "ENTERED"
        case .won: "WON"
        case .lost: "LOST"
        case .completed: "COMPLETED"
        case .denied, .left: "DENIED"
        }
    }

    static func phase(of draw: Draw, at now: Instant) -> String {
        word(DistributionPhase(draw, at: now))
    }

    /// An entry as entering and asking for the status show it.
    private static func drawState(
        _ entry: DrawEntry, _ index: Key<Draw>, _ context: RequestContext
    ) -> [JSONMember] {
        var members = [
            JSONMember("drawId", JSONNode(context.parameter)),
            JSONMember("consumerId", JSONNode(context.world.identifier(of: entry.consumer))),
        ]
        members += drawMembers(entry, index, context.world)
        switch entry.state {
        case .entered:
            members.append(JSONMember("drawAt", context.world.catalogue[index].drawAt.json))
        case .won(let win):
            let window = context.world.catalogue[index].admissionWindow
            members.append(JSONMember("selectedAt", win.wonAt.json))
            members.append(JSONMember("expiresAt", (win.wonAt + window).json))
        case .completed(_, let completedAt):
            members.append(JSONMember("completedAt", completedAt.json))
        case .lost, .denied, .left: break
        }
        return members
    }

    /// What the status and `/consumers/me` say alike of an entry; a reason only where there is one.
    static func drawMembers(_ entry: DrawEntry, _ index: Key<Draw>, _ world: World) -> [JSONMember]
    {
        let admission = entry.isUsable ? world.admission(of: entry, inDraw: index) : nil
        var members = [
            JSONMember("status", JSONNode(status(of: entry))),
            JSONMember("enteredAt", entry.enteredAt.json),
            JSONMember("wonAt", (entry.win?.wonAt).json),
            JSONMember("admissionToken", JSONNode(admission?.token)),
        ]
        if let reason = entry.denyReason {
            members.append(JSONMember("denyReason", JSONNode(word(reason))))
        }
        return members
    }

    private static func refusal(
        of consumer: ConsumerKey, _ reason: DenyReason, _ context: RequestContext
    ) -> JSONNode {
        [
            "drawId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: consumer)), "status": "DENIED",
            "denyReason": JSONNode(word(reason)),
        ]
    }
}
