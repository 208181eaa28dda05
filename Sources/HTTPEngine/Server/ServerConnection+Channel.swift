extension ServerConnection: HTTPExchangeChannel {
    var peer: String { address.description }

    var unsentBytes: Int { output.unsent }

    func respond(_ response: HTTPResponse) {
        guard isOpen, var terms = machine.owedAnswer else { return }
        guard response.delivery == .normal else { return deliver(response, terms) }
        if response.headers.asksToClose { terms.keepsAlive = false }
        output.borrow(from: &server.spareOutputs)
        let isLong = response.body.count >= OutputQueue.longLength
        ResponseWriter.append(
            response, terms: terms, date: server.date, leavesOutBody: isLong, to: &output.bytes)
        if isLong, ResponseWriter.sendsBody(response, terms) {
            output.append(whole: response.body)
        }
        machine.answerGiven(closes: !terms.keepsAlive)
        settle()
    }

    func abandon() {
        let message = "The server has no answer to this request."
        respond(server.configuration.refusal(HTTPRefusal(status: 500, message: message)))
    }

    // MARK: Streams

    func beginStream(_ head: HTTPResponse) {
        guard isOpen, var terms = machine.owedAnswer else { return }
        if !terms.streamsInChunks || head.headers.asksToClose { terms.keepsAlive = false }
        output.borrow(from: &server.spareOutputs)
        ResponseWriter.appendStreamHead(head, terms: terms, date: server.date, to: &output.bytes)
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
