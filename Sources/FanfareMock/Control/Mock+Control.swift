import FanfareModel
import HTTPEngine

/// The way of a control call.
extension Mock {
    func respondToControl(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant, peerIsLocal: Bool
    ) -> Answer {
        var reply: Reply
        do throws(ControlError) {
            try controlDoor.check(
                request, isPage: PageFiles.isPage(path), peerIsLocal: peerIsLocal)
            switch controlRouter.match(method: request.method, path: path) {
            case .unknown where path.elementsEqual("/__admin".utf8): reply = PageFiles.redirection
            case .unknown:
                throw ControlError.unknownCall(
                    nearest: NearestRoute(to: path, method: request.method, among: controlRoutes))
            case .wrongMethod(let allowed): reply = V1.wrongMethod(allowed: allowed)
            case .found(let route, let parameter):
                return try run(route, parameter, request, real: real)
            }
        } catch {
            reply = error.reply
        }
        return Answer(reply.response())
    }

    private func run(
        _ route: Route, _ parameter: String, _ request: HTTPRequest, real: Instant
    ) throws(ControlError) -> Answer {
        // A link to the page still opens it when its organization is gone.
        let organization =
            PageFiles.isPage(request.pathBytes)
            ? defaultOrganization : try controlledOrganization(request)
        organization.catchUp(real: real)
        guard !organization.isBehind else { return .held(organization) }
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
        return Answer(reply, organization)
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

extension Answer {
    /// The answer to a call whose organization is behind: none yet.
    static func held(_ organization: Organization) -> Answer {
        Answer(HTTPResponse(status: 200), rest: .held(organization))
    }

    /// What a control call answers, with what is to happen before it does.
    fileprivate init(_ reply: Reply, _ organization: Organization) {
        if let errand = reply.errand {
            self.init(HTTPResponse(status: 200), rest: .errand(errand, organization))
            return
        }
        if let afterwards = reply.afterwards {
            self.init(HTTPResponse(status: 200), rest: .moved(organization, afterwards.value))
            return
        }
        self.init(reply.response())
        if let wait = reply.mayWait {
            rest = .waits(
                Wait(organization: organization, subject: wait.for, patience: wait.atMost))
        } else if reply.followsChanges {
            rest = .follows(organization)
        }
    }
}
