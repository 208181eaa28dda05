import HTTPEngine

/// What a proxy leaves in a request that it passes on.
///
/// A peer on this machine may be a reverse proxy that serves the whole network, and `Host` may be the
/// name that the proxy has for us. A bare `proxy_pass` leaves nothing: against that only a token helps.
enum ProxyTrace {
    /// The field that tells of a proxy, nil when none does.
    static func field(in headers: HTTPHeaders) -> String? {
        headers.lazy.map(\.name).first { name in
            let name = name.lowercased()
            return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
        }
    }

    /// RFC 7239, RFC 9110 section 7.6.3, RFC 8586, and what servers and providers have of their own.
    private static let names: Set = [
        "forwarded", "via", "cdn-loop", "x-real-ip", "x-client-ip", "client-ip", "true-client-ip",
        "x-cluster-client-ip", "x-remote-ip", "x-remote-addr", "x-proxyuser-ip", "x-rewrite-url",
        "proxy-client-ip", "wl-proxy-client-ip", "x-scheme", "x-nginx-proxy", "x-varnish",
        "x-amzn-trace-id", "x-amz-cf-id", "fastly-client-ip", "fastly-ff", "incap-client-ip",
        "x-sucuri-clientip", "x-appengine-user-ip", "x-request-start", "x-proxied-for",
    ]

    private static let prefixes = [
        "x-forwarded", "x-original-", "x-envoy-", "x-arr-", "x-azure-", "x-akamai-", "akamai-",
        "x-vercel-", "cf-", "fly-", "tailscale-", "x-ms-proxy", "x-ngrok-",
    ]
}
