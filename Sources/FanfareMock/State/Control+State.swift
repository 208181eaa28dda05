import FanfareModel
import HTTPEngine
import JSONTree

/// The state of one organization, to be kept elsewhere and brought back.
///
/// It travels as opaque bytes, not as JSON: nobody but the mock can do anything with it, a third fewer
/// bytes go over the wire than in base64, and a million consumers need no document of 150 MB.
extension Control {
    /// GET /__admin/state.
    static func exportState(_ context: RequestContext) throws(FanfareError) -> Reply {
        let (id, state) = (context.organization.id, context.organization.state)
        return .later(
            Errand(.long) {
                var reply = Reply(200)
                reply.bytes = ExportedState.bytes(of: state, id)
                reply.headers = [
                    ("Content-Type", "application/octet-stream"),
                    ("Content-Disposition", "attachment; filename=\"\(id).state\""),
                ]
                return reply
            })
    }

    /// PUT /__admin/state.
    ///
    /// The organization keeps its name and keys, so that one state can begin many sandboxes. Tokens
    /// from before work on in it, though they name the organization that they were issued by. It
    /// answers as it was until the state has been read.
    static func importState(_ context: RequestContext) throws(FanfareError) -> Reply {
        let (bytes, id) = (context.request.body, context.organization.id)
        return .later(
            Errand(.long) { () -> Result<ExportedState, StateError> in
                Result { () throws(StateError) in try ExportedState(bytes, for: id) }
            } then: { imported in
                context.mock.discarded.keep(bytes)
                return goOn(context, from: imported)
            })
    }

    private static func goOn(
        _ context: RequestContext, from imported: Result<ExportedState, StateError>
    ) -> Reply {
        guard context.mock.organizations[context.organization.id] === context.organization else {
            return ControlError.unknownOrganization(context.organization.id).reply(
                context.mock.ports)
        }
        switch imported {
        case .success(let imported):
            context.goOn(from: imported.state)
            context.organization.changes += 1
            return .ok([
                "organizationId": JSONNode(context.organization.id),
                "exportedFrom": JSONNode(imported.organizationID),
                "now": JSONNode(context.world.now.exactISO8601),
                "consumers": JSONNode(context.world.consumers.count),
            ])
        case .failure(let error):
            return Reply(
                400,
                [
                    "error": "The body is no state that can be gone on from",
                    "message": JSONNode("\(error) Nothing was changed."),
                ])
        }
    }
}
