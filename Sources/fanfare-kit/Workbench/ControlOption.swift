import FanfareConformance
import FanfareMock

/// `--control-token TOKEN` and `--control-port N`: who may use the control protocol, and where.
enum ControlOption {
    /// Where the token may stand instead, so that no list of processes shows it.
    static let variable = "FANFARE_CONTROL_TOKEN"

    static let token = Command.Option(
        name: "--control-token", value: "TOKEN",
        help: "Open /__admin to whoever shows this, and to nobody else (\(variable))")

    static let port = Command.Option(
        name: "--control-port", value: "N",
        help:
            "Serve the control page on this port, 0 takes a free one (beside --proxy-to: the next, "
            + "or a free one where that is taken)")

    static let origin = Command.Option(
        name: "--control-origin", value: "ORIGIN",
        help: "Let pages of this origin use /__admin too, such as http://localhost:3000",
        repeats: true)

    /// The origins that were named, as a browser writes them (RFC 6454 section 6.2).
    static func origins(_ arguments: Arguments) throws(UsageError) -> Set<String> {
        var origins: Set<String> = []
        for word in arguments.all("--control-origin") {
            let isOrigin =
                ["http://", "https://"].contains { word.hasPrefix($0) }
                && word.split(separator: "/", omittingEmptySubsequences: false).count == 3
                && TargetAddress(word) != nil && !word.contains("*")
            guard isOrigin, word == word.lowercased() else {
                throw .badValue(
                    "--control-origin", word,
                    expected: "scheme, host and port as a browser sends them, http://localhost:3000"
                )
            }
            origins.insert(word)
        }
        return origins
    }

    /// The token that was named, nil for none.
    static func token(_ arguments: Arguments) throws(UsageError) -> String? {
        guard let word = arguments.value("--control-token") else {
            // Whoever meant to lock the door should not find it open.
            guard !Environment.isEmptyVariable(variable) || arguments.has("--no-admin") else {
                throw .other("\(variable) is empty: unset it, or 'openssl rand -hex 16' makes one.")
            }
            return Environment.variable(variable)
        }
        guard !arguments.has("--no-admin") else {
            throw .other("--control-token opens what --no-admin switches off: leave one away.")
        }
        return word
    }

    /// The port that was named, nil for none.
    static func port(_ arguments: Arguments) throws(UsageError) -> Int? {
        let port = try arguments.integer("--control-port", in: 0...65535)
        if port != nil, arguments.has("--no-admin") {
            throw .other("--control-port serves what --no-admin switches off: leave one away.")
        }
        return port
    }

    /// The lines of the banner that name the addresses for other machines.
    static func network(_ server: MockServer, _ options: MockServer.Options) -> String {
        guard options.listensEverywhere else { return "" }
        return server.networkURLs.map { "  for others       \($0)\n" }.joined()
    }

    /// What the banner says of the control protocol; the token itself is for its owner to know.
    static func summary(_ server: MockServer, _ options: MockServer.Options) -> String {
        guard let page = server.pageURL else { return "off" }
        if options.controlToken != nil { return page + " (asks for the control token)" }
        if options.listensEverywhere {
            return page + " (from this machine only; --control-token lets others in)"
        }
        guard options.isLoopback else {
            return "closed: it answers localhost only, unless there is a --control-token"
        }
        return page
    }
}

extension MockServer.Options {
    /// Whether it listens where nobody but this machine comes.
    fileprivate var isLoopback: Bool {
        ["localhost", "127.0.0.1", "::1"].contains(host) || host.hasSuffix(".localhost")
    }
}
