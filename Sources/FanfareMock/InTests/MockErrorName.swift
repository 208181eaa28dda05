/// A documented error, by the name that faults take.
///
/// A text literal is one too, also the error's own word: `"otp_expired"`.
public struct MockErrorName: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The name: `otpExpired`.
    public let rawValue: String

    /// Takes a name as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name.
    public var description: String { rawValue }
}

extension MockErrorName: ExpressibleByStringLiteral {
    /// Takes a name as it is; what the mock does not know it refuses with the nearest.
    public init(stringLiteral name: String) { rawValue = name }
}

extension MockErrorName {
    /// The error that faults call `authenticationRequired`.
    public static let authenticationRequired: Self = "authenticationRequired"
    /// The error that faults call `secretKeyRequired`.
    public static let secretKeyRequired: Self = "secretKeyRequired"
    /// The error that faults call `validation`.
    public static let validation: Self = "validation"
    /// The error that faults call `otpInvalid`.
    public static let otpInvalid: Self = "otpInvalid"
    /// The error that faults call `otpExpired`.
    public static let otpExpired: Self = "otpExpired"
    /// The error that faults call `invalidExchangeCode`.
    public static let invalidExchangeCode: Self = "invalidExchangeCode"
    /// The error that faults call `exchangeCodeExpired`.
    public static let exchangeCodeExpired: Self = "exchangeCodeExpired"
    /// The error that faults call `consumerConflict`.
    public static let consumerConflict: Self = "consumerConflict"
    /// The error that faults call `alreadyLinked`.
    public static let alreadyLinked: Self = "alreadyLinked"
    /// The error that faults call `invalidRefreshToken`.
    public static let invalidRefreshToken: Self = "invalidRefreshToken"
    /// The error that faults call `notFound`.
    public static let notFound: Self = "notFound"
    /// The error that faults call `notParticipating`.
    public static let notParticipating: Self = "notParticipating"
    /// The error that faults call `consumerIDRequired`.
    public static let consumerIDRequired: Self = "consumerIDRequired"
    /// The error that faults call `notOpenYet`.
    public static let notOpenYet: Self = "notOpenYet"
    /// The error that faults call `closed`.
    public static let closed: Self = "closed"
    /// The error that faults call `full`.
    public static let full: Self = "full"
    /// The error that faults call `bidTooLow`.
    public static let bidTooLow: Self = "bidTooLow"
    /// The error that faults call `bidBelowIncrement`.
    public static let bidBelowIncrement: Self = "bidBelowIncrement"
    /// The error that faults call `slotFull`.
    public static let slotFull: Self = "slotFull"
    /// The error that faults call `alreadyBooked`.
    public static let alreadyBooked: Self = "alreadyBooked"
    /// The error that faults call `alreadyParticipating`.
    public static let alreadyParticipating: Self = "alreadyParticipating"
    /// The error that faults call `alreadyCompleted`.
    public static let alreadyCompleted: Self = "alreadyCompleted"
    /// The error that faults call `notAdmitted`.
    public static let notAdmitted: Self = "notAdmitted"
    /// The error that faults call `admissionInvalid`.
    public static let admissionInvalid: Self = "admissionInvalid"
    /// The error that faults call `admissionExpired`.
    public static let admissionExpired: Self = "admissionExpired"
    /// The error that faults call `deviceMismatch`.
    public static let deviceMismatch: Self = "deviceMismatch"
    /// The error that faults call `fingerprintRequired`.
    public static let fingerprintRequired: Self = "fingerprintRequired"
    /// The error that faults call `rateLimited`.
    public static let rateLimited: Self = "rateLimited"
}
