import FanfareModel
import HTTPEngine
import JSONTree

/// The state of one organization, to be kept elsewhere and brought back.
///
/// It travels as opaque bytes, not as JSON: nobody but the mock can do anything with it, a third fewer
/// bytes go over the wire than in base64, and a million consumers need no document of 150 MB.
extension Control {
    /// GET /__admin/state.
    static func exportState(_ call: Call) throws(FanfareError) -> Reply {
        let (id, state) = (call.organization.id, call.organization.state)
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
    static func importState(_ call: Call) throws(FanfareError) -> Reply {
        let (bytes, id) = (call.request.body, call.organization.id)
        return .later(
            Errand(.long) { () -> Result<ExportedState, StateError> in
                Result { () throws(StateError) in try ExportedState(bytes, for: id) }
            } then: { imported in
                call.mock.discarded.keep(bytes)
                return goOn(call, from: imported)
            })
    }

    private static func goOn(
        _ call: Call, from imported: Result<ExportedState, StateError>
    ) -> Reply {
        guard call.mock.organizations[call.organization.id] === call.organization else {
            return ControlError.unknownOrganization(call.organization.id).reply(call.mock.ports)
        }
        switch imported {
        case .success(let imported):
            call.goOn(from: imported.state)
            call.organization.changes += 1
            return .ok([
                "organizationId": JSONNode(call.organization.id),
                "exportedFrom": JSONNode(imported.organizationID),
                "now": JSONNode(call.world.now.exactISO8601),
                "consumers": JSONNode(call.world.consumers.count),
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
