import FanfareModel
import JSONTree

/// Faults.
extension Control {
    /// POST /__admin/faults.
    static func addFault(_ call: Call) throws(FanfareError) -> Reply {
        guard call.organization.faults.all.count < Faults.limit else {
            return Reply(
                409,
                [
                    "error": "There are \(Faults.limit) faults already",
                    "message": "DELETE /__admin/faults removes them.",
                ])
        }
        return Reply(201, try call.organization.faults.add(try call.fields()).json)
    }

    /// GET /__admin/faults.
    static func listFaults(_ call: Call) throws(FanfareError) -> Reply {
        .ok(["faults": JSONNode(call.organization.faults.all.map(\.json))])
    }

    /// DELETE /__admin/faults.
    static func deleteFaults(_ call: Call) throws(FanfareError) -> Reply {
        call.organization.faults.removeAll()
        return Reply(204)
    }

    /// DELETE /__admin/faults/{id}.
    static func deleteFault(_ call: Call) throws(FanfareError) -> Reply {
        guard call.organization.faults.remove(call.parameter) else {
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
