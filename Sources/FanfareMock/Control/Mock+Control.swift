import FanfareModel
import HTTPEngine

/// The way of a control call.
extension Mock {
    func respondToControl(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant, peerIsLocal: Bool
    ) -> Answer {
        var reply: Reply
        do throws(ControlError) {
            try controlDoor.check(request, peerIsLocal: peerIsLocal)
            switch controlRouter.match(method: request.method, path: path) {
            case .unknown: throw ControlError.unknownCall(controlRoutes.map(\.template))
            case .wrongMethod(let allowed): reply = V1.wrongMethod(allowed: allowed)
            case .found(let route, let parameter):
                let organization = try controlledOrganization(request)
                organization.catchUp(real: real)
                let call = Call(
                    request: request, parameter: parameter, organization: organization,
                    session: nil, mock: self, realNow: real)
                do throws(FanfareError) {
                    reply = try route.operation(call)
                } catch {
                    reply = V1.reply(to: error)
                }
            }
        } catch {
            reply = error.reply
        }
        return Answer(reply.response, mayWait: reply.mayWait)
    }

    /// The organization that a control call acts on: the named one, else the default one.
    private func controlledOrganization(
        _ request: HTTPRequest
    ) throws(ControlError) -> Organization {
        guard let id = request.headers["X-Organization-Id"] else { return defaultOrganization }
        guard let organization = organizations[id] else { throw .unknownOrganization(id) }
        return organization
    }
}
