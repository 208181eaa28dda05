import Foundations
import SafeText

/// A proxy that requests go through on their way to a target, spoken to in plain HTTP.
package struct Proxy: Sendable, Hashable, CustomStringConvertible {
    /// The host, an IPv6 address without its brackets.
    package let host: String
    /// The port; 80 where none is named, as the scheme has it.
    package let port: Int
    /// What `Proxy-Authorization` says, if it wants to know who comes.
    package let authorization: String?
    /// What it lets in by, in each form that may come back: nothing of it may be shown.
    let secrets: [String]
    /// What named it: an option, a variable, a member of a file.
    private let source: String

    /// Reads `http://[user:password@]host[:port]`, the scheme left out or not.
    package init(_ text: String, from source: String) throws(TargetProblem) {
        let parts = Self.parts(text)
        guard parts.scheme.lowercased() == "http", let address = Self.address(parts.authority),
            let user = Self.decoded(parts.user), !user.contains(where: \.isNewline)
        else { throw Self.notUnderstood(text, parts.user, source) }
        (host, port) = (address.host, address.port)
        authorization =
            parts.user.isEmpty ? nil : Self.basic(user.contains(":") ? user : user + ":")
        let password = user.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
        secrets = [authorization.map { String($0.dropFirst("Basic ".count)) }, password, user]
            .compactMap(\.self).filter { !$0.isEmpty }
        self.source = source
    }

    /// What `Authorization` and `Proxy-Authorization` say of a user and a password (RFC 7617).
    static func basic(_ userAndPassword: String) -> String {
        "Basic " + Base64.encode(Array(userAndPassword.utf8))
    }

    private static func parts(
        _ text: String
    ) -> (scheme: String, user: Substring, authority: Substring) {
        var rest = text[...]
        var scheme = "http"
        if let colon = rest.firstRange(of: "://") {
            scheme = String(rest[..<colon.lowerBound])
            rest = rest[colon.upperBound...]
        }
        guard let at = rest.lastIndex(of: "@") else { return (scheme, "", rest) }
        return (scheme, rest[..<at], rest[rest.index(after: at)...])
    }

    private static func address(_ authority: Substring) -> TargetAddress? {
        let address = TargetAddress("http://" + authority)
        return address?.basePath.isEmpty == true ? address : nil
    }

    private static func decoded(_ text: Substring) -> String? {
        PercentEncoding.decode(Array(text.utf8)[...])
    }

    private static func notUnderstood(
        _ text: String, _ user: Substring, _ source: String
    ) -> TargetProblem {
        let shown = user.isEmpty ? text : text.replacing(user, with: SecretLook.hidden)
        return TargetProblem(
            "\(source) names a proxy that is not understood, '\(shown)'. "
                + "Write http://host:port, with user:password@ before the host where it asks for that; "
                + "https and SOCKS to a proxy are not spoken.")
    }

    /// What reports call it; never with the password.
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(name):\(port) (\(source))"
    }
}
