import FanfareModel
import JSONTree

/// Snapshots.
extension Control {
    /// POST /__admin/snapshots.
    static func takeSnapshot(_ context: RequestContext) throws(FanfareError) -> Reply {
        var fields = try context.fields()
        let name = fields.optionalText("name")
        try fields.finish()
        guard !context.organization.snapshots.isFull else {
            return Reply(
                409,
                [
                    "error": "There are \(Snapshots.limit) snapshots already",
                    "message": "DELETE /__admin/snapshots/{id} removes one.",
                ])
        }
        return Reply(
            201, context.organization.snapshots.take(context.organization, name: name).json)
    }

    /// GET /__admin/snapshots.
    static func listSnapshots(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(["snapshots": JSONNode(context.organization.snapshots.all.map(\.json))])
    }

    /// DELETE /__admin/snapshots/{id}.
    static func deleteSnapshot(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let snapshot = context.organization.snapshots[context.parameter] else {
            return noSnapshot
        }
        context.mock.discarded.keep(snapshot.state)
        return context.organization.snapshots.remove(context.parameter) ? Reply(204) : noSnapshot
    }

    /// POST /__admin/snapshots/{id}/restore.
    static func restoreSnapshot(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard let snapshot = context.organization.snapshots[context.parameter] else {
            return noSnapshot
        }
        context.goOn(from: snapshot.state)
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

extension RequestContext {
    /// Lets the organization go on from a state, as if nothing had happened since.
    func goOn(from state: OrganizationState) {
        mock.discarded.keep(organization)
        organization.restore(state, real: realNow)
        mock.organizations.listenersChanged(organization)
        organization.catchUp(real: realNow)
    }
}
