/// The shell around one connection's rules: its socket, its buffers, its deadline.
///
/// An idle one holds no buffers at all. Everything is confined to the loop's thread; what every
/// request changes in place is not checked for exclusive access at run time: 9 % of a poll's
/// instructions.
final class ServerConnection: EventSource {
    let server: HTTPServer
    let socket: Socket
    let address: PeerAddress
    /// The number of the port that the client came to.
    let listener: Int
    @exclusivity(unchecked) var machine: ServerConnectionMachine
    @exclusivity(unchecked) var output = OutputQueue()
    var closeAction: (() -> Void)?
    /// What the handler knows the last answer by.
    var ticket = AnswerTicket.none
    private(set) var isOpen = true
    private(set) var servesFirst = true
    private var hasServed = false
    /// A reset, not an orderly end, shall follow the last byte.
    var endsInReset = false
    /// All connections that are served were taken when this one came.
    var isReserve = false
    /// The client has sent its last byte, as was noticed while an answer was held back.
    var clientHasFinished = false
    /// The beginning of the answer that is owed has been sent.
    var hasSentBeginning = false
    /// The answer that is owed is being sent bit by bit.
    var answerHasBegun = false
    /// The client or the handler is being served; what they cause is finished when that is done.
    private var isBusy = false

    private(set) var token: UInt64 = 0
    private var interest: Readiness = [.readable, .peerFinished]
    private var readingIsPaused = false
    private(set) var isLingering = false
    private var deadline: DeadlineKind?
    /// When a goodbye ends, whatever the client does.
    private var goodbyeEnd: UInt64?
    /// When the first byte came of a request that is not whole.
    private var requestBegan: UInt64?
    /// What is kept until all answers given have been sent.
    var keptUntilSent: [AnyObject] = []
    /// How much of the server's memory for bodies is taken by this one.
    private var heldBodyBytes = 0

    /// What has come and belongs to a request that is not whole, or not yet to be looked at.
    @exclusivity(unchecked) private var input: [UInt8] = []
    private var inputAwaitsItsTurn = false

    init(server: HTTPServer, socket: Socket, address: PeerAddress, listener: Int) {
        self.server = server
        self.socket = socket
        self.address = address
        self.listener = listener
        machine = ServerConnectionMachine(
            limits: server.configuration.limits, repeated: server.repeated)
    }

    /// Begins to listen to the client; false when the system has no means to watch it.
    func begin() -> Bool {
        guard let token = server.loop.add(self, socket.descriptor, interest: interest) else {
            return false
        }
        self.token = token
        updateDeadline()
        return true
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        guard !readiness.contains(.failed) else { return clientIsGone() }
        let isFinished = !readiness.isDisjoint(with: [.peerFinished, .hungUp])
        if isFinished {
            if case .streaming = machine.state { return close() }
            // It would be reported for ever.
            if readiness.contains(.hungUp), !machine.readsInput { return clientIsGone() }
            if case .responding = machine.state { finishedWhileAnswerIsHeld() }
        }
        if readiness.contains(.readable) || isFinished { receive() }
        // Every answer wakes somebody, who sleeps again before the next if they come one by one.
        server.loop.atEndOfRound(self)
    }

    func roundEnded() { settle() }

    func deadlinePassed() {
        guard output.unsent == 0 else { return clientIsGone() }
        switch machine.timedOut(input.span) {
        case .ignore: return
        case .close: return close()
        case .refuse(let refusal, let request): refuse(refusal, request)
        }
        input = []
        settle()
    }

    /// How many bytes a second have come of a request that began so long ago and is not whole; nil for
    /// one that has not begun, or is whole.
    func unfinishedRate(after leastTime: UInt64) -> Double? {
        guard case .readingRequest = machine.state, let requestBegan,
            requestBegan + leastTime <= server.loop.now
        else { return nil }
        let bytes = Double(input.count + machine.heldBodyBytes)
        return bytes / Double(server.loop.now - requestBegan)
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

    func receive() {
        guard machine.readsInput else {
            // It stays in the socket, where it slows the client down.
            readingIsPaused = true
            return
        }
        switch socket.receive(into: server.inputBuffer) {
        case .bytes(let count):
            received(UnsafeBufferPointer(rebasing: server.inputBuffer[..<count]))
        case .wouldBlock: return
        case .failed: clientIsGone()
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
            case .awaitMore:
                if let refusal = countHeldBody(), case .refuse(let refusal, let request) = refusal {
                    refuse(refusal, request)
                }
                return used
            case .sendContinue: output.bytes.append(contentsOf: ResponseWriter.continueLines)
            case .askForAllowance(let request): askForAllowance(request)
            case .handle(let request): handle(request)
            case .refuse(let refusal, let request): refuse(refusal, request)
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
        requestBegan = nil
        ticket = .none
        if heldBodyBytes != 0 { _ = countHeldBody() }
        servesFirst = !hasServed
        hasServed = true
        if isReserve, !mayUseReserve(request) { return }
        server.handler.handle(HTTPExchange(request: request, channel: self, listener: listener))
    }

    /// Whether a request on a connection beyond those that are served is answered by the handler.
    private func mayUseReserve(_ request: HTTPRequest) -> Bool {
        guard server.isCrowded, !server.handler.isUrgent(request), !server.isMakingRoom else {
            return true
        }
        respond(server.configuration.refusal(server.crowdedRefusal, request, peer), ticket: .none)
        return false
    }

    private func askForAllowance(_ request: HTTPRequest) {
        let limit = server.handler.bodyLimit(of: request, from: peer, listener: listener)
        guard case .refuse(let refusal, let request)? = machine.allowBody(limit) else { return }
        refuse(refusal, request)
    }

    private func refuse(_ refusal: HTTPRefusal, _ request: HTTPRequest?) {
        if heldBodyBytes != 0 { _ = countHeldBody() }
        let response = server.configuration.refusal(refusal, request, peer)
        ResponseWriter.append(
            response, terms: AnswerTerms(), lines: server.lines, to: &output.bytes)
    }

    /// Counts what is held of this body among those of all connections; refuses it when that is too
    /// much, unless it is small.
    private func countHeldBody() -> ServerConnectionMachine.InputAction? {
        let held = machine.heldBodyBytes
        server.heldBodyBytes += held - heldBodyBytes
        heldBodyBytes = held
        guard held > 64 << 10, server.heldBodyBytes > server.configuration.bodyBytesAtOnce else {
            return nil
        }
        return machine.refuseForLackOfMemory()
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
            if !keptUntilSent.isEmpty, !answerHasBegun { keptUntilSent = [] }
            sayGoodbyeIfDue()
        }
        guard isOpen else { return }
        updateInterest()
        updateDeadline()
    }

    private func flush() {
        if isOpen, output.send(to: socket) == .broken { clientIsGone() }
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
        var wanted: Readiness = readingIsPaused ? [] : .readable
        if !clientHasFinished, !machine.inputHasEnded { wanted.insert(.peerFinished) }
        if case .streaming = machine.state { wanted = .peerFinished }
        if output.unsent > 0 {
            wanted.insert(.writable)
            if output.unsent >= server.configuration.unsentBytesBeforePause {
                wanted = .writable
            }
        }
        guard wanted != interest else { return }
        interest = wanted
        if !server.loop.change(socket.descriptor, interest: wanted, token: token) { close() }
    }

    private func updateDeadline() {
        let kind: DeadlineKind = output.unsent > 0 ? .write : DeadlineKind(machine.wait)
        if kind == deadline, kind.runsFromItsBeginning { return }
        deadline = kind
        var end = server.allowedTimes[kind].map { server.loop.now + $0 }
        if kind == .head || kind == .body, requestBegan == nil { requestBegan = server.loop.now }
        if kind == .body, let silence = end, let requestBegan {
            let whole = server.allowedTimes.body(received: machine.heldBodyBytes)
            end = min(silence, requestBegan + whole)
        }
        if kind == .goodbye, let silence = end {
            let last = goodbyeEnd ?? server.loop.now + server.allowedTimes.wholeGoodbye
            goodbyeEnd = last
            end = min(silence, last)
        }
        server.loop.setDeadline(end, token: token)
    }

    /// Ends the connection at once; tells whoever waits for it.
    func close(byReset: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        keptUntilSent = []
        machine.closed()
        server.heldBodyBytes -= heldBodyBytes
        server.loop.forget(token)
        if byReset { socket.reset() } else { socket.close() }
        let action = closeAction
        closeAction = nil
        action?()
        server.connectionClosed()
    }
}
