import HTTPEngine

/// Sends requests one after the other, keeping its connection open between them.
final class Caller {
    private let transport: any Transport
    private var channel: (any TransportChannel)?
    /// When the kept connection was last used.
    private var usedAt = 0

    /// How long nothing is sent before a connection counts as idle.
    private static let idle = 500

    init(_ transport: any Transport) {
        self.transport = transport
    }

    /// Sends a request and waits for its answer; once the run is interrupted, only what clears up after
    /// it.
    func call(
        _ request: HTTPRequest, clearsUp: Bool = false
    ) throws(TransportFailure) -> HTTPResponse {
        guard Interruption.signal == nil || clearsUp else {
            throw TransportFailure(.broken, "the run was interrupted")
        }
        guard let kept = channel, kept.isOpen else {
            return try call(request, on: transport.open())
        }
        do throws(TransportFailure) {
            return try call(request, on: kept)
        } catch {
            // A kept connection may have been closed while it was idle: then nobody saw the request. What
            // is lost in the middle of things is sent again only if it does no more the second time.
            guard error.kind == .closedEarly,
                request.method != "POST" || request.path.contains("/__admin/")
                    || Environment.monotonicMilliseconds() - usedAt >= Self.idle
            else { throw error }
            return try call(request, on: transport.open())
        }
    }

    private func call(
        _ request: HTTPRequest, on channel: any TransportChannel
    ) throws(TransportFailure) -> HTTPResponse {
        self.channel = nil
        try channel.send(request)
        let response = try channel.receive()
        self.channel = channel
        usedAt = Environment.monotonicMilliseconds()
        return response
    }

    /// Sends every request on a connection of its own, all before the first answer is read.
    func callTogether(_ requests: [HTTPRequest]) throws(TransportFailure) -> [HTTPResponse] {
        var channels: [any TransportChannel] = []
        for _ in requests { channels.append(try transport.open()) }
        for (request, channel) in zip(requests, channels) { try channel.send(request) }
        var responses: [HTTPResponse] = []
        for channel in channels { responses.append(try channel.receive()) }
        return responses
    }
}
