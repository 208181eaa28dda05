import FanfareModel
import HTTPEngine

/// The way of a control call.
extension Mock {
    func respondToControl(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant, by approach: Approach
    ) -> Answer {
        guard controlDoor.isOpen, let origin = controlDoor.namedOrigin(of: request) else {
            return answer(request, path, real: real, by: approach)
        }
        // A browser asks first, and shows no token when it does.
        let isPreflight =
            request.method == "OPTIONS" && request.headers.contains("Access-Control-Request-Method")
        var answer =
            isPreflight
            ? Answer(Self.preflight(of: request).response())
            : answer(request, path, real: real, by: approach)
        answer.response.headers.set("Access-Control-Allow-Origin", origin)
        answer.response.headers.set("Vary", "Origin")
        return answer
    }

    private static func preflight(of request: HTTPRequest) -> Reply {
        var reply = Reply(204)
        reply.headers = [
            ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE"),
            (
                "Access-Control-Allow-Headers",
                request.headers["Access-Control-Request-Headers"] ?? ""
            ),
        ]
        return reply
    }

    private func answer(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant, by approach: Approach
    ) -> Answer {
        let isPage = PageFiles.isPage(path)
        do throws(ControlError) {
            if approach.entrance == .control, !path.starts(with: "/__admin".utf8) {
                guard path.elementsEqual("/".utf8) else { throw ControlError.notTheAPI }
                return Answer(PageFiles.redirection(307).response())
            }
            let (match, access) = try admit(request, path, by: approach)
            guard case .found(let route, let parameter) = match else {
                return Answer(try replyWithoutRoute(match, path, request).response())
            }
            return try run(route, parameter, request, access, real: real)
        } catch {
            let isRead = isPage && request.headers["Accept"]?.contains("text/html") == true
            let reply = isRead ? error.page(ports, to: request) : error.reply(ports)
            return Answer(reply.response())
        }
    }

    /// Where a control call leads, and what its sender may do; nil for a stranger.
    private func admit(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, by approach: Approach
    ) throws(ControlError) -> (Router.Match, ControlAccess?) {
        let isPage = PageFiles.isPage(path)
        let match = controlRouter.match(method: request.method, path: path)
        let access = try controlDoor.check(
            request, isPage: isPage, needsToken: !isPage && Self.needsToken(match), by: approach)
        return (match, access)
    }

    private static func needsToken(_ match: Router.Match) -> Bool {
        if case .found(let route, _) = match { route.input.needsToken } else { true }
    }

    /// The reply to a path or a method that the route table does not have.
    private func replyWithoutRoute(
        _ match: Router.Match, _ path: ArraySlice<UInt8>, _ request: HTTPRequest
    ) throws(ControlError) -> Reply {
        if case .wrongMethod(let allowed) = match { return V1.wrongMethod(allowed: allowed) }
        if path.elementsEqual("/__admin".utf8) { return PageFiles.redirection(308) }
        throw ControlError.unknownCall(
            nearest: NearestRoute(to: path, method: request.method, among: controlRoutes))
    }

    /// What a control call is answered whatever its body says; nil for one that is run, and for what
    /// is no control call.
    func controlRefusal(of request: HTTPRequest, by approach: Approach) -> Reply? {
        let path = request.pathBytes
        guard path.starts(with: "/__admin".utf8) else { return nil }
        do throws(ControlError) {
            let (match, access) = try admit(request, path, by: approach)
            guard case .found = match else { return try replyWithoutRoute(match, path, request) }
            if access != nil { _ = try controlledOrganization(request, access) }
            return nil
        } catch {
            return error.reply(ports)
        }
    }

    private func run(
        _ route: Route, _ parameter: String, _ request: HTTPRequest, _ access: ControlAccess?,
        real: Instant
    ) throws(ControlError) -> Answer {
        // A link to the page still opens it when its organization is gone.
        let organization =
            access == nil || PageFiles.isPage(request.pathBytes)
            ? defaultOrganization : try controlledOrganization(request, access)
        organization.catchUp(real: real)
        guard !organization.isBehind else { return .held(organization) }
        var reply: Reply
        do throws(FanfareError) {
            let call = Call(
                request: request, parameter: parameter, organization: organization, session: nil,
                mock: self, realNow: real, reading: try ControlReading(request, route, access))
            reply = try route.operation(call)
        } catch {
            reply = V1.reply(to: error)
        }
        if route.method != "GET", access != nil { organization.changes += 1 }
        return Answer(reply, organization)
    }

    /// The organization that a control call acts on: the named one, else the one that the caller's
    /// token is for, else the default one.
    private func controlledOrganization(
        _ request: HTTPRequest, _ access: ControlAccess?
    ) throws(ControlError) -> Organization {
        // An EventSource and a link cannot set headers.
        let named =
            request.headers.values(for: "X-Organization-Id")
            + request.queryItems.filter { $0.name == "organization" }.map(\.value)
        guard Set(named).count < 2 else { throw .twoOrganizations }
        var id = named.first ?? defaultOrganization.id
        if named.isEmpty, case .organization(let own) = access { id = own }
        guard access?.includes(id) == true, let organization = organizations[id] else {
            throw .unknownOrganization(id)
        }
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
