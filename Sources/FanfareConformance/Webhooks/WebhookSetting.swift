/// How webhooks of a target come to a run that its owner has told of an endpoint.
package struct WebhookSetting: Sendable, Hashable {
    /// Where a server of the run listens.
    package struct Endpoint: Sendable, Hashable {
        /// An address of this machine.
        package let host: String
        /// The port.
        package let port: Int

        /// Reads `0.0.0.0:8091`, `[::]:8091` or `:8091`; nil for anything else.
        package init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"),
                let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port)
            else { return nil }
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = String(host.dropFirst().dropLast())
            }
            self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
        }

        init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Where it listens; the target's owner leads an endpoint there.
    package let listen: Endpoint
    /// What signs them.
    package let secret: String
    /// The environment variable that holds the secret.
    package let variable: String
}

/// How a run gets to webhooks.
package struct WebhookReception: Sendable {
    /// Where they come to.
    let inbox: WebhookInbox
    /// What an organization is told to send them to, nil where an endpoint is there already.
    let base: String?
    /// The secret of the endpoint that is there already.
    let secret: String?
    /// How long one may take to come.
    let patience: TimeSpan
}
