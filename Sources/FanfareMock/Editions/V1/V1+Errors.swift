import FanfareModel
import HTTPEngine
import JSONTree

/// Every documented error with its status, its words and its headers (specs/v1/contract.md#errors).
extension V1 {
    static func unknownRoute(nearest: NearestRoute?) -> Reply {
        error(404, "Not found", nearest?.sentence)
    }

    /// What a strict mock says to a request that departs from the contract.
    static func refusal(of departures: [Violation]) -> Reply {
        let details = departures.map { violation -> JSONNode in
            ["field": JSONNode(violation.kind.rawValue), "message": JSONNode(violation.message)]
        }
        return Reply(
            400,
            [
                "error": "Request departs from the documentation",
                "message": "The mock is strict; details name what it would otherwise overlook.",
                "details": JSONNode(details),
            ])
    }

    static func wrongMethod(allowed: [String]) -> Reply { .methodNotAllowed(allowed) }

    static func reply(to failure: FanfareError) -> Reply {
        switch failure {
        case .authenticationRequired: error(401, "Authentication required")
        case .secretKeyRequired: error(401, "Secret key required")
        case .validation(let issues): .validationFailed(issues)
        case .otpInvalid:
            error(401, "otp_invalid", "Invalid verification code. Please try again.")
        case .otpExpired:
            error(
                401, "otp_expired",
                "Your verification code has expired. Please request a new one.")
        case .invalidExchangeCode:
            error(401, "invalid_exchange_code", "The exchange code is unknown or already used.")
        case .exchangeCodeExpired:
            error(401, "exchange_code_expired", "The exchange code is older than 60 seconds.")
        case .consumerConflict:
            error(
                409, "consumer_conflict", "The external identity belongs to another consumer.")
        case .alreadyLinked:
            error(
                409, "already_linked",
                "already_linked: this email or phone belongs to another consumer.")
        case .invalidRefreshToken: error(401, "invalid refresh token")
        case .notFound(let resource):
            error(
                404, "\(name(of: resource)) not found",
                "Nothing of this organization has that identifier.")
        case .notParticipating(let resource):
            error(
                404, "Consumer not in \(name(of: resource).lowercased())",
                "The consumer never entered, or has left.")
        case .consumerIDRequired: error(400, "Consumer ID is required")
        case .notOpenYet(let resource, let opensAt):
            error(423, "\(name(of: resource)) is not open yet", retryAfter: opensAt.iso8601)
        case .closed(let resource): error(400, "\(name(of: resource)) is closed")
        case .full(let resource):
            error(429, "\(name(of: resource)) is full", retryAfter: "30")
        case .bidTooLow: error(400, "Bid must be higher than current bid")
        case .bidBelowIncrement: error(400, "Bid must meet minimum increment")
        case .slotFull: error(409, "Slot is full")
        case .alreadyBooked: error(409, "Consumer has booked another slot")
        case .alreadyParticipating(.draw): error(409, "already_registered")
        case .alreadyParticipating(let resource):
            error(409, "already_in_\(name(of: resource).lowercased())")
        case .alreadyCompleted(let resource):
            error(
                409, "\(name(of: resource)) participation already completed",
                "It was already completed; an admission is used once.")
        case .notAdmitted:
            error(
                409, "Consumer is not admitted",
                "The consumer waits, was denied, has not won, or the admission has expired.")
        case .admissionInvalid, .admissionExpired, .deviceMismatch, .fingerprintRequired:
            admissionReply(to: failure)
        case .rateLimited(let seconds): rateLimited(seconds)
        }
    }

    private static func error(
        _ status: Int, _ error: String, _ message: String? = nil, retryAfter: String? = nil
    ) -> Reply {
        var members = [JSONMember("error", JSONNode(error))]
        if let message { members.append(JSONMember("message", JSONNode(message))) }
        var reply = Reply(status, JSONNode(members))
        if let retryAfter { reply.headers.append(("Retry-After", retryAfter)) }
        return reply
    }

    private static func rateLimited(_ seconds: Int) -> Reply {
        var reply = Reply(
            429, ["error": "Rate limit exceeded", "retryAfter": JSONNode(seconds)])
        reply.headers.append(("Retry-After", String(seconds)))
        reply.retryAfter = seconds
        return reply
    }

    /// specs/v1/contract.md#queues.admission: what a shop's backend hears about a token or a device.
    private static func admissionReply(to failure: FanfareError) -> Reply {
        switch failure {
        case .admissionExpired:
            return Reply(
                403,
                [
                    "valid": false, "error": "ADMISSION_EXPIRED",
                    "message": "The admission has expired",
                ])
        case .deviceMismatch(let resource, let code):
            var reply = Reply(
                403,
                [
                    "valid": false, "error": "DEVICE_MISMATCH",
                    "message": JSONNode(deviceMismatch(resource)), "code": "FP002",
                    "support": [
                        "message":
                            "If you need to switch devices, please contact support with your confirmation code.",
                        "confirmationCode": JSONNode(code),
                    ],
                ])
            reply.headers.append(("X-Fingerprint-Mismatch", "true"))
            return reply
        case .fingerprintRequired(let code):
            var reply = Reply(
                400,
                [
                    "error": "FINGERPRINT_REQUIRED", "code": "FP001",
                    "message": "Device fingerprint is required for this action",
                    "support": [
                        "message": "Contact support with this code",
                        "referenceCode": JSONNode(code),
                    ],
                ])
            reply.headers.append(("X-Fingerprint-Error", "true"))
            return reply
        default:
            return Reply(
                403,
                [
                    "valid": false, "error": "ADMISSION_INVALID",
                    "message": "The admission token is not valid for this consumer",
                ])
        }
    }

    /// The documentation has words of its own for each kind of distribution.
    private static func deviceMismatch(_ resource: Resource) -> String {
        let token = resource == .draw ? "winning" : "access"
        return "This \(token) token can only be used on the device that originally entered the "
            + "\(name(of: resource).lowercased())."
    }

    private static func name(of resource: Resource) -> String {
        switch resource {
        case .experience: "Experience"
        case .sequence: "Sequence"
        case .consumer: "Consumer"
        case .queue: "Queue"
        case .draw: "Draw"
        case .auction: "Auction"
        case .timedRelease: "Timed release"
        case .appointment: "Appointment"
        case .slot: "Slot"
        case .booking: "Booking"
        case .waitlist: "Waitlist"
        }
    }
}
