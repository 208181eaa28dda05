import HTTPEngine

extension MockServer.Options {
    /// Whether the host stands for all addresses of this machine.
    package var listensEverywhere: Bool { ["", "0.0.0.0", "::"].contains(host) }

    /// The host as this machine calls it, for an address that can be opened.
    var reachableHost: String {
        switch host {
        case "": "localhost"
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }

    /// Gives the control protocol a port of its own where pages of another server share the API's.
    func openControlPort(_ server: HTTPServer) throws(MockServerError) -> MockPorts? {
        guard listens, servesControl, controlPort != nil || upstream != nil else { return nil }
        do throws(HTTPServerError) {
            return MockPorts(api: server.port, control: try listen(server))
        } catch {
            throw .cannotListen("\(error)")
        }
    }

    private func listen(_ server: HTTPServer) throws(HTTPServerError) -> Int {
        if let controlPort { return try server.listenAlso(on: controlPort) }
        // The next one is easy to remember, if nobody has it.
        if port != 0, port < 65535, let next = try? server.listenAlso(on: server.port + 1) {
            return next
        }
        return try server.listenAlso(on: 0)
    }
}

extension MockServer {
    /// The addresses at which other machines reach a mock that listens everywhere.
    package var networkURLs: [String] {
        NetworkAddresses.ofThisMachine.map { "http://\($0):\(port)" }
    }
}
