import HTTPEngine

/// One TLS session over a connected socket, for one thread at a time.
///
/// OpenSSL reads and writes memory alone. What goes over the wire goes through the socket's own calls,
/// which heed deadlines and raise no SIGPIPE; `SSL_set_fd` would do neither.
final class SecureStream: ByteStream {
    private let library: OpenSSL
    private let session: OpaquePointer
    /// What came over the wire and has not been deciphered; the session frees it.
    private let incoming: OpaquePointer
    /// What is enciphered and has not been taken; the session frees it.
    private let outgoing: OpaquePointer
    private let socket: any ByteStream
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16 << 10)
    /// Enciphered bytes that the socket has yet to take.
    private var unsent: ArraySlice<UInt8> = []
    /// How many bytes of the caller's are among them.
    private var accepted = 0
    /// Deciphered bytes that nobody has asked for yet.
    private var arrived: ArraySlice<UInt8> = []
    private var isOpen = true

    /// Takes over a socket, shakes hands, and checks the certificate and the host in it.
    init(
        _ library: OpenSSL, context: OpaquePointer?, over socket: any ByteStream, received: [UInt8],
        host: String, peer: String, remedy: String, timeout: Duration
    ) throws(HTTPClientError) {
        guard let session = library.makeSession(context),
            let incoming = library.makeBuffer(library.memory()),
            let outgoing = library.makeBuffer(library.memory())
        else {
            socket.close(byReset: false)
            throw .insecure(reason: "OpenSSL made no session")
        }
        self.library = library
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
        self.socket = socket
        library.setBuffers(session, incoming, outgoing)
        // RFC 6066 section 3: "Literal IPv4 and IPv6 addresses are not permitted" as a server's name.
        if !SocketAddress.isLiteral(host) {
            host.withCString { name in
                _ = library.control(
                    session, OpenSSL.setServerName, 0, UnsafeMutableRawPointer(mutating: name))
            }
        }
        _ = library.setHost(session, host)
        _ = library.fill(incoming, received, Int32(received.count))
        do throws(ByteStreamFailure) {
            let deadline = SystemClock.deadline(after: timeout)
            guard try perform(deadline, { library.connect(session) }) != nil else { throw .closed }
            try sendAll(deadline)
        } catch {
            throw refusal(error, host, remedy) ?? HTTPClientError(error, .securing, timeout, peer)
        }
    }

    deinit {
        close(byReset: false)
        library.freeSession(session)
        buffer.deallocate()
    }

    /// Why the two cannot agree; nil when the connection ended before that was known.
    private func refusal(
        _ failure: ByteStreamFailure, _ host: String, _ remedy: String
    ) -> HTTPClientError? {
        guard case .undecipherable(let complaint) = failure else { return nil }
        let code = library.verifyResult(session)
        guard code != 0, let text = library.verifyText(code) else {
            let verb =
                complaint.hasPrefix("alert ")
                ? "refused us" : "does not speak TLS 1.2 or newer, or refused us"
            return .insecure(reason: "\(host) \(verb): \(complaint)")
        }
        let advice = Self.lacksAuthority.contains(code) ? "; \(remedy)" : ""
        return .insecure(
            reason: "the certificate of \(host) is not trusted: \(String(cString: text))\(advice)")
    }

    /// `X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT`, `…_DEPTH_ZERO_SELF_SIGNED_CERT`,
    /// `…_SELF_SIGNED_CERT_IN_CHAIN`, `…_UNABLE_TO_GET_ISSUER_CERT_LOCALLY`, `…_VERIFY_LEAF_SIGNATURE`.
    private static let lacksAuthority: Set = [2, 18, 19, 20, 21]

    func receive(
        into target: UnsafeMutableBufferPointer<UInt8>, deadline: UInt64
    ) throws(ByteStreamFailure) -> Int {
        if arrived.isEmpty {
            let count = try perform(deadline) {
                library.read(session, target.baseAddress, Int32(clamping: target.count))
            }
            return Int(count ?? 0)
        }
        let piece = arrived.prefix(target.count)
        _ = target.update(fromContentsOf: piece)
        arrived.removeFirst(piece.count)
        return piece.count
    }

    func send(
        _ bytes: UnsafeRawBufferPointer, deadline: UInt64
    ) throws(ByteStreamFailure) -> ByteStreamSent {
        if accepted == 0 {
            library.clearErrors()
            let count = library.write(session, bytes.baseAddress, Int32(min(bytes.count, 16 << 10)))
            guard count > 0 else { throw .undecipherable(reason: library.complaint) }
            accepted = Int(count)
            takeEnciphered()
        }
        while !unsent.isEmpty {
            switch try sendSome(deadline) {
            case .bytes: continue
            case .peerSpoke:
                // First what is here: a peer that floods us must not make it grow.
                if decipher() { return .peerSpoke }
                guard try fill(deadline) else { throw .reset }
            }
        }
        defer { accepted = 0 }
        return .bytes(accepted)
    }

    var isQuiet: Bool {
        // What is not meant for the caller, such as a ticket for the next session, may have come.
        for _ in 1...16 {
            if !arrived.isEmpty || decipher() { return false }
            if socket.isQuiet { return true }
            let hasMore = try? fill(SystemClock.deadline(after: .milliseconds(1)))
            guard hasMore == true else { return false }
        }
        return false
    }

    var descriptor: Int32 { socket.descriptor }

    func shutDownSending() {
        sayGoodbye()
        socket.shutDownSending()
    }

    func close(byReset: Bool) {
        guard isOpen else { return }
        isOpen = false
        if !byReset { sayGoodbye() }
        socket.close(byReset: byReset)
    }
}

extension SecureStream {
    /// Makes a call of OpenSSL's until it needs nothing more to come; nil when the session is over.
    private func perform(
        _ deadline: UInt64, _ call: () -> Int32
    ) throws(ByteStreamFailure) -> Int32? {
        while true {
            library.clearErrors()
            let result = call()
            if result > 0 { return result }
            let error = library.error(session, result)
            let complaint = library.complaint
            takeEnciphered()
            // Whoever does not take what TLS has to say, such as an alert, may still be heard.
            if !unsent.isEmpty, case .timedOut = sendingFailure(deadline) { throw .timedOut }
            switch error {
            case OpenSSL.wantsRead: guard try fill(deadline) else { throw .closed }
            case OpenSSL.hasEnded: return nil
            default: throw .undecipherable(reason: complaint)
            }
        }
    }

    /// Takes what the socket has; false at its end.
    private func fill(_ deadline: UInt64) throws(ByteStreamFailure) -> Bool {
        let count = try socket.receive(into: buffer, deadline: deadline)
        return library.fill(incoming, buffer.baseAddress, Int32(count)) > 0
    }

    /// Deciphers what has come whole; tells whether any of it is for the caller.
    private func decipher() -> Bool {
        library.clearErrors()
        let count = library.read(session, buffer.baseAddress, Int32(buffer.count))
        takeEnciphered()
        guard count > 0 else { return false }
        arrived = Array(buffer[..<Int(count)])[...]
        return true
    }

    private func takeEnciphered() {
        while case let count = library.empty(outgoing, buffer.baseAddress, Int32(buffer.count)),
            count > 0
        {
            unsent += buffer[..<Int(count)]
        }
    }

    private func sendSome(_ deadline: UInt64) throws(ByteStreamFailure) -> ByteStreamSent {
        let result = unsent.withUnsafeBytes { bytes in
            Result { () throws(ByteStreamFailure) in try socket.send(bytes, deadline: deadline) }
        }
        let sent = try result.get()
        if case .bytes(let count) = sent { unsent.removeFirst(count) }
        return sent
    }

    /// Sends what is enciphered until the peer speaks instead of listening.
    private func sendAll(_ deadline: UInt64) throws(ByteStreamFailure) {
        while !unsent.isEmpty {
            guard case .bytes = try sendSome(deadline) else { return }
        }
    }

    private func sendingFailure(_ deadline: UInt64) -> ByteStreamFailure? {
        do throws(ByteStreamFailure) {
            try sendAll(deadline)
            return nil
        } catch {
            return error
        }
    }

    /// RFC 8446 section 6.1: "Each party MUST send a close_notify alert"; nobody waits for it.
    private func sayGoodbye() {
        library.clearErrors()
        _ = library.shutdown(session)
        takeEnciphered()
        _ = sendingFailure(SystemClock.ticks)
    }
}
