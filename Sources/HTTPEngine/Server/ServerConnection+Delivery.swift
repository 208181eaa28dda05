/// Faults on the wire, made on purpose.
extension ServerConnection {
    func deliver(_ response: HTTPResponse, _ terms: AnswerTerms) {
        switch response.delivery {
        case .normal, .resetBefore: close(byReset: true)
        case .resetAfter(let count):
            endsInReset = true
            sendPart(response, terms, bodyBytes: count)
        case .truncate(let count): sendPart(response, terms, bodyBytes: count)
        case .contentLength(let error): sendWithWrongLength(response, terms, error)
        case .drip(let rate): drip(message(response, terms)[...], bytesPerSecond: max(1, rate))
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
        let bodyIsSent = ResponseWriter.allowsBody(response.status) && !terms.isHead
        send(message(response, terms).dropLast(bodyIsSent ? left : 0))
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
    private func drip(_ bytes: ArraySlice<UInt8>, bytesPerSecond rate: Int) {
        guard isOpen, let terms = machine.owedAnswer else { return }
        answerHasBegun = true
        let pieceSize = max(1, rate / 20)
        output.bytes.append(contentsOf: bytes.prefix(pieceSize))
        let rest = bytes.dropFirst(pieceSize)
        if rest.isEmpty {
            answerHasBegun = false
            machine.answerGiven(closes: !terms.keepsAlive)
        } else {
            let pause = Duration.microseconds(1_000_000 * pieceSize / rate)
            _ = server.loop.after(pause) { [weak self] in self?.drip(rest, bytesPerSecond: rate) }
        }
        settle()
    }

    /// Leaves the client a moment to read: a reset may overtake what was sent before it.
    func resetSoon() {
        _ = server.loop.after(.milliseconds(10)) { [weak self] in self?.close(byReset: true) }
    }
}
