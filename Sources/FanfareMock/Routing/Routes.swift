import FanfareModel

/// The whole API, one row a call, in the order of the contract.
let consumerRoutes: [Route] = [
    // Service: specs/v1/contract.md#serving
    Route(.get, "/health", .anyone, .status, V1.health),
    Route(.get, "/openapi.json", .anyone, .status, V1.openAPI),
    Route(.get, "/.well-known/jwks.json", .anyone, .status, V1.keySet),

    // Authentication: specs/v1/contract.md#guest
    Route(.post, "/auth/guest", .publishable, .authentication, V1.startGuestSession),
    Route(.post, "/auth/otp/request", .publishable, .oneTimePassword, V1.requestOneTimePassword),
    Route(
        .post, "/auth/otp/verify", .publishableOrConsumer, .authentication,
        V1.verifyOneTimePassword),
    Route(.post, "/auth/external/authorize", .secret, .externalAuthorize, V1.authorizeExternal),
    Route(
        .post, "/auth/external/exchange", .publishableOrConsumer, .authentication,
        V1.exchangeExternal),
    Route(.post, "/auth/refresh", .publishable, .authentication, V1.refresh),
    Route(.post, "/auth/logout", .tokenAlone, .authentication, V1.logout),

    // Experiences and consumers: specs/v1/contract.md#experiences
    Route(.get, "/experiences/{id}", .publishable, .status, V1.getExperience),
    Route(
        .post, "/experiences/{id}/enter", .consumer(else: .authenticationRequired), .status,
        V1.enterExperience),
    Route(
        .delete, "/experiences/{id}/leave", .consumer(else: .authenticationRequired), .status,
        V1.leaveExperience),
    Route(
        .get, "/consumers/me", .consumer(else: .authenticationRequired), .status,
        V1.getCurrentConsumer),
    Route(.get, "/consumers/{id}", .secret, .status, V1.getConsumer),
    Route(.get, "/organizations/current", .publishable, .status, V1.getCurrentOrganization),

    // Queues: specs/v1/contract.md#queues
    Route(.get, "/queues/{id}", .publishable, .status, V1.getQueue),
    Route(
        .post, "/queues/{id}/enter", .consumer(else: .consumerIDRequired), .queueEntry,
        V1.enterQueue),
    Route(
        .post, "/queues/{id}/leave", .consumer(else: .consumerIDRequired), .status,
        V1.leaveQueue),
    Route(
        .get, "/queues/{id}/status", .consumer(else: .consumerIDRequired), .status,
        V1.getQueueStatus),
    Route(.post, "/queues/{id}/admit", .secret, .status, V1.admitToQueue),
    Route(.post, "/queues/{id}/complete", .secret, .status, V1.completeQueue),
    Route(.post, "/queues/{id}/deny", .secret, .status, V1.denyInQueue),
    Route(.post, "/queues/{id}/validate", .secret, .status, V1.validateQueueAdmission),

    // Draws: specs/v1/contract.md#draws
    Route(.get, "/draws/{id}", .publishable, .status, V1.getDraw),
    Route(
        .post, "/draws/{id}/enter", .consumer(else: .authenticationRequired), .drawEntry,
        V1.enterDraw),
    Route(
        .post, "/draws/{id}/leave", .consumer(else: .authenticationRequired), .status,
        V1.leaveDraw),
    Route(
        .get, "/draws/{id}/status", .consumer(else: .authenticationRequired), .status,
        V1.getDrawStatus),
    Route(.post, "/draws/{id}/complete", .secret, .status, V1.completeDraw),
    Route(.post, "/draws/{id}/deny", .secret, .status, V1.denyInDraw),
    Route(.post, "/draws/{id}/validate", .secret, .status, V1.validateDrawWin),

    // Auctions: specs/v1/contract.md#auctions
    Route(.get, "/auctions/{id}", .publishable, .status, V1.getAuction),
    Route(.post, "/auctions/{id}/bid", .consumer(else: .consumerIDRequired), .bid, V1.placeBid),
    Route(
        .get, "/auctions/{id}/status", .consumer(else: .consumerIDRequired), .status,
        V1.getBidStatus),
    Route(
        .get, "/auctions/{id}/highest-bid", .consumer(else: .consumerIDRequired), .status,
        V1.getHighestBid),
    Route(
        .get, "/auctions/{id}/bids/history", .consumer(else: .consumerIDRequired), .status,
        V1.getBidHistory),
    Route(
        .get, "/auctions/{id}/bids", .consumer(else: .consumerIDRequired), .status, V1.getAllBids),

    // Timed releases: specs/v1/contract.md#releases
    Route(.get, "/timed-releases/{id}", .publishable, .status, V1.getTimedRelease),
    Route(
        .post, "/timed-releases/{id}/enter", .consumer(else: .authenticationRequired), .status,
        V1.enterTimedRelease),
    Route(
        .get, "/timed-releases/{id}/status", .consumer(else: .authenticationRequired), .status,
        V1.getTimedReleaseStatus),

    // Appointments: specs/v1/contract.md#appointments
    Route(.get, "/appointments/{id}", .publishable, .status, V1.getAppointment),
    Route(.get, "/appointments/{id}/slots", .publishable, .status, V1.getSlots),
    Route(
        .post, "/appointments/{id}/book", .consumer(else: .authenticationRequired), .status,
        V1.bookAppointment),
    Route(
        .delete, "/appointments/{id}/cancel", .consumer(else: .authenticationRequired), .status,
        V1.cancelAppointment),

    // Waitlists: specs/v1/contract.md#waitlists
    Route(
        .post, "/waitlists/{id}/enter", .consumer(else: .authenticationRequired), .status,
        V1.enterWaitlist),
    Route(
        .get, "/waitlists/{id}/status", .consumer(else: .authenticationRequired), .status,
        V1.getWaitlistStatus),

    // Building a world through the documented door: specs/v1/contract.md#admin
    Route(.post, "/experiences", .secret, .status, V1.createExperience),
    Route(.post, "/queues", .secret, .status, V1.createQueue),
    Route(.post, "/draws", .secret, .status, V1.createDraw),
    Route(.post, "/auctions", .secret, .status, V1.createAuction),
]

extension RouteDescription {
    /// Every call that the mock answers, in the order of the contract; the control protocol last.
    public static let all: [RouteDescription] = (consumerRoutes + controlRoutes).map { route in
        RouteDescription(method: route.method, path: route.template, access: route.access.words)
    }
}

extension Access {
    /// Who it is in words.
    var words: String {
        switch self {
        case .anyone: "anyone"
        case .publishable: "publishable key"
        case .publishableOrConsumer: "publishable key, consumer token to link"
        case .consumer: "consumer token"
        case .tokenAlone: "consumer token alone"
        case .secret: "secret key"
        case .control: "control door"
        }
    }
}
