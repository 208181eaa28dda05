/// Whether requests go through a proxy, and through which.
package enum ProxyChoice: Sendable, Hashable {
    /// As the environment says, which is how curl reads it.
    case asEnvironment
    /// Through none, whatever the environment says.
    case none
    /// Through this one, whatever the environment says.
    case through(Proxy)

    /// Reads `none`, or the address of a proxy; `source` is what said it.
    package init(_ text: String, from source: String) throws(TargetProblem) {
        self = text == "none" ? .none : .through(try Proxy(text, from: source))
    }

    /// The proxy before an address, nil where it is to be reached directly.
    package func proxy(
        for address: TargetAddress, environment: (String) -> String?
    ) throws(TargetProblem) -> Proxy? {
        switch self {
        case .none: return nil
        case .through(let proxy): return proxy
        case .asEnvironment:
            let own =
                address.isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"]
            let exceptions = environment("no_proxy") ?? environment("NO_PROXY") ?? ""
            for name in own + ["all_proxy", "ALL_PROXY"] {
                guard let text = environment(name) else { continue }
                guard !ProxyExceptions(exceptions).cover(address) else { return nil }
                return try Proxy(text, from: name)
            }
            return nil
        }
    }
}
