/// A client's connection to a server, over which requests go one after another or in a row.
///
/// Calls wait, at most for the times given. Sending and receiving are separate, so that several
/// requests can be made ready and then let go together. For one thread at a time.
package final class HTTPConnection {
    /// The server, as `host:port`, for the `Host` header and for errors.
    package let authority: String
    /// How long calls may wait.
    package var timeouts: HTTPClientTimeouts
    /// How large answers may be.
    package var limits: HTTPLimits
    /// Whether so many bytes more may be kept; asked of all that come.
    package var hasRoomFor: (Int) -> Bool = { _ in true }

    private var stream: (any ByteStream)?
    private var input: [UInt8] = []
    private var methodsAwaited: [String] = []
    private var lastKeepsAlive = true
    /// Whether the last request went out whole, and its answer was read to its end.
    private var isInOrder = true
    private let buffer: UnsafeMutableBufferPointer<UInt8>

    /// Connects; what this is done within may be interrupted meanwhile.
    package init(
        host: String, port: Int, timeouts: HTTPClientTimeouts = HTTPClientTimeouts(),
        limits: HTTPLimits = .answer, within exchange: InterruptibleExchange? = nil
    ) throws(HTTPClientError) {
        let bracketed = host.utf8.contains(.colon) ? "[\(host)]" : host
        authority = port == 80 ? bracketed : "\(bracketed):\(port)"
        self.timeouts = timeouts
        self.limits = limits
        stream = try Self.connect(
            host: host, port: port, peer: "\(bracketed):\(port)", timeout: timeouts.connect,
            within: exchange)
        buffer = .allocate(capacity: 32 << 10)
    }

    /// Takes over a stream that leads to the server already, such as a TLS session.
    package init(
        stream: any ByteStream, authority: String,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts(), limits: HTTPLimits = .answer
    ) {
        self.authority = authority
        self.timeouts = timeouts
        self.limits = limits
        self.stream = stream
        buffer = .allocate(capacity: 32 << 10)
    }

    /// Gives the stream away, for what follows a CONNECT (RFC 9110 section 9.3.6), with what came of
    /// it already; nil if closed.
    package func takeStream() -> (stream: any ByteStream, received: [UInt8])? {
        defer { stream = nil }
        return stream.map { ($0, input) }
    }

    deinit {
        close()
        buffer.deallocate()
    }

    /// Sends a request; adds `Host` and `Content-Length` where they are absent.
    package func send(_ request: HTTPRequest) throws(HTTPClientError) {
        let bytes = try RequestWriter.bytes(of: request, authority: authority)
        try send(bytes: bytes, method: request.method)
    }

    /// Sends bytes as they are, which may be no request at all.
    ///
    /// The method tells how to read the answer; nil if none shall be waited for.
    package func send(bytes: [UInt8], method: String?) throws(HTTPClientError) {
        let deadline = SystemClock.deadline(after: timeouts.send)
        do throws(ByteStreamFailure) {
            try sendAll(bytes, deadline: deadline)
        } catch {
            // A server that refuses a large body answers and closes before it has read all.
            guard case .reset = error, receiveLastWords() else {
                throw failed(error, .sending, timeouts.send)
            }
        }
        if let method { methodsAwaited.append(method) }
    }

    /// Waits for the answer to the oldest request not yet answered.
    package func receive() throws(HTTPClientError) -> HTTPResponse { try receiveReply().response }

    /// Waits for the answer to the oldest request not yet answered, with how it came.
    package func receiveReply() throws(HTTPClientError) -> HTTPReply {
        guard !methodsAwaited.isEmpty else { throw HTTPClientError.nothingAsked }
        var reader = ResponseReader(method: methodsAwaited[0], limits: limits)
        let deadline = SystemClock.deadline(after: timeouts.receive)
        while true {
            let reply = try parse { (bytes, used) throws(HTTPParseError) in
                try reader.read(bytes, used: &used)
            }
            if let reply { return finished(reply) }
            let phase = reader.phase(unread: input.count)
            if try receiveMore(phase, deadline: deadline) { continue }
            if let reply = try endedReply(&reader) { return finished(reply) }
            throw failed(.closed, phase, timeouts.receive)
        }
    }

    /// Waits for the head of the answer to the oldest request not yet answered, and leaves its body.
    ///
    /// For those who need no more; no other answer can be read on the connection.
    package func receiveHead() throws(HTTPClientError) -> HTTPResponse {
        guard !methodsAwaited.isEmpty else { throw HTTPClientError.nothingAsked }
        isInOrder = false
        var reader = ResponseReader(method: methodsAwaited.removeFirst(), limits: limits)
        let deadline = SystemClock.deadline(after: timeouts.receive)
        while true {
            let head = try parse { (bytes, used) throws(HTTPParseError) in
                try reader.readHead(bytes, used: &used)
            }
            if let head { return HTTPResponse(status: head.status, headers: head.headers) }
            let phase = reader.phase(unread: input.count)
            guard try receiveMore(phase, deadline: deadline) else {
                throw failed(.closed, phase, timeouts.receive)
            }
        }
    }

    /// Waits until something comes, and leaves it unread: `100 Continue`, for example.
    package func awaitBytes() throws(HTTPClientError) {
        let deadline = SystemClock.deadline(after: timeouts.receive)
        guard try receiveMore(.awaitingAnswer, deadline: deadline) else {
            throw failed(.closed, .awaitingAnswer, timeouts.receive)
        }
    }

    /// Whether another request may be sent: none is waiting, and the server keeps the connection.
    package var isReusable: Bool {
        lastKeepsAlive && isInOrder && methodsAwaited.isEmpty && input.isEmpty
            && (stream?.isQuiet ?? false)
    }

    /// The bytes that came and belong to no answer read so far.
    package var unreadBytes: [UInt8] { input }

    /// What another thread may shut down while this one waits; nil if closed.
    var socket: Socket? { stream.map { Socket(descriptor: $0.descriptor) } }

    /// Tells the server that no further request will come; answers can still be read.
    package func finishSending() { stream?.shutDownSending() }

    /// Ends the connection; by a reset, if asked, as a crashed client would.
    package func close(byReset: Bool = false) {
        stream?.close(byReset: byReset)
        stream = nil
    }
}

/// How long the calls of a client may wait.
package struct HTTPClientTimeouts: Sendable, Hashable {
    /// To look up the host and connect.
    package var connect: Duration
    /// To send a request.
    package var send: Duration
    /// For a whole answer.
    package var receive: Duration

    /// Makes times.
    package init(
        connect: Duration = .seconds(5), send: Duration = .seconds(10),
        receive: Duration = .seconds(10)
    ) {
        self.connect = connect
        self.send = send
        self.receive = receive
    }
}

extension HTTPConnection {
    private static func connect(
        host: String, port: Int, peer: String, timeout: Duration,
        within exchange: InterruptibleExchange?
    ) throws(HTTPClientError) -> BlockingSocket {
        let deadline = SystemClock.deadline(after: timeout)
        let addresses: [SocketAddress]
        switch SocketAddress.resolve(host: host, port: port, passive: false) {
        case .success(let found): addresses = found
        case .failure(let failure):
            throw HTTPClientError.unknownHost(host, reason: failure.reason)
        }
        var lastFailure = ByteStreamFailure.refused
        for address in addresses {
            guard exchange?.isInterrupted != true else { throw .abandoned }
            do throws(ByteStreamFailure) {
                return try BlockingSocket(to: address, deadline: deadline, within: exchange)
            } catch {
                lastFailure = error
            }
        }
        throw HTTPClientError(lastFailure, .connecting, timeout, peer)
    }

    private func sendAll(_ bytes: [UInt8], deadline: UInt64) throws(ByteStreamFailure) {
        guard let stream else { throw .closed }
        var sent = 0
        while sent < bytes.count {
            let result = bytes.withUnsafeBytes { bytes in
                Result { () throws(ByteStreamFailure) in
                    try stream.send(
                        UnsafeRawBufferPointer(rebasing: bytes[sent...]), deadline: deadline)
                }
            }
            switch try result.get() {
            case .bytes(let count): sent += count
            case .peerSpoke:
                let count = try stream.receive(into: buffer, deadline: deadline)
                guard count > 0 else { throw .reset }
                // It floods us instead of listening: whoever reads the answer finds what is wrong.
                guard hasRoomFor(count) else { throw .noRoom }
                input.append(contentsOf: buffer[..<count])
                guard hasRoom else { return isInOrder = false }
            }
        }
    }

    /// Whether what came unread could still be one answer.
    private var hasRoom: Bool { input.count <= limits.headBytes + limits.bodyBytes }

    /// Reads what a server said before it went; tells whether that was anything.
    private func receiveLastWords() -> Bool {
        isInOrder = false
        let deadline = SystemClock.deadline(after: timeouts.send)
        while hasRoom, let count = try? stream?.receive(into: buffer, deadline: deadline),
            count > 0, hasRoomFor(count)
        {
            input.append(contentsOf: buffer[..<count])
        }
        return !input.isEmpty
    }

    /// Takes what comes next; false at the end.
    private func receiveMore(
        _ phase: HTTPClientPhase, deadline: UInt64
    ) throws(HTTPClientError) -> Bool {
        do throws(ByteStreamFailure) {
            let count = try stream?.receive(into: buffer, deadline: deadline) ?? 0
            guard hasRoomFor(count) else { throw .noRoom }
            input.append(contentsOf: buffer[..<count])
            return count > 0
        } catch {
            throw failed(error, phase, timeouts.receive)
        }
    }

    private func parse<Part>(
        _ read: (Span<UInt8>, inout Int) throws(HTTPParseError) -> Part?
    ) throws(HTTPClientError) -> Part? {
        var used = 0
        defer { input.removeFirst(used) }
        do throws(HTTPParseError) {
            return try read(input.span, &used)
        } catch {
            throw malformed(error)
        }
    }

    private func endedReply(_ reader: inout ResponseReader) throws(HTTPClientError) -> HTTPReply? {
        do throws(HTTPParseError) {
            return try reader.inputEnded()
        } catch {
            throw malformed(error)
        }
    }

    private func finished(_ reply: HTTPReply) -> HTTPReply {
        methodsAwaited.removeFirst()
        lastKeepsAlive = reply.keepsAlive
        return reply
    }

    private func malformed(_ error: HTTPParseError) -> HTTPClientError {
        isInOrder = false
        if let excess = limits.excess(error.reason) { return .tooMuch(excess, peer: authority) }
        let excerpt = String(decoding: input.prefix(80), as: UTF8.self).debugDescription
        return .malformed(error, excerpt: excerpt, peer: authority)
    }

    private func failed(
        _ failure: ByteStreamFailure, _ phase: HTTPClientPhase, _ timeout: Duration
    ) -> HTTPClientError {
        HTTPClientError(failure, phase, timeout, authority)
    }
}

extension HTTPClientError {
    /// What a failure of the bytes means to whoever did something with them.
    package init(
        _ failure: ByteStreamFailure, _ phase: HTTPClientPhase, _ timeout: Duration,
        _ peer: String
    ) {
        switch failure {
        case .timedOut: self = .timedOut(phase, after: timeout, peer: peer)
        case .closed: self = .closed(phase, peer: peer)
        case .reset: self = .reset(phase, peer: peer)
        case .refused: self = .refused(by: peer)
        case .noRoom: self = .noRoom
        case .undecipherable(let reason):
            self = .undecipherable(phase, reason: reason, peer: peer)
        case .other(let reason): self = .unreachable(peer, reason: reason)
        }
    }
}
