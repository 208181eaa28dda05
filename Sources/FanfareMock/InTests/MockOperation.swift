/// The name of a call of the API, as `fanfare-kit routes`, the journal and faults write it.
///
/// A text literal is one too, for calls that an edition to come may have; what the mock does not know it
/// refuses with the nearest name.
public struct MockOperation: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The name: `auth.refresh`.
    public let rawValue: String

    /// Takes a name as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name.
    public var description: String { rawValue }
}

extension MockOperation: ExpressibleByStringLiteral {
    /// Takes a name as it is.
    public init(stringLiteral name: String) { rawValue = name }
}

extension MockOperation {
    /// `GET /health`.
    public static let serviceHealth: Self = "service.health"
    /// `GET /openapi.json`.
    public static let serviceOpenAPI: Self = "service.openapi"
    /// `GET /openapi-3.0.json`.
    public static let serviceOpenAPI30: Self = "service.openapi30"
    /// `GET /.well-known/jwks.json`.
    public static let serviceJWKS: Self = "service.jwks"
    /// `GET /organizations/{id}/.well-known/jwks.json`.
    public static let organizationsJWKS: Self = "organizations.jwks"
    /// `POST /auth/guest`.
    public static let authGuest: Self = "auth.guest"
    /// `POST /auth/otp/request`.
    public static let authOtpRequest: Self = "auth.otp.request"
    /// `POST /auth/otp/verify`.
    public static let authOtpVerify: Self = "auth.otp.verify"
    /// `POST /auth/external/authorize`.
    public static let authExternalAuthorize: Self = "auth.external.authorize"
    /// `POST /auth/external/exchange`.
    public static let authExternalExchange: Self = "auth.external.exchange"
    /// `POST /auth/refresh`.
    public static let authRefresh: Self = "auth.refresh"
    /// `POST /auth/logout`.
    public static let authLogout: Self = "auth.logout"
    /// `GET /experiences/{id}`.
    public static let experiencesGet: Self = "experiences.get"
    /// `POST /experiences/{id}/enter`.
    public static let experiencesEnter: Self = "experiences.enter"
    /// `DELETE /experiences/{id}/leave`.
    public static let experiencesLeave: Self = "experiences.leave"
    /// `GET /sequences/{id}/distributions`.
    public static let sequencesDistributions: Self = "sequences.distributions"
    /// `GET /consumers/me`.
    public static let consumersMe: Self = "consumers.me"
    /// `GET /consumers/{id}`.
    public static let consumersGet: Self = "consumers.get"
    /// `GET /organizations/current`.
    public static let organizationsCurrent: Self = "organizations.current"
    /// `GET /queues/{id}`.
    public static let queuesGet: Self = "queues.get"
    /// `POST /queues/{id}/enter`.
    public static let queuesEnter: Self = "queues.enter"
    /// `POST /queues/{id}/leave`.
    public static let queuesLeave: Self = "queues.leave"
    /// `GET /queues/{id}/status`.
    public static let queuesStatus: Self = "queues.status"
    /// `POST /queues/{id}/admit`.
    public static let queuesAdmit: Self = "queues.admit"
    /// `POST /queues/{id}/complete`.
    public static let queuesComplete: Self = "queues.complete"
    /// `POST /queues/{id}/deny`.
    public static let queuesDeny: Self = "queues.deny"
    /// `POST /queues/{id}/validate`.
    public static let queuesValidate: Self = "queues.validate"
    /// `GET /draws/{id}`.
    public static let drawsGet: Self = "draws.get"
    /// `POST /draws/{id}/enter`.
    public static let drawsEnter: Self = "draws.enter"
    /// `POST /draws/{id}/leave`.
    public static let drawsLeave: Self = "draws.leave"
    /// `GET /draws/{id}/status`.
    public static let drawsStatus: Self = "draws.status"
    /// `POST /draws/{id}/complete`.
    public static let drawsComplete: Self = "draws.complete"
    /// `POST /draws/{id}/deny`.
    public static let drawsDeny: Self = "draws.deny"
    /// `POST /draws/{id}/validate`.
    public static let drawsValidate: Self = "draws.validate"
    /// `GET /auctions/{id}`.
    public static let auctionsGet: Self = "auctions.get"
    /// `POST /auctions/{id}/bid`.
    public static let auctionsBid: Self = "auctions.bid"
    /// `GET /auctions/{id}/status`.
    public static let auctionsStatus: Self = "auctions.status"
    /// `GET /auctions/{id}/highest-bid`.
    public static let auctionsHighestBid: Self = "auctions.highest-bid"
    /// `GET /auctions/{id}/bids/history`.
    public static let auctionsBidsMine: Self = "auctions.bids.mine"
    /// `GET /auctions/{id}/bids`.
    public static let auctionsBidsList: Self = "auctions.bids.list"
    /// `POST /auctions/{id}/complete`.
    public static let auctionsComplete: Self = "auctions.complete"
    /// `POST /auctions/{id}/validate`.
    public static let auctionsValidate: Self = "auctions.validate"
    /// `GET /timed-releases/{id}`.
    public static let timedReleasesGet: Self = "timed-releases.get"
    /// `POST /timed-releases/{id}/enter`.
    public static let timedReleasesEnter: Self = "timed-releases.enter"
    /// `GET /timed-releases/{id}/status`.
    public static let timedReleasesStatus: Self = "timed-releases.status"
    /// `POST /timed-releases/{id}/leave`.
    public static let timedReleasesLeave: Self = "timed-releases.leave"
    /// `POST /timed-releases/{id}/complete`.
    public static let timedReleasesComplete: Self = "timed-releases.complete"
    /// `GET /appointments/{id}`.
    public static let appointmentsGet: Self = "appointments.get"
    /// `GET /appointments/{id}/slots`.
    public static let appointmentsSlots: Self = "appointments.slots"
    /// `POST /appointments/{id}/book`.
    public static let appointmentsBook: Self = "appointments.book"
    /// `DELETE /appointments/{id}/cancel`.
    public static let appointmentsCancel: Self = "appointments.cancel"
    /// `POST /waitlists/{id}/enter`.
    public static let waitlistsEnter: Self = "waitlists.enter"
    /// `GET /waitlists/{id}/status`.
    public static let waitlistsStatus: Self = "waitlists.status"
    /// `POST /waitlists/{id}/leave`.
    public static let waitlistsLeave: Self = "waitlists.leave"
    /// `DELETE /waitlists/{id}/leave`.
    public static let waitlistsLeaveDelete: Self = "waitlists.leave.delete"
    /// `POST /experiences`.
    public static let experiencesCreate: Self = "experiences.create"
    /// `POST /queues`.
    public static let queuesCreate: Self = "queues.create"
    /// `POST /draws`.
    public static let drawsCreate: Self = "draws.create"
    /// `POST /auctions`.
    public static let auctionsCreate: Self = "auctions.create"
}
