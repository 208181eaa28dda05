import FanfareModel
import JSONTree

/// The calls on waitlists (specs/v1/contract.md#waitlists).
extension V1 {
    /// POST /waitlists/{id}/enter.
    static func enterWaitlist(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.waitlist(call.parameter)
        let entry = call.world.enterWaitlist(index, as: call.consumer)
        return .ok([
            "id": JSONNode(entry.identifier), "waitlistId": JSONNode(call.parameter),
            "sequenceId": JSONNode(call.world.catalogue.waitlists[Int(index)].sequenceID),
            "consumerId": JSONNode(call.world[entry.consumer].identifier),
            "enteredAt": entry.enteredAt.json,
        ])
    }

    /// GET /waitlists/{id}/status.
    static func getWaitlistStatus(_ call: Call) throws(FanfareError) -> Reply {
        let index = try call.world.catalogue.waitlist(call.parameter)
        let waitlist = call.world.catalogue.waitlists[Int(index)]
        guard let entry = waitlist.entry(of: call.consumer) else {
            return .ok(["waitlistId": JSONNode(call.parameter), "isEntered": false])
        }
        return .ok([
            "waitlistId": JSONNode(call.parameter), "isEntered": true,
            "sequenceId": JSONNode(waitlist.sequenceID), "enteredAt": entry.enteredAt.json,
        ])
    }
}
