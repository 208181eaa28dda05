import FanfareModel
import JSONTree

/// The documented errors by the names that a fault gives them, one for each `FanfareError`.
enum DocumentedError: String, CaseIterable, Sendable {
    case authenticationRequired, secretKeyRequired
    case validation
    case otpInvalid, otpExpired
    case invalidExchangeCode, exchangeCodeExpired, consumerConflict, alreadyLinked
    case invalidRefreshToken
    case notFound, notParticipating
    case consumerIDRequired, notOpenYet, closed, full, bidTooLow, bidBelowIncrement
    case slotFull, alreadyBooked, alreadyParticipating, alreadyCompleted, notAdmitted
    case admissionInvalid, admissionExpired, deviceMismatch, fingerprintRequired
    case rateLimited

    /// The name of an error; a new error does not compile until it has one.
    init(_ error: FanfareError) {
        self =
            switch error {
            case .authenticationRequired: .authenticationRequired
            case .secretKeyRequired: .secretKeyRequired
            case .validation: .validation
            case .otpInvalid: .otpInvalid
            case .otpExpired: .otpExpired
            case .invalidExchangeCode: .invalidExchangeCode
            case .exchangeCodeExpired: .exchangeCodeExpired
            case .consumerConflict: .consumerConflict
            case .alreadyLinked: .alreadyLinked
            case .invalidRefreshToken: .invalidRefreshToken
            case .notFound: .notFound
            case .notParticipating: .notParticipating
            case .consumerIDRequired: .consumerIDRequired
            case .notOpenYet: .notOpenYet
            case .closed: .closed
            case .full: .full
            case .bidTooLow: .bidTooLow
            case .bidBelowIncrement: .bidBelowIncrement
            case .slotFull: .slotFull
            case .alreadyBooked: .alreadyBooked
            case .alreadyParticipating: .alreadyParticipating
            case .alreadyCompleted: .alreadyCompleted
            case .notAdmitted: .notAdmitted
            case .admissionInvalid: .admissionInvalid
            case .admissionExpired: .admissionExpired
            case .deviceMismatch: .deviceMismatch
            case .fingerprintRequired: .fingerprintRequired
            case .rateLimited: .rateLimited
            }
    }

    /// The error as a call about that resource would meet it.
    func error(about resource: Resource, retryAfter: Int, now: Instant) -> FanfareError {
        switch self {
        case .authenticationRequired: .authenticationRequired
        case .secretKeyRequired: .secretKeyRequired
        case .validation: .validation([FieldIssue("email", .invalidEmail)])
        case .otpInvalid: .otpInvalid
        case .otpExpired: .otpExpired
        case .invalidExchangeCode: .invalidExchangeCode
        case .exchangeCodeExpired: .exchangeCodeExpired
        case .consumerConflict: .consumerConflict
        case .alreadyLinked: .alreadyLinked
        case .invalidRefreshToken: .invalidRefreshToken
        case .notFound: .notFound(resource)
        case .notParticipating: .notParticipating(resource)
        case .consumerIDRequired: .consumerIDRequired
        case .notOpenYet: .notOpenYet(resource, opensAt: now + .seconds(retryAfter))
        case .closed: .closed(resource)
        case .full: .full(resource)
        case .bidTooLow: .bidTooLow
        case .bidBelowIncrement: .bidBelowIncrement
        case .slotFull: .slotFull
        case .alreadyBooked: .alreadyBooked
        case .alreadyParticipating: .alreadyParticipating(resource)
        case .alreadyCompleted: .alreadyCompleted(resource)
        case .notAdmitted: .notAdmitted(resource)
        case .admissionInvalid: .admissionInvalid(resource)
        case .admissionExpired: .admissionExpired(resource)
        case .deviceMismatch: .deviceMismatch(resource, confirmationCode: "FP-FAULT")
        case .fingerprintRequired: .fingerprintRequired(referenceCode: "FP-FAULT")
        case .rateLimited: .rateLimited(retryAfter: retryAfter)
        }
    }
}

extension DocumentedError {
    /// Reads a name, or the word that an answer of the API has for the error: `otpExpired`,
    /// `otp_expired`.
    init?(spelling: String) {
        guard let error = Self.bySpelling[Self.letters(spelling)] else { return nil }
        self = error
    }

    private static let bySpelling: [String: Self] = {
        let names = allCases.map { (letters($0.rawValue), $0) }
        let words = allCases.flatMap { error in
            Resource.allCases.map {
                error.error(about: $0, retryAfter: 1, now: Instant(milliseconds: 0))
            }.flatMap { failure in
                Editions.all.list.compactMap {
                    $0.errors.reply(failure).body?["error"]?.string.map { (letters($0), error) }
                }
            }
        }
        return Dictionary(names + words, uniquingKeysWith: { first, _ in first })
    }()

    private static func letters(_ spelling: String) -> String {
        spelling.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }
}

extension Route {
    /// What the call is about, by the first word of its path.
    var resource: Resource? {
        switch template.split(separator: "/").first {
        case "experiences": .experience
        case "consumers": .consumer
        case "queues": .queue
        case "draws": .draw
        case "auctions": .auction
        case "timed-releases": .timedRelease
        case "appointments": .appointment
        case "waitlists": .waitlist
        default: nil
        }
    }
}
