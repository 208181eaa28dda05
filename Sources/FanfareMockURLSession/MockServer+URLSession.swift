public import FanfareMock

#if canImport(FoundationNetworking)
    import Foundation
    public import FoundationNetworking
#else
    public import Foundation
#endif

extension MockServer {
    /// A session whose requests all reach this mock without a socket, whatever host they name.
    ///
    /// ```swift
    /// let mock = try MockServer.withoutSocket()
    /// let client = Client(session: mock.urlSession())
    /// ```
    public func urlSession() -> URLSession { URLSession(configuration: sessionConfiguration()) }

    /// A configuration, or a copy of one, whose sessions all reach this mock without a socket.
    ///
    /// What a wire would do is kept as far as a `URLProtocol` can: statuses, fields, bodies, delays,
    /// the request's time-out, bodies that come in drops, and connections that break
    /// (`networkConnectionLost`). What has no meaning without a wire is not there: TLS, proxies,
    /// connection reuse, metrics, and a time-out for the whole resource. On Linux a body is handed
    /// over once it is complete, and the body of an upload task must stand in the request.
    public func sessionConfiguration(
        from original: URLSessionConfiguration = .ephemeral
    ) -> URLSessionConfiguration {
        sessionConfiguration(from: original, adding: [:])
    }

    fileprivate func sessionConfiguration(
        from original: URLSessionConfiguration, adding added: [String: String]
    ) -> URLSessionConfiguration {
        let configuration = original.copy() as? URLSessionConfiguration ?? original
        var fields = added
        for (name, value) in original.httpAdditionalHeaders ?? [:] {
            fields["\(name)"] = "\(value)"
        }
        let slot = ProtocolSlot(
            server: self, fields: fields, patience: original.timeoutIntervalForRequest)
        configuration.protocolClasses =
            [ProtocolSlots.add(slot)] + (configuration.protocolClasses ?? [])
        return configuration
    }

    /// Makes a mock without a socket that serves at once.
    public static func withoutSocket(
        _ options: Options = Options()
    ) throws(MockServerError) -> MockServer {
        var options = options
        options.listens = false
        return try started(options)
    }
}

extension MockOrganization {
    /// A session whose requests all reach this organization, with its publishable key, without a socket.
    public func urlSession() -> URLSession { URLSession(configuration: sessionConfiguration()) }

    /// A configuration, or a copy of one, whose sessions send the publishable key to the mock.
    public func sessionConfiguration(
        from original: URLSessionConfiguration = .ephemeral
    ) -> URLSessionConfiguration {
        server.sessionConfiguration(
            from: original, adding: ["X-Publishable-Key": publishableKey])
    }
}
