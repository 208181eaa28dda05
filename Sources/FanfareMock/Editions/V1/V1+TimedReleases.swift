import FanfareModel
import JSONTree

/// The calls on timed releases (specs/v1/contract.md#releases).
extension V1 {
    /// GET /timed-releases/{id}.
    static func getTimedRelease(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.timedRelease(context.parameter)
        let release = context.world.catalogue[index]
        return .ok([
            "id": JSONNode(release.id), "name": JSONNode(release.name),
            "sequenceId": JSONNode(release.sequenceID), "openAt": release.schedule.openAt.json,
            "closeAt": release.schedule.closeAt.json,
            "timeZone": JSONNode(release.schedule.timeZone),
            "status": JSONNode(phase(release.schedule, at: context.world.now)),
        ])
    }

    /// POST /timed-releases/{id}/enter.
    static func enterTimedRelease(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let variant = fields.optionalString("variantId")
        try fields.finish()
        let index = try context.world.catalogue.timedRelease(context.parameter)
        let entry = try context.world.enterTimedRelease(
            index, as: context.consumer, variantID: variant, fingerprint: try context.fingerprint)
        return .ok(releaseState(entry, context))
    }

    /// GET /timed-releases/{id}/status; whoever never entered is told so (the SDK's own state).
    static func getTimedReleaseStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.timedRelease(context.parameter)
        guard
            let entry = context.world.catalogue[index].entry(
                of: context.consumer)
        else {
            return .ok([
                "timedReleaseId": JSONNode(context.parameter),
                "consumerId": JSONNode(context.world.identifier(of: context.consumer)),
                "status": "NOT_ENTERED",
            ])
        }
        return .ok(releaseState(entry, context))
    }

    /// POST /timed-releases/{id}/leave.
    static func leaveTimedRelease(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.timedRelease(context.parameter)
        let entry = try context.world.leaveTimedRelease(index, as: context.consumer)
        return .ok(releaseState(entry, context))
    }

    /// POST /timed-releases/{id}/complete.
    static func completeTimedRelease(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let consumerID = fields.string("consumerId")
        try fields.finish()
        let index = try context.world.catalogue.timedRelease(context.parameter)
        let consumer = try context.consumer(consumerID, in: .timedRelease)
        let entry = try context.world.complete(
            consumer, inTimedRelease: index, fields.order(in: context.world.currency))
        return .ok(releaseState(entry, context))
    }

    private static func releaseState(_ entry: ReleaseEntry, _ context: RequestContext) -> JSONNode {
        var members = [
            JSONMember("timedReleaseId", JSONNode(context.parameter)),
            JSONMember("consumerId", JSONNode(context.world.identifier(of: entry.consumer))),
        ]
        members += releaseMembers(entry)
        if let reason = entry.denyReason {
            members.append(JSONMember("denyReason", JSONNode(word(reason))))
        }
        switch entry.state {
        case .completed(_, let instant):
            members.append(JSONMember("completedAt", instant.json))
        case .left(let instant): members.append(JSONMember("leftAt", instant.json))
        case .entered, .expired, .denied: break
        }
        return JSONNode(members)
    }

    /// What the status and `/consumers/me` say alike of an entry.
    static func releaseMembers(_ entry: ReleaseEntry) -> [JSONMember] {
        var members = [
            JSONMember("status", JSONNode(status(of: entry))),
            JSONMember("enteredAt", entry.enteredAt.json),
            JSONMember("admissionToken", JSONNode(entry.usableAdmission?.token)),
            JSONMember("expiresAt", (entry.usableAdmission?.expiresAt).json),
        ]
        if let variant = entry.variantID {
            members.append(JSONMember("selectedVariantId", JSONNode(variant)))
        }
        return members
    }

    static func status(of entry: ReleaseEntry) -> String {
        switch entry.state {
        case .entered: "ENTERED"
        case .completed: "COMPLETED"
        case .left: "LEFT"
        case .expired, .denied: "DENIED"
        }
    }
}
