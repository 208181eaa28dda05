package import FanfareModel
package import HTTPEngine
import JSONTree

/// A response and what is to happen to it before it goes on the wire.
package struct Answer {
    /// The response.
    package var response: HTTPResponse
    /// How long it is to be held back.
    package var delay: Duration?
    /// Set when the caller asked to wait this long for something that is not there yet.
    package var mayWait: Duration?

    init(_ response: HTTPResponse, delay: Duration? = nil, mayWait: Duration? = nil) {
        self.response = response
        self.delay = delay
        self.mayWait = mayWait
    }
}

/// The whole mock as a function: a request and the real time go in, a response comes out.
///
/// It owns every organization and belongs to one thread. Sockets, timers and signals lie outside.
package final class Mock {
    /// How a mock begins.
    package struct Configuration: Sendable {
        /// The world that the default organization starts with, and every other that names none.
        package var world: WorldFile
        /// What all identifiers, codes and keys are derived from.
        package var seed: UInt64
        /// Where the default organization's clock stands, nil for the real time.
        package var startAt: Instant?
        /// Whether the control protocol is served.
        package var servesControl: Bool

        /// Makes a configuration.
        package init(
            world: WorldFile = .default, seed: UInt64 = 0, startAt: Instant? = nil,
            servesControl: Bool = true
        ) {
            self.world = world
            self.seed = seed
            self.startAt = startAt
            self.servesControl = servesControl
        }
    }

    /// What the default organization is called by (design, "The mock's command and control").
    package enum Default {
        /// Its identifier.
        package static let organizationID = "org_mock"
        /// Its publishable key.
        package static let publishableKey = "pk_test_mock00000000"
        /// Its secret key.
        package static let secretKey = "sk_test_mock00000000"
    }

    let configuration: Configuration
    var organizations = Organizations()
    let defaultOrganization: Organization
    /// What the identifiers and keys of further organizations come from.
    var generator: SeededGenerator

    private let consumerRouter = Router(consumerRoutes)
    private let controlRouter = Router(controlRoutes)
    private let controlDoor: ControlDoor

    /// Makes a mock with its default organization.
    package init(_ configuration: Configuration = Configuration(), real: Instant) {
        self.configuration = configuration
        controlDoor = ControlDoor(isOpen: configuration.servesControl)
        generator = SeededGenerator(seed: configuration.seed)
        defaultOrganization = Organization(
            id: Default.organizationID, publishableKey: Default.publishableKey,
            secretKey: Default.secretKey, blueprint: configuration.world, seed: generator.next(),
            clock: configuration.startAt.map(VirtualClock.init(frozenAt:)) ?? VirtualClock(),
            real: real)
        organizations.add(defaultOrganization)
    }

    /// Answers a request as of a real instant.
    package func respond(
        to request: HTTPRequest, real: Instant, peerIsLocal: Bool = true
    ) -> Answer {
        let path = request.pathBytes
        return path.starts(with: "/__admin".utf8)
            ? respondToControl(request, path, real: real, peerIsLocal: peerIsLocal)
            : respondToConsumer(request, Self.withoutPrefix(path), real: real)
    }

    /// The answer to bytes that are no acceptable request.
    package func refuse(status: Int, _ message: String, real: Instant) -> HTTPResponse {
        defaultOrganization.catchUp(real: real)
        let reading = defaultOrganization.world.countCall(.status)
        return finish(
            Reply(status, ["error": JSONNode(message)]), defaultOrganization, reading, HTTPHeaders()
        )
    }

    /// Everything is served under `/api/v1` and, identically, under no prefix (contract section 1).
    private static func withoutPrefix(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        path.starts(with: "/api/v1/".utf8) ? path.dropFirst(7) : path
    }
}

extension Mock {
    private func respondToConsumer(
        _ request: HTTPRequest, _ path: ArraySlice<UInt8>, real: Instant
    ) -> Answer {
        let match = consumerRouter.match(method: request.method, path: path)
        let credentials = Credentials(request.headers, organizations)
        // An answer to nobody known still carries the headers that every answer carries.
        var organization = defaultOrganization
        let reply: Reply
        var limit = RateLimitClass.status
        switch match {
        case .unknown:
            reply = request.method == "OPTIONS" ? Reply(204) : V1.unknownRoute
        case .wrongMethod(let allowed):
            reply =
                request.method == "OPTIONS"
                ? CrossOrigin.preflight(allowed) : V1.wrongMethod(allowed: allowed)
        case .found(let route, let parameter):
            limit = route.limit
            do throws(FanfareError) {
                let (found, session) = try admit(
                    credentials, route.access, &organization, real: real)
                let call = Call(
                    request: request, parameter: parameter, organization: found, session: session,
                    mock: self, realNow: real)
                return Answer(try limited(call, route))
            } catch {
                reply = V1.reply(to: error)
            }
        }
        organization.catchUp(real: real)
        let reading = organization.world.countCall(limit)
        return Answer(finish(reply, organization, reading, request.headers))
    }

    /// Checks who calls, in the contract's order: key, then token.
    private func admit(
        _ credentials: Credentials, _ access: Access, _ known: inout Organization, real: Instant
    ) throws(FanfareError) -> (Organization, SessionKey?) {
        switch access {
        case .anyone, .control: break
        case .publishable, .publishableOrConsumer, .consumer:
            known = try credentials.publishableOrganization()
        case .tokenAlone: known = try credentials.tokenOrganization(organizations)
        case .secret: known = try credentials.secretOrganization()
        }
        known.catchUp(real: real)
        switch access {
        case .anyone, .control, .publishable, .secret: return (known, nil)
        case .publishableOrConsumer where credentials.token == nil: return (known, nil)
        case .consumer(let error) where credentials.token == nil: throw error
        case .tokenAlone, .publishableOrConsumer, .consumer:
            return (known, try known.world.session(accessToken: credentials.token ?? ""))
        }
    }

    /// Counts the call against its limit, refuses it when told to, and answers it otherwise.
    private func limited(_ call: Call, _ route: Route) throws(FanfareError) -> HTTPResponse {
        let reading = call.world.countCall(route.limit)
        let reply: Reply
        do throws(FanfareError) {
            if let seconds = reading.retryAfter, call.world.settings.enforcesRateLimits {
                throw .rateLimited(retryAfter: seconds)
            }
            reply = try route.operation(call)
        } catch {
            reply = V1.reply(to: error)
        }
        return finish(reply, call.organization, reading, call.request.headers)
    }

    private func respondToControl(
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

    private func finish(
        _ reply: Reply, _ organization: Organization, _ reading: RateLimits.Reading,
        _ request: HTTPHeaders
    ) -> HTTPResponse {
        var response = reply.response
        response.headers.append("X-RateLimit-Limit", reading.limit)
        response.headers.append("X-RateLimit-Remaining", reading.remaining)
        response.headers.append("X-RateLimit-Reset", Int(reading.resetAt.seconds))
        response.headers.append("X-Request-Id", organization.nextRequestID())
        response.headers.append("Date", organization.world.now.httpDate)
        CrossOrigin.allow(request, in: &response.headers)
        return response
    }
}

extension Reply {
    /// The response as it goes on the wire, before the headers that every answer carries.
    var response: HTTPResponse {
        var headers = HTTPHeaders(reservingFields: 12, bytes: 640)
        if body != nil { headers.append("Content-Type", "application/json") }
        for header in self.headers { headers.append(header.name, header.value) }
        return HTTPResponse(status: status, headers: headers, body: body?.bytes() ?? [])
    }
}
