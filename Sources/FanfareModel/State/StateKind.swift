import TokenSigning

/// What a state is of, as its first line says: `fanfare-kit organization 6`.
///
/// The line is for people and for telling states apart; the parts follow as bytes, and a checksum of
/// all that ends them.
package enum StateKind: String, CaseIterable, Sendable {
    /// One organization.
    case organization
    /// A whole mock with all its organizations.
    case mock

    /// The form of the bytes; it changes whenever older bytes cannot be read any more.
    package static let version = 6

    /// What every state begins with.
    package static let name = "fanfare-kit"
    static let checksumBytes = 16

    /// The first line.
    var header: String { "\(Self.name) \(rawValue) \(Self.version)\n" }

    var words: String {
        switch self {
        case .organization: "one organization"
        case .mock: "a whole mock"
        }
    }

    /// It finds damage, not malice: whoever changes a state can make it anew.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> SipDigest {
        bytes.withUnsafeBytes { SipHash.hash($0, key: SipHashKey(0, 0)) }
    }
}
