/// What answers requests; every call comes on the loop's thread.
package protocol HTTPHandler: AnyObject {
    /// Takes one request; answers now or later, but on that thread.
    func handle(_ exchange: HTTPExchange)

    /// How many bytes the body of a request may have whose head alone has come, nil for as many as
    /// any other's.
    ///
    /// Asked only where a body is announced that is larger than usual, or that does not say how large
    /// it is: what the head gives no right to is not taken in.
    func bodyLimit(of request: HTTPRequest, from peer: String, listener: Int) -> Int?

    /// Whether a request may use one of the connections that are kept back for when all others are
    /// taken.
    func isUrgent(_ request: HTTPRequest) -> Bool

    /// The client did not take the answer that the handler gave under this ticket.
    func answerWasLost(_ ticket: AnswerTicket, _ loss: AnswerLoss)
}

extension HTTPHandler {
    package func bodyLimit(of request: HTTPRequest, from peer: String, listener: Int) -> Int? {
        nil
    }
    package func isUrgent(_ request: HTTPRequest) -> Bool { false }
    package func answerWasLost(_ ticket: AnswerTicket, _ loss: AnswerLoss) {}
}

/// What a handler knows an answer by that it wants to hear of again.
package struct AnswerTicket: Sendable, Hashable {
    /// Whatever the handler chose.
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    /// An answer that nobody asks about.
    package static let none = AnswerTicket(0)
}

/// How a client gave up.
package enum AnswerLoss: Sendable, Hashable {
    /// It had gone before the answer was sent.
    case beforeAnswer
    /// It had gone, or took nothing any more, before it had all of the answer.
    case duringAnswer
    /// It reset the connection when the answer had been sent: most do so who have not read it.
    case afterAnswer
}
