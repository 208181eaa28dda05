import Foundations
import FanfareConformance
import FanfareMock
import HTTPEngine

/// `--proxy-to URL`: another server for what the mock does not know.
enum ProxyOption {
    static let option = Command.Option(
        name: "--proxy-to", value: "URL",
        help: "Pass calls that the mock does not know on to this server, http or https")

    /// How long the other server may take for each step.
    static let patience = Duration.seconds(30)

    /// What is taken of its answer: as much as a page's largest file may have.
    private static let limits = HTTPLimits(headBytes: 64 << 10, bodyBytes: 32 << 20)

    /// The server that was named, nil for none.
    static func upstream(_ arguments: Arguments) throws(UsageError) -> Upstream? {
        guard let word = arguments.value("--proxy-to") else { return nil }
        guard let address = TargetAddress(word) else {
            throw .badValue(
                "--proxy-to", word, expected: "an address such as http://127.0.0.1:3000")
        }
        return Upstream(
            name: address.description, basePath: address.basePath,
            connect: try address.isSecure ? secure(address) : plain(address))
    }

    private typealias Connect =
        @Sendable (InterruptibleExchange) throws(HTTPClientError) -> HTTPConnection

    private static func plain(_ address: TargetAddress) -> Connect {
        { exchange throws(HTTPClientError) in
            try HTTPConnection(
                host: address.host, port: address.port,
                timeouts: HTTPClientTimeouts(send: patience, receive: patience), limits: limits,
                within: exchange)
        }
    }

    private static func secure(_ address: TargetAddress) throws(UsageError) -> Connect {
        let transport: SecureTransport
        do {
            let proxy = try ProxyChoice.asEnvironment.proxy(
                for: address, environment: Environment.variable)
            transport = try SecureTransport(
                address, timeout: TimeSpan(milliseconds: 30_000), proxy: proxy, limits: limits)
        } catch let problem as TargetProblem {
            throw .other(problem.description)
        } catch {
            throw .other("\(error)".ended)
        }
        return { exchange throws(HTTPClientError) in try transport.connect(within: exchange) }
    }
}
