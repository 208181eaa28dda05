import Foundations
import HTTPEngine
import TokenSigning

/// The secret that opens the control protocol, and the tokens that it makes of itself.
///
/// An organization's token and what a browser keeps follow from the secret (HMAC-SHA256): nothing is
/// stored, they outlive a restart, and who has one of them cannot tell the secret.
struct ControlKey: Sendable {
    private let token: String

    /// Takes a token that fits into `Authorization: Bearer` and is long enough not to be guessed.
    init?(_ token: String) {
        let allowed = token.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-._~+/=".utf8.contains(byte)
            }
        }
        guard allowed, token.utf8.count >= 16 else { return nil }
        self.token = token
    }

    /// What a token must be like (RFC 6750 section 2.1), and how to come by one.
    static let rule =
        "at least 16 letters, digits or -._~+/=, such as 'openssl rand -hex 16' prints"

    /// The token that opens an organization and nothing else.
    func token(for organization: String) -> String {
        "\(organization).\(code("token", organization))"
    }

    /// What a token opens, nil for one that is none.
    func access(byToken shown: String) -> ControlAccess? {
        if constantTimeEqual(shown, token) { return .everything }
        guard let dot = shown.lastIndex(of: ".") else { return nil }
        let organization = String(shown[..<dot])
        return constantTimeEqual(shown, token(for: organization))
            ? .organization(organization) : nil
    }

    /// What the headers of a request open, by a token of their own.
    func access(byBearerOf request: HTTPRequest) -> ControlAccess? {
        guard let value = request.headers["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return access(byToken: parts[1].trimmingSpaces)
    }

    // MARK: What a browser keeps

    /// The name differs from mock to mock: browsers keep one jar for all ports of a host.
    private var cookieName: String { "fanfare_control_\(code("name", "").prefix(8))" }

    /// The cookie for whoever has shown a token (RFC 6265); gone when the browser closes.
    func cookie(for access: ControlAccess, isSecure: Bool) -> String {
        let subject =
            switch access {
            case .everything: ""
            case .organization(let id): id
            }
        return field("\(subject).\(code("cookie", subject))", isSecure: isSecure)
    }

    /// The cookie that takes away the one before.
    var noCookie: String { field("", isSecure: false) + "; Max-Age=0" }

    private func field(_ value: String, isSecure: Bool) -> String {
        "\(cookieName)=\(value); Path=/__admin; HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }

    /// What the cookie of a request opens.
    func access(byCookieOf request: HTTPRequest) -> ControlAccess? {
        let pairs = request.headers.values(for: "Cookie").flatMap { $0.split(separator: ";") }
        let prefix = cookieName + "="
        guard let pair = pairs.map(\.trimmingSpaces).first(where: { $0.hasPrefix(prefix) }) else {
            return nil
        }
        let value = pair.dropFirst(prefix.count)
        guard let dot = value.lastIndex(of: ".") else { return nil }
        let subject = String(value[..<dot])
        guard constantTimeEqual(String(value[dot...].dropFirst()), code("cookie", subject)) else {
            return nil
        }
        return subject.isEmpty ? .everything : .organization(subject)
    }

    private func code(_ purpose: String, _ subject: String) -> String {
        let message = Array("\(purpose)\n\(subject)".utf8)
        return HMAC.sha256(key: Array(token.utf8), message: message).prefix(16)
            .hexadecimal
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
