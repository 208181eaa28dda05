/// The shell around one connection's rules: its socket, its buffers, its deadline.
///
/// An idle one holds no buffers at all. Everything is confined to the loop's thread; what every
/// request touches is not checked for exclusive access at run time, here and in the loop, because
/// those checks were 18 % of a request's instructions.
final class ServerConnection: EventSource {
    let server: HTTPServer
    let socket: Socket
    let address: PeerAddress
    /// The number of the port that the client came to.
    let listener: Int
    @exclusivity(unchecked) var machine: ServerConnectionMachine
    @exclusivity(unchecked) var output = OutputQueue()
    @exclusivity(unchecked) var closeAction: (() -> Void)?
    private(set) var isOpen = true
    /// A reset, not an orderly end, shall follow the last byte.
    var endsInReset = false
    /// The client or the handler is being served; what they cause is finished when that is done.
    private var isBusy = false

    private var token: UInt64 = 0
    private var interest: Readiness = [.readable, .peerFinished]
    private var readingIsPaused = false
    private var isLingering = false
    private var deadline: DeadlineKind?

    /// What has come and belongs to a request that is not whole, or not yet to be looked at.
    @exclusivity(unchecked) private var input: [UInt8] = []
    private var inputAwaitsItsTurn = false

    init(server: HTTPServer, socket: Socket, address: PeerAddress, listener: Int) {
        self.server = server
        self.socket = socket
        self.address = address
        self.listener = listener
        let limits = server.configuration.limits
        machine = ServerConnectionMachine(
            limits: address.isLoopback ? limits : limits.withoutAllowances,
            repeated: server.repeated)
        token = server.loop.add(self, socket.descriptor, interest: interest)
        updateDeadline()
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        guard !readiness.contains(.failed) else { return close() }
        let isFinished = !readiness.isDisjoint(with: [.peerFinished, .hungUp])
        if isFinished, case .streaming = machine.state { return close() }
        // It would be reported for ever.
        if readiness.contains(.hungUp), !machine.readsInput { return close() }
        if readiness.contains(.readable) || isFinished { receive() }
        // Every answer wakes somebody, who sleeps again before the next if they come one by one.
        server.loop.atEndOfRound(self)
    }

    func roundEnded() { settle() }

    func deadlinePassed() {
        guard output.unsent == 0 else { return close() }
        switch machine.timedOut() {
        case .ignore: return
        case .close: return close()
        case .refuse(let refusal): refuse(refusal)
        }
        settle()
    }

    /// Lets the request in flight finish, and closes when none is.
    func stop() {
        // A request may lie in the socket unread.
        if case .awaitingRequest = machine.state { receive() }
        guard isOpen else { return }
        if machine.stopRequested() == .endStream {
            let action = closeAction
            closeAction = nil
            endStream()
            action?()
        }
        settle()
    }

    // MARK: Reading

    private func receive() {
        guard machine.readsInput else {
            // It stays in the socket, where it slows the client down.
            readingIsPaused = true
            return
        }
        switch socket.receive(into: server.inputBuffer) {
        case .bytes(let count):
            received(UnsafeBufferPointer(rebasing: server.inputBuffer[..<count]))
        case .wouldBlock: return
        case .failed: close()
        case .ended:
            readingIsPaused = true
            machine.inputEnded()
            processInput()
        }
    }

    private func received(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard input.isEmpty else {
            input.append(contentsOf: bytes)
            return processInput()
        }
        let used = process(bytes.span)
        if isOpen, used < bytes.count { input.append(contentsOf: bytes[used...]) }
    }

    private func processInput() {
        var held: [UInt8] = []
        swap(&held, &input)
        let used = process(held.span)
        guard isOpen, used < held.count else { return }
        if used > 0 { held.removeSubrange(..<used) }
        swap(&held, &input)
    }

    /// Serves the requests in these bytes, as long as the client takes its answers; gives the
    /// number of bytes used up.
    private func process(_ bytes: Span<UInt8>) -> Int {
        let wasBusy = isBusy
        isBusy = true
        defer { isBusy = wasBusy }
        var used = 0
        inputAwaitsItsTurn = false
        while isOpen {
            guard canTakeMore() else {
                inputAwaitsItsTurn = used < bytes.count
                return used
            }
            var step = 0
            let rest = bytes.extracting(droppingFirst: used)
            let action = machine.bytesReceived(rest, used: &step)
            used += step
            switch action {
            case .awaitMore: return used
            case .sendContinue: output.bytes.append(contentsOf: ResponseWriter.continueLines)
            case .handle(let request): handle(request)
            case .refuse(let refusal): refuse(refusal)
            case .discard: return bytes.count
            case .pause:
                inputAwaitsItsTurn = used < bytes.count
                return used
            }
        }
        return used
    }

    /// Whether the client has taken enough of its answers to be given more.
    private func canTakeMore() -> Bool {
        let limit = server.configuration.unsentBytesBeforePause
        if output.unsent >= limit { flush() }
        return output.unsent < limit
    }

    private func handle(_ request: HTTPRequest) {
        // The time for a head runs anew for every request.
        deadline = nil
        output.borrow(from: &server.spareOutputs)
        server.handler.handle(HTTPExchange(request: request, channel: self, listener: listener))
    }

    private func refuse(_ refusal: HTTPRefusal) {
        let response = server.configuration.refusal(refusal)
        ResponseWriter.append(response, terms: AnswerTerms(), date: server.date, to: &output.bytes)
    }

    // MARK: Settling

    /// Does what has become possible: sends, looks at input held back, waits for the next thing.
    func settle() {
        guard isOpen, !isBusy else { return }
        flush()
        while isOpen, inputAwaitsItsTurn, machine.readsInput, canTakeMore() {
            processInput()
            flush()
        }
        guard isOpen else { return }
        if output.unsent == 0 {
            output.giveBack(to: &server.spareOutputs)
            sayGoodbyeIfDue()
        }
        guard isOpen else { return }
        updateInterest()
        updateDeadline()
    }

    private func flush() {
        if isOpen, output.send(to: socket) == .broken { close() }
    }

    private func sayGoodbyeIfDue() {
        switch machine.outputSent(hasUnreadInput: !input.isEmpty) {
        case .goOn: break
        case .close: if endsInReset { resetSoon() } else { close() }
        case .shutDownAndLinger where !isLingering:
            isLingering = true
            input = []
            socket.shutDownSending()
        case .shutDownAndLinger: break
        }
    }

    private func updateInterest() {
        if machine.readsInput, !machine.inputHasEnded { readingIsPaused = false }
        var wanted: Readiness = readingIsPaused ? [] : [.readable, .peerFinished]
        if case .streaming = machine.state { wanted = .peerFinished }
        if output.unsent > 0 {
            wanted.insert(.writable)
            if output.unsent >= server.configuration.unsentBytesBeforePause {
                wanted = .writable
            }
        }
        guard wanted != interest else { return }
        interest = wanted
        server.loop.change(socket.descriptor, interest: wanted, token: token)
    }

    private func updateDeadline() {
        let kind: DeadlineKind = output.unsent > 0 ? .write : DeadlineKind(machine.wait)
        // These run from when they began, whatever happens meanwhile.
        if kind == deadline, kind == .head || kind == .goodbye || kind == .none { return }
        deadline = kind
        let allowed = server.allowedTimes[kind]
        server.loop.setDeadline(allowed.map { server.loop.now + $0 }, token: token)
    }

    /// Ends the connection at once; tells whoever waits for it.
    func close(byReset: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        machine.closed()
        server.loop.forget(token)
        if byReset { socket.reset() } else { socket.close() }
        let action = closeAction
        closeAction = nil
        action?()
        server.connectionClosed()
    }
}
