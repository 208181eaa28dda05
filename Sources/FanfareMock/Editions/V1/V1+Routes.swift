import FanfareModel

extension V1 {
    /// The whole edition, one row a call, in the order of the contract.
    static let routes: [Route] = [
        // Service: specs/v1/contract.md#serving
        Route(.get, "/health", .anyone, .status, health, called: "service.health"),
        Route(.get, "/openapi.json", .anyone, .status, openAPI, called: "service.openapi"),
        Route(
            .get, "/openapi-3.0.json", .anyone, .status, oldOpenAPI, called: "service.openapi30"),
        Route(.get, "/.well-known/jwks.json", .anyone, .status, keySet, called: "service.jwks"),
        Route(
            .get, "/organizations/{id}/.well-known/jwks.json", .anyone, .status,
            organizationKeySet, called: "organizations.jwks"),

        // Authentication: specs/v1/contract.md#guest
        Route(.post, "/auth/guest", .publishable, .authentication, startGuestSession),
        Route(.post, "/auth/otp/request", .publishable, .oneTimePassword, requestOneTimePassword),
        Route(
            .post, "/auth/otp/verify", .publishableOrConsumer, .authentication,
            verifyOneTimePassword),
        Route(.post, "/auth/external/authorize", .secret, .externalAuthorize, authorizeExternal),
        Route(
            .post, "/auth/external/exchange", .publishableOrConsumer, .authentication,
            exchangeExternal),
        Route(.post, "/auth/refresh", .publishable, .authentication, refresh),
        Route(.post, "/auth/logout", .tokenAlone, .authentication, logout),

        // Experiences and consumers: specs/v1/contract.md#experiences
        Route(.get, "/experiences/{id}", .publishable, .status, getExperience),
        Route(
            .post, "/experiences/{id}/enter", .consumer(else: .authenticationRequired), .status,
            enterExperience),
        Route(
            .delete, "/experiences/{id}/leave", .consumer(else: .authenticationRequired), .status,
            leaveExperience),
        Route(.get, "/sequences/{id}/distributions", .publishable, .status, getDistributions),
        Route(
            .get, "/consumers/me", .consumer(else: .authenticationRequired), .status,
            getCurrentConsumer),
        Route(.get, "/consumers/{id}", .secret, .status, getConsumer),
        Route(.get, "/organizations/current", .publishable, .status, getCurrentOrganization),

        // Queues: specs/v1/contract.md#queues
        Route(.get, "/queues/{id}", .publishable, .status, getQueue),
        Route(
            .post, "/queues/{id}/enter", .consumer(else: .consumerIDRequired), .queueEntry,
            enterQueue),
        Route(
            .post, "/queues/{id}/leave", .consumer(else: .consumerIDRequired), .status,
            leaveQueue),
        Route(
            .get, "/queues/{id}/status", .consumer(else: .consumerIDRequired), .status,
            getQueueStatus),
        Route(.post, "/queues/{id}/admit", .secret, .status, admitToQueue),
        Route(.post, "/queues/{id}/complete", .secret, .status, completeQueue),
        Route(.post, "/queues/{id}/deny", .secret, .status, denyInQueue),
        Route(.post, "/queues/{id}/validate", .secret, .status, validateQueueAdmission),

        // Draws: specs/v1/contract.md#draws
        Route(.get, "/draws/{id}", .publishable, .status, getDraw),
        Route(
            .post, "/draws/{id}/enter", .consumer(else: .authenticationRequired), .drawEntry,
            enterDraw),
        Route(
            .post, "/draws/{id}/leave", .consumer(else: .authenticationRequired), .status,
            leaveDraw),
        Route(
            .get, "/draws/{id}/status", .consumer(else: .authenticationRequired), .status,
            getDrawStatus),
        Route(.post, "/draws/{id}/complete", .secret, .status, completeDraw),
        Route(.post, "/draws/{id}/deny", .secret, .status, denyInDraw),
        Route(.post, "/draws/{id}/validate", .secret, .status, validateDrawWin),

        // Auctions: specs/v1/contract.md#auctions
        Route(.get, "/auctions/{id}", .publishable, .status, getAuction),
        Route(.post, "/auctions/{id}/bid", .consumer(else: .consumerIDRequired), .bid, placeBid),
        Route(
            .get, "/auctions/{id}/status", .consumer(else: .consumerIDRequired), .status,
            getBidStatus),
        Route(
            .get, "/auctions/{id}/highest-bid", .consumer(else: .consumerIDRequired), .status,
            getHighestBid),
        Route(
            .get, "/auctions/{id}/bids/history", .consumer(else: .consumerIDRequired), .status,
            getBidHistory, called: "auctions.bids.mine"),
        Route(
            .get, "/auctions/{id}/bids", .consumer(else: .consumerIDRequired), .status, getAllBids,
            called: "auctions.bids.list"),
        Route(.post, "/auctions/{id}/complete", .secret, .status, completeAuction),
        Route(.post, "/auctions/{id}/validate", .secret, .status, validatePayment),

        // Timed releases: specs/v1/contract.md#releases
        Route(.get, "/timed-releases/{id}", .publishable, .status, getTimedRelease),
        Route(
            .post, "/timed-releases/{id}/enter", .consumer(else: .authenticationRequired), .status,
            enterTimedRelease),
        Route(
            .get, "/timed-releases/{id}/status", .consumer(else: .authenticationRequired), .status,
            getTimedReleaseStatus),
        Route(
            .post, "/timed-releases/{id}/leave", .consumer(else: .authenticationRequired), .status,
            leaveTimedRelease),
        Route(.post, "/timed-releases/{id}/complete", .secret, .status, completeTimedRelease),

        // Appointments: specs/v1/contract.md#appointments
        Route(.get, "/appointments/{id}", .publishable, .status, getAppointment),
        Route(.get, "/appointments/{id}/slots", .publishable, .status, getSlots),
        Route(
            .post, "/appointments/{id}/book", .consumer(else: .authenticationRequired), .status,
            bookAppointment),
        Route(
            .delete, "/appointments/{id}/cancel", .consumer(else: .authenticationRequired), .status,
            cancelAppointment),

        // Waitlists: specs/v1/contract.md#waitlists
        Route(
            .post, "/waitlists/{id}/enter", .consumer(else: .authenticationRequired), .status,
            enterWaitlist),
        Route(
            .get, "/waitlists/{id}/status", .consumer(else: .authenticationRequired), .status,
            getWaitlistStatus),
        Route(
            .post, "/waitlists/{id}/leave", .consumer(else: .authenticationRequired), .status,
            leaveWaitlist),
        Route(
            .delete, "/waitlists/{id}/leave", .consumer(else: .authenticationRequired), .status,
            leaveWaitlist, isSecondSpelling: true),

        // Building a world through the documented door: specs/v1/contract.md#admin
        Route(.post, "/experiences", .secret, .status, createExperience),
        Route(.post, "/queues", .secret, .status, createQueue),
        Route(.post, "/draws", .secret, .status, createDraw),
        Route(.post, "/auctions", .secret, .status, createAuction),
    ]
}
