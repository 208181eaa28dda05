/// Why a peer refuses to go on, as it says itself (RFC 8446 section 6.2).
struct TLSAlert: CustomStringConvertible {
    private let number: Int

    /// The alert behind an error of OpenSSL's, nil where there is none.
    init?(error code: UInt) {
        // Of SSL, library 20: since version 3 at bit 23, before that at bit 24.
        let isOfSSL = code >> 23 & 0xFF == 20 || code >> 24 == 20
        let reason = Int(code >> 23 & 0xFF == 20 ? code & 0x7F_FFFF : code & 0xFFF)
        guard isOfSSL, (1000..<1256).contains(reason) else { return nil }
        number = reason - 1000
    }

    /// Its name and number, and what it means here.
    var description: String {
        guard let (name, meaning) = Self.known[number] else { return "alert \(number)" }
        return "alert \(number), \(name): \(meaning)"
    }

    private static let refused = "it does not take our client certificate"
    private static let known: [Int: (String, String)] = [
        40: ("handshake_failure", "it wants another kind of encryption, or a client certificate"),
        42: ("bad_certificate", refused),
        43: ("unsupported_certificate", refused),
        44: ("certificate_revoked", "our client certificate was revoked"),
        45: ("certificate_expired", "our client certificate has expired"),
        46: ("certificate_unknown", refused),
        48: ("unknown_ca", "it does not trust the authority of our client certificate"),
        49: ("access_denied", "it does not let us in"),
        70: ("protocol_version", "it speaks no version of TLS that we do"),
        71: ("insufficient_security", "it wants stronger encryption"),
        80: ("internal_error", "something went wrong in it"),
        112: ("unrecognized_name", "it knows no host of this name"),
        116: (
            "certificate_required",
            "it wants a client certificate, \"clientCertificate\" in a target file"
        ),
    ]
}
