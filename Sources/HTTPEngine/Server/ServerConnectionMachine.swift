/// The rules of one connection of a server, without its socket.
///
/// ```
/// awaitingRequest ─> readingRequest ─> responding ─┬─> awaitingRequest
///        └──────────────────┴──────────> │         └─> ending ─> closed
///                                        └─> streaming ─┘
/// ```
/// What is refused goes on to `ending`; a head too large by way of `readingOversizedHead`.
///
/// One request at a time is with the handler; what a client pipelines behind it stays unread,
/// which keeps answers in order and memory bounded.
struct ServerConnectionMachine {
    enum State: Equatable {
        /// No byte of the next request has come.
        case awaitingRequest
        /// Part of a request has come.
        case readingRequest
        /// More of a head has come than is taken in; the rest is looked through.
        case readingOversizedHead
        /// A whole request is with the handler, which owes an answer.
        case responding(AnswerTerms)
        /// The head of an answer has been given; its body comes in pieces.
        case streaming(AnswerTerms)
        /// The last answer of the connection has been given, and must still be sent. The client
        /// may be in the middle of a request if `lingers`.
        case ending(lingers: Bool)
        /// Nothing more is sent or read.
        case closed
    }

    private(set) var state = State.awaitingRequest
    private var reader: RequestReader
    private var oversizedHead: OversizedHead?
    private(set) var inputHasEnded = false
    private var isStopping = false

    init(limits: HTTPLimits, repeated: RequestCache? = nil) {
        reader = RequestReader(limits: limits, repeated: repeated)
    }

    // MARK: Bytes have come

    enum InputAction {
        /// Nothing to do until more comes; keep what was not used up.
        case awaitMore
        /// Send `100 Continue`, then look at the rest again.
        case sendContinue
        /// Ask the handler how large the body of this request may be, tell `allowBody`, then look at
        /// the rest again.
        case askForAllowance(HTTPRequest)
        /// Give the request to the handler, then look at the rest again.
        case handle(HTTPRequest)
        /// Answer this by yourself; nothing more is read. The request is there as far as it came.
        case refuse(HTTPRefusal, HTTPRequest?)
        /// Keep the rest for later: an answer is owed.
        case pause
        /// Throw the rest away.
        case discard
    }

    mutating func bytesReceived(_ bytes: Span<UInt8>, used: inout Int) -> InputAction {
        switch state {
        case .awaitingRequest, .readingRequest: return read(bytes, &used)
        case .readingOversizedHead: return readOversizedHead(bytes, &used)
        case .responding, .streaming: return .pause
        case .ending, .closed: return .discard
        }
    }

    private mutating func read(_ bytes: Span<UInt8>, _ used: inout Int) -> InputAction {
        do throws(HTTPParseError) {
            switch try reader.read(bytes, used: &used) {
            case .request(let request, let keepsAlive):
                let terms = AnswerTerms(to: request, keepsAlive: keepsAlive && !isStopping)
                state = .responding(terms)
                return .handle(request)
            case .awaitsContinue:
                state = .readingRequest
                return .sendContinue
            case .awaitsAllowance(let request):
                state = .readingRequest
                return .askForAllowance(request)
            case .incomplete where inputHasEnded: return inputEndedInside(bytes)
            case .incomplete:
                if isInside(bytes) { state = .readingRequest }
                return .awaitMore
            }
        } catch {
            let refusal = HTTPRefusal(error)
            // Who speaks no HTTP may wait for a word now.
            guard error.reason.isOversizedHead, !reader.isInBody, reader.requestSoFar(bytes) != nil
            else { return refuse(refusal, bytes) }
            oversizedHead = OversizedHead(refusal)
            state = .readingOversizedHead
            return readOversizedHead(bytes, &used)
        }
    }

    /// Looks through what has come of a head that is refused; says so when that was all.
    private mutating func readOversizedHead(
        _ bytes: Span<UInt8>, _ used: inout Int
    ) -> InputAction {
        used = bytes.count
        guard let head = oversizedHead, head.read(bytes) || inputHasEnded else { return .awaitMore }
        return refuse(head)
    }

    private mutating func refuse(_ head: OversizedHead) -> InputAction {
        oversizedHead = nil
        state = .ending(lingers: true)
        return .refuse(head.refusal, head.request)
    }

    /// Says how large the body may be that an allowance was asked for; gives the refusal of one that
    /// is larger.
    mutating func allowBody(_ limit: Int?) -> InputAction? {
        do throws(HTTPParseError) {
            try reader.allowBody(limit)
            return nil
        } catch {
            return refuse(HTTPRefusal(error), Span())
        }
    }

    /// How much has come of a body that is not whole.
    var heldBodyBytes: Int { reader.heldBodyBytes }

    /// Gives up a body for which there is no memory left.
    mutating func refuseForLackOfMemory() -> InputAction {
        let message = "Too many large bodies are on their way at once; send it again later."
        return refuse(HTTPRefusal(status: 503, message: message), Span())
    }

    /// Whether a request has begun; empty lines before one do not count.
    private func isInside(_ bytes: Span<UInt8>) -> Bool {
        guard !reader.isInBody else { return true }
        for index in bytes.indices
        where bytes[index] != .carriageReturn && bytes[index] != .lineFeed {
            return true
        }
        return false
    }

    /// `bytes` are those of the request that are not used up.
    private mutating func refuse(
        _ refusal: HTTPRefusal, _ bytes: Span<UInt8>, lingers: Bool = true
    ) -> InputAction {
        let request = reader.requestSoFar(bytes)
        reader.forget()
        state = .ending(lingers: lingers)
        return .refuse(refusal, request)
    }

    /// Whether bytes that come now are looked at.
    var readsInput: Bool {
        switch state {
        case .awaitingRequest, .readingRequest, .readingOversizedHead, .ending: true
        case .responding, .streaming, .closed: false
        }
    }

    // MARK: The client has finished sending

    /// A client that has sent all may still read the answers to it (RFC 9112 section 9.6), so only
    /// what is unfinished is refused; the next look at the bytes decides.
    mutating func inputEnded() { inputHasEnded = true }

    private mutating func inputEndedInside(_ bytes: Span<UInt8>) -> InputAction {
        guard isInside(bytes) else {
            state = .ending(lingers: false)
            return .discard
        }
        let message = "The connection ended in the middle of the request."
        return refuse(HTTPRefusal(status: 400, message: message), bytes, lingers: false)
    }

    // MARK: The handler answers

    /// Gives the terms of the answer that is owed, or nil if none is.
    var owedAnswer: AnswerTerms? {
        if case .responding(let terms) = state { terms } else { nil }
    }

    mutating func answerGiven(closes: Bool) {
        guard case .responding(let terms) = state else { return }
        state = terms.keepsAlive && !closes ? .awaitingRequest : .ending(lingers: false)
    }

    mutating func streamBegan(_ terms: AnswerTerms) {
        guard case .responding = state else { return }
        state = .streaming(terms)
    }

    mutating func streamEnded() {
        guard case .streaming(let terms) = state else { return }
        state = terms.keepsAlive ? .awaitingRequest : .ending(lingers: false)
    }

    // MARK: Everything has been sent

    enum FlushAction { case goOn, close, shutDownAndLinger }

    /// `hasUnreadInput`: bytes are there that no request has used up.
    func outputSent(hasUnreadInput: Bool) -> FlushAction {
        switch state {
        case .ending where inputHasEnded: .close
        // Closing a socket with unread bytes resets it, and the client may lose the answer.
        case .ending(let lingers): lingers || hasUnreadInput ? .shutDownAndLinger : .close
        case .awaitingRequest, .readingRequest, .readingOversizedHead: .goOn
        case .responding, .streaming, .closed: .goOn
        }
    }

    // MARK: Time has run out

    enum TimeoutAction {
        case ignore, close
        case refuse(HTTPRefusal, HTTPRequest?)
    }

    /// `bytes` are those that no request has used up.
    mutating func timedOut(_ bytes: Span<UInt8>) -> TimeoutAction {
        switch state {
        case .readingRequest:
            // RFC 9110 section 15.5.9
            let part = reader.isInBody ? "body" : "headers"
            let message = "The request's \(part) did not arrive in time."
            guard
                case .refuse(let refusal, let request) = refuse(
                    HTTPRefusal(status: 408, message: message), bytes)
            else { return .ignore }
            return .refuse(refusal, request)
        case .readingOversizedHead:
            guard let head = oversizedHead, case .refuse(let refusal, let request) = refuse(head)
            else { return .ignore }
            return .refuse(refusal, request)
        case .awaitingRequest, .ending: return .close
        case .responding, .streaming, .closed: return .ignore
        }
    }

    /// What the connection waits for, and so how long.
    var wait: Wait {
        switch state {
        case .awaitingRequest: .request
        case .readingRequest: reader.isInBody ? .body : .head
        case .readingOversizedHead: .restOfHead
        case .responding, .streaming, .closed: .nothing
        case .ending: .goodbye
        }
    }

    enum Wait { case request, head, restOfHead, body, goodbye, nothing }

    // MARK: The server stops

    enum StopAction { case goOn, endStream }

    /// Lets what is in flight finish, and makes it the last.
    mutating func stopRequested() -> StopAction {
        isStopping = true
        switch state {
        case .awaitingRequest: state = .ending(lingers: false)
        case .responding(var terms):
            terms.keepsAlive = false
            state = .responding(terms)
        case .streaming(var terms):
            terms.keepsAlive = false
            state = .streaming(terms)
            return .endStream
        case .readingRequest, .readingOversizedHead, .ending, .closed: break
        }
        return .goOn
    }

    mutating func closed() { state = .closed }
}

/// What a request demands of the form of its answer.
struct AnswerTerms: Equatable {
    let isHead: Bool
    let version: HTTPVersion
    var keepsAlive: Bool

    init(to request: HTTPRequest, keepsAlive: Bool) {
        isHead = request.method == "HEAD"
        version = request.version
        self.keepsAlive = keepsAlive
    }

    /// For an answer to what never became a request.
    init() {
        isHead = false
        version = .http11
        keepsAlive = false
    }
}

extension HTTPRefusal {
    /// What is answered to bytes that are no request.
    package init(_ error: HTTPParseError) {
        self.init(status: error.reason.status, message: error.description)
    }
}
