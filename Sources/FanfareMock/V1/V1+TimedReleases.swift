import FanfareModel
import JSONTree

/// The calls on timed releases (specs/v1/contract.md#releases).
extension V1 {
    /// GET /timed-releases/{id}.
    static func getTimedRelease(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.timedRelease(call.parameter)
        let release = call.world.catalogue.timedReleases[Int(index)]
        return .ok([
            "id": JSONNode(release.id), "name": JSONNode(release.name),
            "sequenceId": JSONNode(release.sequenceID), "openAt": release.schedule.openAt.json,
            "closeAt": release.schedule.closeAt.json,
            "timeZone": JSONNode(release.schedule.timeZone),
            "status": JSONNode(phase(release.schedule, at: call.world.now)),
        ])
    }

    /// POST /timed-releases/{id}/enter.
    static func enterTimedRelease(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let variant = fields.optionalString("variantId")
        try fields.finish()
        let index = try call.world.catalogue.timedRelease(call.parameter)
        let entry = try call.world.enterTimedRelease(
            index, as: call.consumer, variantID: variant, fingerprint: try call.fingerprint)
        return .ok(releaseState(entry, call))
    }

    /// GET /timed-releases/{id}/status; whoever never entered is told so (the SDK's own state).
    static func getTimedReleaseStatus(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.timedRelease(call.parameter)
        guard let entry = call.world.catalogue.timedReleases[Int(index)].entry(of: call.consumer)
        else {
            return .ok([
                "timedReleaseId": JSONNode(call.parameter),
                "consumerId": JSONNode(call.world[call.consumer].identifier),
                "status": "NOT_ENTERED",
            ])
        }
        return .ok(releaseState(entry, call))
    }

    private static func releaseState(_ entry: ReleaseEntry, _ call: Call) -> JSONNode {
        var members = [
            JSONMember("timedReleaseId", JSONNode(call.parameter)),
            JSONMember("consumerId", JSONNode(call.world[entry.consumer].identifier)),
        ]
        members += releaseMembers(entry)
        if let reason = entry.denyReason {
            members.append(JSONMember("denyReason", JSONNode(reason.rawValue)))
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
        case .expired, .denied: "DENIED"
        }
    }
}
