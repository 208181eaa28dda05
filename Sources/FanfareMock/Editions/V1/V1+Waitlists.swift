import FanfareModel
import JSONTree

/// The calls on waitlists (specs/v1/contract.md#waitlists).
extension V1 {
    /// POST /waitlists/{id}/enter.
    static func enterWaitlist(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.waitlist(context.parameter)
        let entry = context.world.enterWaitlist(index, as: context.consumer)
        return .ok([
            "id": JSONNode(context.world.identifier(of: entry)),
            "waitlistId": JSONNode(context.parameter),
            "sequenceId": JSONNode(context.world.catalogue[index].sequenceID),
            "consumerId": JSONNode(context.world.identifier(of: entry.consumer)),
            "enteredAt": entry.enteredAt.json,
        ])
    }

    /// POST and DELETE /waitlists/{id}/leave.
    static func leaveWaitlist(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.waitlist(context.parameter)
        try context.world.leaveWaitlist(index, as: context.consumer)
        return .ok([
            "waitlistId": JSONNode(context.parameter),
            "consumerId": JSONNode(context.world.identifier(of: context.consumer)),
            "status": "LEFT", "leftAt": context.world.now.json,
        ])
    }

    /// GET /waitlists/{id}/status.
    static func getWaitlistStatus(_ context: RequestContext) throws(FanfareError) -> Reply {
        let index = try context.world.catalogue.waitlist(context.parameter)
        let waitlist = context.world.catalogue[index]
        guard let entry = waitlist.entry(of: context.consumer) else {
            try context.requireKnown(.waitlist, unless: .strangersNotFoundOnWaitlist)
            return .ok(["waitlistId": JSONNode(context.parameter), "isEntered": false])
        }
        return .ok([
            "waitlistId": JSONNode(context.parameter), "isEntered": true,
            "sequenceId": JSONNode(waitlist.sequenceID), "enteredAt": entry.enteredAt.json,
        ])
    }
}
