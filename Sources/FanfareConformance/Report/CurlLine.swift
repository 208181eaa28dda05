package import HTTPEngine

/// A command that repeats a request by hand, its secrets taken from the shell's variables.
package enum CurlLine {
    /// More than this is not repeated by hand.
    private static let limit = 16 << 10

    /// The command, on one line; for a request that is too long for one, its length.
    package static func text(
        _ exchange: Exchange, to address: TargetAddress, mask: SecretMask
    ) -> String {
        guard exchange.requestBytes <= limit, exchange.requestIsWhole else {
            return "(a request of \(exchange.requestBytes) bytes, too long to repeat by hand)"
        }
        return text(exchange.request, to: address, mask: mask)
    }

    /// The command, on one line.
    package static func text(
        _ request: HTTPRequest, to address: TargetAddress, mask: SecretMask
    ) -> String {
        var parts = ["curl -i"]
        if request.method == "HEAD" {
            parts.append("-I")
        } else if request.method != (request.body.isEmpty ? "GET" : "POST") {
            parts.append("-X \(request.method)")
        }
        parts.append(mask.shellQuoted(address.origin + request.target))
        for (name, value) in request.headers where name.lowercased() != "host" {
            parts.append("-H " + mask.shellQuoted("\(name): \(value)"))
        }
        if !request.body.isEmpty {
            parts.append(
                "--data " + mask.shellQuoted(String(decoding: request.body, as: UTF8.self)))
        }
        return parts.joined(separator: " ")
    }
}
