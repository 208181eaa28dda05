public import FanfareMock

#if canImport(FoundationNetworking)
    public import Foundation
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
        sessionConfiguration(from: original, of: nil)
    }

    fileprivate func sessionConfiguration(
        from original: URLSessionConfiguration, of organization: String?
    ) -> URLSessionConfiguration {
        let configuration = original.copy() as? URLSessionConfiguration ?? original
        var fields = organization.map { [MockOrganization.field: $0] } ?? [:]
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
    /// A session whose requests all reach the mock without a socket, and this organization's journal and
    /// faults also where they bring no key.
    ///
    /// It adds no key: a client that forgets its own meets what it would meet in production.
    public func urlSession() -> URLSession { URLSession(configuration: sessionConfiguration()) }

    /// A configuration, or a copy of one, for such sessions.
    public func sessionConfiguration(
        from original: URLSessionConfiguration = .ephemeral
    ) -> URLSessionConfiguration {
        server.sessionConfiguration(from: original, of: id)
    }
}

extension Date {
    /// The moment of an organization's clock.
    public init(_ instant: MockInstant) {
        self.init(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    }
}

extension MockInstant {
    /// The moment of a date, in whole milliseconds.
    public init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}

extension MockServer {
    /// Where it listens.
    public var url: URL {
        guard let url = URL(string: baseURL) else {
            preconditionFailure("the mock listens at an address that is none: \(baseURL)")
        }
        return url
    }
}
