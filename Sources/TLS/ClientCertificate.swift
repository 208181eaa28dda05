/// A certificate that shows a gateway who comes, in PEM.
package struct ClientCertificate: Sendable, Hashable {
    /// The file of the certificate, and of those that vouch for it.
    package let certificate: String
    /// The file of its key, without a passphrase.
    package let key: String

    /// Names both.
    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
