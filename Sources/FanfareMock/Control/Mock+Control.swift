import FanfareModel
import HTTPEngine

/// The way of a control call.
extension Mock {
    func respondToControl(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant, peerIsLocal: Bool
    ) -> Answer {
        do throws(ControlError) {
            switch try entrance(of: request, path, peerIsLocal: peerIsLocal) {
            case .answered(let reply): return Answer(reply.response())
            case .runs(let route, let parameter):
                return try run(route, parameter, request, real: real)
            }
        } catch {
            return Answer(error.reply.response())
        }
    }

    /// Where a control call leads.
    private enum Entrance {
        case runs(Route, parameter: String)
        /// No row of the route table is for it.
        case answered(Reply)
    }

    private func entrance(
        of request: HTTPRequest, _ path: ArraySlice<UInt8>, peerIsLocal: Bool
    ) throws(ControlError) -> Entrance {
        try controlDoor.check(request, isPage: PageFiles.isPage(path), peerIsLocal: peerIsLocal)
        switch controlRouter.match(method: request.method, path: path) {
        case .unknown where path.elementsEqual("/__admin".utf8):
            return .answered(PageFiles.redirection)
        case .unknown:
            throw ControlError.unknownCall(
                nearest: NearestRoute(to: path, method: request.method, among: controlRoutes))
        case .wrongMethod(let allowed): return .answered(V1.wrongMethod(allowed: allowed))
        case .found(let route, let parameter): return .runs(route, parameter: parameter)
        }
    }

    /// What a control call is answered whatever its body says; nil for one that is run, and for what
    /// is no control call.
    func controlRefusal(of request: HTTPRequest, peerIsLocal: Bool) -> Reply? {
        let path = request.pathBytes
        guard path.starts(with: "/__admin".utf8) else { return nil }
        do throws(ControlError) {
            if case .answered(let reply) = try entrance(of: request, path, peerIsLocal: peerIsLocal)
            {
                return reply
            }
            _ = try controlledOrganization(request)
            return nil
        } catch {
            return error.reply
        }
    }

    private func run(
        _ route: Route, _ parameter: String, _ request: HTTPRequest, real: Instant
    ) throws(ControlError) -> Answer {
        // A link to the page still opens it when its organization is gone.
        let organization =
            PageFiles.isPage(request.pathBytes)
            ? defaultOrganization : try controlledOrganization(request)
        organization.catchUp(real: real)
        var reply: Reply
        do throws(FanfareError) {
            let call = Call(
                request: request, parameter: parameter, organization: organization, session: nil,
                mock: self, realNow: real, reading: try ControlReading(request, route))
            reply = try route.operation(call)
        } catch {
            reply = V1.reply(to: error)
        }
        if route.method != "GET" { organization.changes += 1 }
        var answer = Answer(reply.response(), mayWait: reply.mayWait)
        if reply.followsChanges { answer.follows = organization }
        return answer
    }

    /// The organization that a control call acts on: the named one, else the default one.
    private func controlledOrganization(
        _ request: HTTPRequest
    ) throws(ControlError) -> Organization {
        // An EventSource and a link cannot set headers.
        let named =
            request.headers.values(for: "X-Organization-Id")
            + request.queryItems.filter { $0.name == "organization" }.map(\.value)
        guard Set(named).count < 2 else { throw .twoOrganizations }
        guard let id = named.first else { return defaultOrganization }
        guard let organization = organizations[id] else { throw .unknownOrganization(id) }
        return organization
    }
}
