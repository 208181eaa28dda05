package import HTTPEngine

/// A command that repeats a request by hand, its secrets taken from the shell's variables.
package enum CurlLine {
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
