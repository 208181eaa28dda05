import FanfareModel
import HTTPEngine

/// The way of a control call.
extension Mock {
    func answerControl(_ request: HTTPRequest, real: Instant, by approach: Approach) -> Answer {
        let routed = RoutedRequest(control: request, controlRouter, editions)
        guard controlDoor.isOpen, let origin = controlDoor.namedOrigin(of: request) else {
            return answer(request, routed, real: real, by: approach)
        }
        // A browser asks first, and shows no token when it does.
        let isPreflight =
            request.method == "OPTIONS" && request.headers.contains("Access-Control-Request-Method")
        var answer =
            isPreflight
            ? Answer(Self.preflight(of: request).response())
            : answer(request, routed, real: real, by: approach)
        Self.allow(origin, in: &answer.response)
        return answer
    }

    /// What a control call is answered once its reply is there, such that a page that may call may read it.
    func response(_ reply: Reply, to request: HTTPRequest) -> HTTPResponse {
        var response = reply.response()
        if controlDoor.isOpen, let origin = controlDoor.namedOrigin(of: request) {
            Self.allow(origin, in: &response)
        }
        return response
    }

    private static func allow(_ origin: String, in response: inout HTTPResponse) {
        response.headers.set("Access-Control-Allow-Origin", origin)
        response.headers.set("Vary", "Origin")
    }

    private static func preflight(of request: HTTPRequest) -> Reply {
        var reply = Reply(204)
        reply.headers = [
            ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
            (
                "Access-Control-Allow-Headers",
                request.headers["Access-Control-Request-Headers"] ?? ""
            ),
        ]
        return reply
    }

    private func answer(
        _ request: HTTPRequest, _ routed: RoutedRequest, real: Instant, by approach: Approach
    ) -> Answer {
        let path = routed.path
        let isPage = PageFiles.isPage(path)
        do throws(ControlError) {
            if approach.entrance == .control, !path.starts(with: "/__admin".utf8) {
                guard path.elementsEqual("/".utf8) else { throw ControlError.notTheAPI }
                return Answer(PageFiles.redirection(307).response())
            }
            let access = try admit(request, routed, by: approach)
            guard let route = routed.route else {
                return Answer(try replyWithoutRoute(routed, request).response())
            }
            return try run(route, request, routed, access, real: real)
        } catch {
            let isRead = isPage && request.headers["Accept"]?.contains("text/html") == true
            let reply = isRead ? error.page(ports, to: request) : error.reply(ports)
            return Answer(reply.response())
        }
    }

    /// What the sender of a control call may do; nil for a stranger.
    private func admit(
        _ request: HTTPRequest, _ routed: RoutedRequest, by approach: Approach
    ) throws(ControlError) -> ControlAccess? {
        if routed.route?.input.isForEveryPage == true {
            try controlDoor.checkForPages(request, by: approach)
            return nil
        }
        let isPage = PageFiles.isPage(routed.path)
        let needsToken = routed.route?.input.needsToken ?? true
        return try controlDoor.check(
            request, isPage: isPage, needsToken: !isPage && needsToken, by: approach)
    }

    /// The reply to a path or a method that the route table does not have.
    private func replyWithoutRoute(
        _ routed: RoutedRequest, _ request: HTTPRequest
    ) throws(ControlError) -> Reply {
        let path = routed.path
        if case .wrongMethod(let allowed) = routed.match { return .methodNotAllowed(allowed) }
        if path.elementsEqual("/__admin".utf8) { return PageFiles.redirection(308) }
        throw ControlError.unknownCall(
            nearest: NearestRoute(to: path, method: request.method, among: controlRoutes))
    }

    /// What a control call is answered whatever its body says; nil for one that is run, and for what
    /// is no control call.
    func controlRefusal(of request: HTTPRequest, by approach: Approach) -> Reply? {
        guard request.pathBytes.starts(with: "/__admin".utf8) else { return nil }
        let routed = RoutedRequest(control: request, controlRouter, editions)
        do throws(ControlError) {
            let access = try admit(request, routed, by: approach)
            guard routed.route != nil else { return try replyWithoutRoute(routed, request) }
            if access != nil { _ = try controlledOrganization(request, access) }
            return nil
        } catch {
            return error.reply(ports)
        }
    }

    private func run(
        _ route: Route, _ request: HTTPRequest, _ routed: RoutedRequest, _ access: ControlAccess?,
        real: Instant
    ) throws(ControlError) -> Answer {
        // A link to the page still opens it when its organization is gone.
        let organization =
            access == nil || PageFiles.isPage(routed.path)
            ? defaultOrganization : try controlledOrganization(request, access)
        organization.catchUp(real: real)
        guard !organization.isBehind || route.input.isOfMock else { return .held(organization) }
        var reply: Reply
        do throws(FanfareError) {
            let reading = try ControlReading(request, route, access)
            reply = try route.operation(
                RequestContext(control: request, routed, reading, organization, self, real: real))
        } catch {
            reply = Control.reply(to: error, organization.edition)
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
        switch reply.continuation {
        case .errand(let errand)?:
            self.init(HTTPResponse(status: 200), rest: .errand(errand, organization))
        case .afterwards(let afterwards)?:
            self.init(HTTPResponse(status: 200), rest: .moved(organization, afterwards.value))
        case .moves(let move)?:
            self.init(HTTPResponse(status: 200), rest: .moves(move.value))
        case .mayWait(let subject, let patience)?:
            self.init(
                reply.response(),
                rest: .waits(
                    Wait(organization: organization, subject: subject, patience: patience)))
        case .followsChanges?: self.init(reply.response(), rest: .follows(organization))
        case nil: self.init(reply.response())
        }
    }
}
