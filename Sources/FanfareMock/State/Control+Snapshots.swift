import FanfareModel
import JSONTree

/// Snapshots.
extension Control {
    /// POST /__admin/snapshots.
    static func takeSnapshot(_ call: Call) throws(FanfareError) -> Reply {
        var fields = try call.fields()
        let name = fields.optionalText("name")
        try fields.finish()
        guard !call.organization.snapshots.isFull else {
            return Reply(
                409,
                [
                    "error": "There are \(Snapshots.limit) snapshots already",
                    "message": "DELETE /__admin/snapshots/{id} removes one.",
                ])
        }
        return Reply(201, call.organization.snapshots.take(call.organization, name: name).json)
    }

    /// GET /__admin/snapshots.
    static func listSnapshots(_ call: Call) throws(FanfareError) -> Reply {
        .ok(["snapshots": JSONNode(call.organization.snapshots.all.map(\.json))])
    }

    /// DELETE /__admin/snapshots/{id}.
    static func deleteSnapshot(_ call: Call) throws(FanfareError) -> Reply {
        guard let snapshot = call.organization.snapshots[call.parameter] else { return noSnapshot }
        call.mock.discarded.keep(snapshot.state)
        return call.organization.snapshots.remove(call.parameter) ? Reply(204) : noSnapshot
    }

    /// POST /__admin/snapshots/{id}/restore.
    static func restoreSnapshot(_ call: Call) throws(FanfareError) -> Reply {
        guard let snapshot = call.organization.snapshots[call.parameter] else { return noSnapshot }
        call.goOn(from: snapshot.state)
        return .ok(snapshot.json)
    }

    private static var noSnapshot: Reply {
        Reply(
            404,
            [
                "error": "There is no such snapshot",
                "message": "GET /__admin/snapshots lists those of the organization.",
            ])
    }
}

extension Call {
    /// Lets the organization go on from a state, as if nothing had happened since.
    func goOn(from state: OrganizationState) {
        mock.discarded.keep(organization)
        organization.restore(state, real: realNow)
        mock.organizations.listenersChanged(organization)
        organization.catchUp(real: realNow)
    }
}
