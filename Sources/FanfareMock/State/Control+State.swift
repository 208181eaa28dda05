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
        var reply = Reply(200)
        reply.bytes = ExportedState.bytes(of: call.organization)
        reply.headers = [
            ("Content-Type", "application/octet-stream"),
            (
                "Content-Disposition", "attachment; filename=\"\(call.organization.id).state\""
            ),
        ]
        return reply
    }

    /// PUT /__admin/state.
    ///
    /// The organization keeps its name and keys, so that one state can begin many sandboxes. Tokens
    /// from before work on in it, though they name the organization that they were issued by.
    static func importState(_ call: Call) throws(FanfareError) -> Reply {
        do throws(StateError) {
            let imported = try ExportedState(call.request.body, for: call.organization)
            call.goOn(from: imported.state)
            return .ok([
                "organizationId": JSONNode(call.organization.id),
                "exportedFrom": JSONNode(imported.organizationID),
                "now": JSONNode(call.world.now.exactISO8601),
                "consumers": JSONNode(call.world.consumers.count),
            ])
        } catch {
            return Reply(
                400,
                [
                    "error": "The body is no state that can be gone on from",
                    "message": JSONNode("\(error) Nothing was changed."),
                ])
        }
    }
}
