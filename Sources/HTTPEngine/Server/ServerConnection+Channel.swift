extension ServerConnection: HTTPExchangeChannel {
    var peer: String { address.description }

    var unsentBytes: Int { output.unsent }

    func keep(_ object: AnyObject) { if isOpen { keptUntilSent.append(object) } }

    func respond(_ response: HTTPResponse, ticket: AnswerTicket) {
        guard isOpen, var terms = machine.owedAnswer else { return }
        self.ticket = ticket
        guard response.delivery == .normal else { return deliver(response, terms) }
        if isReserve && server.isCrowded || response.headers.asksToClose {
            terms.keepsAlive = false
        }
        output.borrow(from: &server.spareOutputs)
        let start = output.bytes.count
        let isLong = response.body.count >= OutputQueue.longLength
        ResponseWriter.append(
            response, terms: terms, lines: server.lines, leavesOutBody: isLong, to: &output.bytes)
        if hasSentBeginning { withoutSentBeginning(&output.bytes, from: start) }
        if isLong, ResponseWriter.sendsBody(response, terms) {
            output.append(whole: response.body)
        }
        machine.answerGiven(closes: !terms.keepsAlive)
        settle()
    }

    func abandon(_ request: HTTPRequest) {
        // Nobody hears it, and so it is nothing for a journal.
        guard isOpen else { return }
        respond(server.configuration.refusal(.abandoned, request, peer), ticket: .none)
    }

    // MARK: Streams

    func beginStream(_ head: HTTPResponse) {
        guard isOpen, var terms = machine.owedAnswer else { return }
        if !terms.streamsInChunks || head.headers.asksToClose { terms.keepsAlive = false }
        ticket = .none
        output.borrow(from: &server.spareOutputs)
        let start = output.bytes.count
        ResponseWriter.appendStreamHead(head, terms: terms, lines: server.lines, to: &output.bytes)
        withoutSentBeginning(&output.bytes, from: start)
        machine.streamBegan(terms)
        if head.body.isEmpty { settle() } else { writeToStream(head.body) }
    }

    func writeToStream(_ bytes: [UInt8]) {
        guard isOpen, case .streaming(let terms) = machine.state else { return }
        guard !terms.isHead else { return settle() }
        output.borrow(from: &server.spareOutputs)
        if terms.streamsInChunks {
            ResponseWriter.appendChunk(bytes, to: &output.bytes)
        } else {
            output.bytes.append(contentsOf: bytes)
        }
        settle()
        // A client that reads too slowly would otherwise fill the memory.
        if output.unsent > server.configuration.unsentBytesBeforeCutOff { close() }
    }

    func endStream() {
        guard isOpen, case .streaming(let terms) = machine.state else { return }
        if terms.streamsInChunks, !terms.isHead {
            ResponseWriter.appendChunk([], to: &output.bytes)
        }
        machine.streamEnded()
        settle()
    }
}

extension HTTPHeaders {
    /// Whether a handler wants the connection to end with its answer.
    fileprivate var asksToClose: Bool {
        own.contains(.connection) && listContains("Connection", "close")
    }
}
