/// Faults on the wire, made on purpose.
extension ServerConnection {
    func deliver(_ response: HTTPResponse, _ terms: AnswerTerms) {
        var last = terms
        last.keepsAlive = false
        switch response.delivery {
        case .normal, .resetBefore: close(byReset: true)
        case .resetInHead:
            endsInReset = true
            sendHalfOfHead(response, last)
        case .resetAfter(let count):
            endsInReset = true
            sendPart(response, last, bodyBytes: count)
        case .truncate(let count): sendPart(response, last, bodyBytes: count)
        case .contentLength(let error): sendWithWrongLength(response, last, error)
        case .drip(let rate):
            let bytes = message(response, terms)
            let piece = HTTPDelivery.piece(of: bytes.count, bytesPerSecond: rate)
            drip(bytes[...], piece, bytesPerSecond: rate)
        }
    }

    private func message(
        _ response: HTTPResponse, _ terms: AnswerTerms, lengthError: Int = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        ResponseWriter.append(
            response, terms: terms, lines: server.lines, lengthError: lengthError, to: &bytes)
        withoutSentBeginning(&bytes, from: 0)
        return bytes
    }

    private func sendPart(_ response: HTTPResponse, _ terms: AnswerTerms, bodyBytes: Int) {
        let left = max(0, response.body.count - max(0, bodyBytes))
        let bodyIsSent = HTTPStatus.allowsBody(response.status) && !terms.isHead
        send(message(response, terms).dropLast(bodyIsSent ? left : 0))
    }

    private func sendHalfOfHead(_ response: HTTPResponse, _ terms: AnswerTerms) {
        var head = response
        head.body = []
        let bytes = message(head, terms)
        send(bytes.prefix(bytes.count / 2))
    }

    private func sendWithWrongLength(_ response: HTTPResponse, _ terms: AnswerTerms, _ error: Int) {
        let error = max(error, -response.body.count)
        send(message(response, terms, lengthError: error)[...])
    }

    /// What follows would be misread, so nothing does.
    private func send(_ bytes: ArraySlice<UInt8>) {
        output.bytes.append(contentsOf: bytes)
        machine.answerGiven(closes: true)
        settle()
    }

    /// Sends a piece and leaves the rest to a timer; meanwhile the answer is still owed.
    private func drip(_ bytes: ArraySlice<UInt8>, _ piece: Int, bytesPerSecond rate: Int) {
        guard isOpen, let terms = machine.owedAnswer else { return }
        answerHasBegun = true
        output.bytes.append(contentsOf: bytes.prefix(piece))
        let rest = bytes.dropFirst(piece)
        if rest.isEmpty {
            answerHasBegun = false
            machine.answerGiven(closes: !terms.keepsAlive)
        } else {
            _ = server.loop.after(HTTPDelivery.pause(after: piece, bytesPerSecond: rate)) {
                [weak self] in self?.drip(rest, piece, bytesPerSecond: rate)
            }
        }
        settle()
    }

    /// Leaves the client a moment to read: a reset may overtake what was sent before it.
    func resetSoon() {
        _ = server.loop.after(.milliseconds(10)) { [weak self] in self?.close(byReset: true) }
    }
}

extension HTTPDelivery {
    /// How many bytes of a message drip at a time: twenty pieces a second, and at least two of the
    /// message, so that no drip is too fast to be one.
    static func piece(of count: Int, bytesPerSecond rate: Int) -> Int {
        max(1, min(rate / 20, count / 2))
    }

    /// Whether so many bytes are more than one of twenty pieces a second.
    package static func takesTime(_ count: Int, bytesPerSecond rate: Int) -> Bool {
        count > rate / 20
    }

    /// How long it takes until the next piece.
    static func pause(after piece: Int, bytesPerSecond rate: Int) -> Duration {
        .microseconds(1_000_000 * piece / max(1, rate))
    }
}
