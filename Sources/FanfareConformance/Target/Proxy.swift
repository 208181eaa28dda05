/// The proxy that the environment names, as curl reads it.
package enum Proxy {
    /// The proxy for an address, nil when it is to be reached directly.
    package static func of(
        _ address: TargetAddress, environment: (String) -> String?
    ) -> TargetAddress? {
        let exceptions = environment("no_proxy") ?? environment("NO_PROXY") ?? ""
        let isException = exceptions.split(whereSeparator: { ", ".contains($0) }).contains { name in
            let suffix = name.first == "." ? name.dropFirst() : name[...]
            return name == "*" || address.host == suffix || address.host.hasSuffix("." + suffix)
        }
        guard !isException,
            let text = environment("https_proxy") ?? environment("HTTPS_PROXY")
                ?? environment("all_proxy") ?? environment("ALL_PROXY")
        else { return nil }
        return TargetAddress(text.contains("://") ? text : "http://" + text)
    }
}
