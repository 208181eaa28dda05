package import HTTPEngine
import TLS

/// A command that repeats a request by hand, its secrets taken from the shell's variables.
package enum CurlLine {
    /// More than this is not repeated by hand.
    private static let limit = 16 << 10

    /// The command, on one line; for a request that is too long for one, its length.
    package static func text(
        _ exchange: Exchange, to target: Target, mask: SecretMask
    ) -> String {
        guard exchange.requestBytes <= limit, exchange.requestIsWhole else {
            return "(a request of \(exchange.requestBytes) bytes, too long to repeat by hand)"
        }
        return text(exchange.request, to: target, mask: mask)
    }

    /// The command, on one line.
    package static func text(
        _ request: HTTPRequest, to target: Target, mask: SecretMask
    ) -> String {
        var parts = ["curl -i"]
        if request.method == "HEAD" {
            parts.append("-I")
        } else if request.method != (request.body.isEmpty ? "GET" : "POST") {
            parts.append("-X \(request.method)")
        }
        parts.append(mask.shellQuoted(target.address.origin + request.target))
        for (name, value) in request.headers where name.lowercased() != "host" {
            parts.append("-H " + mask.shellQuoted("\(name): \(value)"))
        }
        parts += extras(request, target, mask)
        if !request.body.isEmpty {
            parts.append(
                "--data " + mask.shellQuoted(String(decoding: request.body, as: UTF8.self)))
        }
        return parts.joined(separator: " ")
    }

    /// What every request to the target has besides.
    private static func extras(
        _ request: HTTPRequest, _ target: Target, _ mask: SecretMask
    ) -> [String] {
        var options: [(String, String)] = []
        for field in target.extras.fields where !request.headers.contains(field.name) {
            if field.name == "Authorization", let user = target.extras.userAndPassword {
                options.append(("-u", user))
            } else {
                options.append(("-H", "\(field.name): \(field.value)"))
            }
        }
        if let authorities = target.authorities { options.append(("--cacert", authorities)) }
        if let shown = target.clientCertificate {
            options += [("--cert", shown.certificate), ("--key", shown.key)]
        }
        return options.map { "\($0) " + mask.shellQuoted($1) }
    }
}
