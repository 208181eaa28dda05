import Foundations
import HTTPEngine

/// Sends requests one after the other, keeping its connection open between them.
final class Caller {
    /// What the requests are for at the moment: the run, and the scenario.
    var purpose: String?
    /// When the kept connection was last used.
    private var usedAt = 0

    /// How long nothing is sent before a connection counts as idle.
    private static let idle = 500

    /// How long a call may take at least, in milliseconds: what clears up comes when the time is up.
    private static let farewell = 500

    /// How long a call may take that clears up after a signal, in milliseconds.
    private static let lastCall = 1000

    private let transport: any Transport
    /// Where the target puts its webhooks, nil where they come by a socket.
    var webhooks: WebhookInbox? { transport.webhooks }
    private let extras: ExtraFields
    private let notes: TargetNotes
    private var channel: (any TransportChannel)?
    /// Where the control protocol is spoken elsewhere.
    private var elsewhere: Caller?

    init(
        _ transport: any Transport, extras: ExtraFields = ExtraFields(),
        notes: TargetNotes = TargetNotes()
    ) {
        self.transport = transport
        self.extras = extras
        self.notes = notes
    }

    /// Calls a target with all that is known of it.
    convenience init(_ transport: any Transport, to target: Target) {
        self.init(transport, extras: target.extras, notes: target.notes)
    }

    /// Who calls the control protocol, which may be spoken at another address.
    var toControl: Caller {
        guard let transport = transport.toControl else { return self }
        if let elsewhere { return elsewhere }
        let caller = Caller(transport, notes: notes)
        elsewhere = caller
        return caller
    }

    /// Sends a request and waits for its answer; once the run is interrupted, only what clears up after
    /// it.
    func call(
        _ request: HTTPRequest, clearsUp: Bool = false
    ) throws(TransportFailure) -> HTTPResponse {
        guard Interruption.signal == nil || clearsUp else {
            throw TransportFailure(.broken, "the run was interrupted")
        }
        guard !transport.isLate || clearsUp else {
            throw TransportFailure(.broken, "the time given is over.")
        }
        guard Interruption.signal != nil else { return try call(complete(request)) }
        guard !notes.isGone else {
            throw TransportFailure(.broken, "the target had not answered any more")
        }
        do throws(TransportFailure) {
            return try call(complete(request))
        } catch {
            // Whoever interrupts a run does not want to wait for a target that hangs, call by call.
            notes.isGone = true
            throw error
        }
    }

    /// Sends a request over the connection that is kept, or another.
    private func call(_ request: HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        guard let kept = channel, kept.isOpen, !notes.closesUnannounced else {
            return try call(request, on: transport.open())
        }
        do throws(TransportFailure) {
            return try call(request, on: kept)
        } catch {
            if error.kind == .closedEarly { notes.closesUnannounced = true }
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
        if Interruption.signal != nil {
            channel.hurry(Self.lastCall)
        } else if let deadline = transport.deadline {
            channel.hurry(max(Self.farewell, deadline - Environment.monotonicMilliseconds()))
        }
        try channel.send(request)
        let response = try channel.receive()
        self.channel = channel
        usedAt = Environment.monotonicMilliseconds()
        return try PlainAnswer.of(response, notes)
    }

    /// Sends every request on a connection of its own, all before the first answer is read.
    func callTogether(_ requests: [HTTPRequest]) throws(TransportFailure) -> [HTTPResponse] {
        var channels: [any TransportChannel] = []
        for _ in requests { channels.append(try transport.open()) }
        for (request, channel) in zip(requests, channels) { try channel.send(complete(request)) }
        var responses: [HTTPResponse] = []
        for channel in channels {
            responses.append(try PlainAnswer.of(channel.receive(), notes))
        }
        return responses
    }

    /// A request with what every one has, as far as it does not say that itself.
    private func complete(_ request: HTTPRequest) -> HTTPRequest {
        var headers = request.headers
        extras.complete(&headers)
        if !headers.contains("User-Agent") {
            headers.append("User-Agent", Product.userAgent + (purpose.map { " (\($0))" } ?? ""))
        }
        if !headers.contains("Accept") { headers.append("Accept", "application/json") }
        // RFC 9110 section 12.5.3: without this field "any content coding is considered acceptable".
        if !headers.contains("Accept-Encoding") { headers.append("Accept-Encoding", "identity") }
        var request = request
        request.headers = headers
        return request
    }
}
