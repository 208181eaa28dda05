import FanfareModel
import JSONTree

/// Faults.
extension Control {
    /// POST /__admin/faults.
    static func addFault(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.organization.faults.all.count < Faults.limit else {
            return Reply(
                409,
                [
                    "error": "There are \(Faults.limit) faults already",
                    "message": "DELETE /__admin/faults removes them.",
                ])
        }
        return Reply(201, try context.organization.faults.add(try context.fields()).json)
    }

    /// GET /__admin/faults.
    static func listFaults(_ context: RequestContext) throws(FanfareError) -> Reply {
        .ok(["faults": JSONNode(context.organization.faults.all.map(\.json))])
    }

    /// DELETE /__admin/faults.
    static func deleteFaults(_ context: RequestContext) throws(FanfareError) -> Reply {
        context.organization.faults.removeAll()
        return Reply(204)
    }

    /// DELETE /__admin/faults/{id}.
    static func deleteFault(_ context: RequestContext) throws(FanfareError) -> Reply {
        guard context.organization.faults.remove(context.parameter) else {
            return Reply(
                404,
                [
                    "error": "There is no such fault",
                    "message": "GET /__admin/faults lists those of the organization.",
                ])
        }
        return Reply(204)
    }
}
