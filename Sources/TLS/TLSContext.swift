package import HTTPEngine

/// Whom we trust and how we show ourselves, for any number of TLS sessions.
package final class TLSContext: Sendable {
    /// Whose certificates are good.
    package enum Trust: Sendable, Hashable {
        /// What the system's authorities vouch for, or those that `SSL_CERT_FILE` names.
        case system
        /// What the authorities in a PEM file vouch for.
        case file(String)
        /// What authorities vouch for that are written out in PEM.
        case pem(String)
        /// Any, unseen.
        case anybody
    }

    /// Why there is no context, as a sentence without its full stop.
    package struct Refusal: Error, CustomStringConvertible {
        /// The sentence.
        package let description: String
    }

    private let library: OpenSSL
    private let context: UInt
    /// Where the user may name another authority.
    private let remedy: String

    /// Makes a context; `remedy` says to who is refused where an authority is named.
    package init(
        trusting trust: Trust, showing certificate: ClientCertificate? = nil, remedy: String
    ) throws(Refusal) {
        guard let library = OpenSSL.shared, let context = library.makeContext(library.method())
        else {
            throw Refusal(description: "https needs OpenSSL (libssl.so.3) on this machine")
        }
        self.library = library
        self.context = UInt(bitPattern: context)
        self.remedy = remedy
        library.setVerify(context, OpenSSL.verifyPeer, nil)
        _ = library.setOptions(context, OpenSSL.noRenegotiation)
        try Self.trust(trust, library, context)
        if let certificate { try Self.show(certificate, library, context) }
    }

    deinit { library.freeContext(OpaquePointer(bitPattern: context)) }

    private static func trust(
        _ trust: Trust, _ library: OpenSSL, _ context: OpaquePointer
    ) throws(Refusal) {
        switch trust {
        case .system:
            guard library.useDefaultAuthorities(context) == 1 else {
                throw Refusal(description: "no certificates can be read from the system")
            }
        case .file(let path):
            guard library.useAuthorities(context, path, nil) == 1 else {
                throw Refusal(description: "no certificates can be read from \(path)")
            }
        case .pem(let text):
            guard library.addAuthorities(of: text, to: context) > 0 else {
                throw Refusal(description: "there is no certificate in it that can be read")
            }
        case .anybody: library.setVerify(context, OpenSSL.verifyNobody, nil)
        }
    }

    private static func show(
        _ shown: ClientCertificate, _ library: OpenSSL, _ context: OpaquePointer
    ) throws(Refusal) {
        // Nobody is asked for a passphrase at the terminal.
        library.setPassphrase(context) { _, _, _, _ in 0 }
        library.clearErrors()
        guard library.useCertificate(context, shown.certificate) == 1 else {
            throw Refusal(
                description:
                    "no client certificate can be read from \(shown.certificate): \(library.complaint)"
            )
        }
        guard library.useKey(context, shown.key, OpenSSL.pem) == 1 else {
            throw Refusal(
                description:
                    "no key of the client certificate, without a passphrase, can be read from \(shown.key): \(library.complaint)"
            )
        }
    }

    /// Takes over a connected socket with what came of it already, shakes hands, and checks the
    /// certificate and the host in it.
    package func secure(
        _ socket: any ByteStream, received: [UInt8] = [], host: String, peer: String,
        timeout: Duration
    ) throws(HTTPClientError) -> any ByteStream {
        try SecureStream(
            library, context: OpaquePointer(bitPattern: context), over: socket,
            received: received, host: host, peer: peer, remedy: remedy, timeout: timeout)
    }
}
