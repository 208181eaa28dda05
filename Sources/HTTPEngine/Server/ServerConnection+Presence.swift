/// Whether the client is still there.
///
/// The end of what a client sends does not tell: one that has closed its socket and one that only has
/// no more to say, such as `nc -N`, look the same until something is sent to them. Then the first
/// answers with a reset. So when it ends while an answer is held back, the beginning of the answer is
/// sent at once, which is the same for all answers; to whoever reads on, it only came early.
extension ServerConnection {
    /// The client sends no more while its answer is held back.
    func finishedWhileAnswerIsHeld() {
        guard !clientHasFinished else { return }
        clientHasFinished = true
        guard !answerHasBegun, output.unsent == 0 else { return }
        output.bytes.append(contentsOf: ResponseWriter.beginning)
        hasSentBeginning = true
    }

    /// Takes off an answer, which begins at a place in these bytes, what was sent of it ahead.
    func withoutSentBeginning(_ bytes: inout [UInt8], from start: Int) {
        guard hasSentBeginning else { return }
        hasSentBeginning = false
        bytes.removeSubrange(start..<start + ResponseWriter.beginning.count)
    }

    /// Ends the connection because the client has gone, or takes nothing any more.
    func clientIsGone() {
        guard isOpen else { return }
        let (lost, loss) = (ticket, lossOfAnswer)
        close()
        if lost != .none, let loss { server.handler.answerWasLost(lost, loss) }
    }

    /// What the client did not take of the last answer, as far as can be known.
    private var lossOfAnswer: AnswerLoss? {
        if output.unsent > 0 || answerHasBegun { return .duringAnswer }
        return switch machine.state {
        // A reset of ours may be met by one of the client's.
        case .awaitingRequest, .ending: endsInReset ? nil : .afterAnswer
        case .readingRequest, .readingOversizedHead, .responding, .streaming, .closed: nil
        }
    }

    /// How long nothing has happened on a connection whose end would disturb nobody; nil for others.
    var quietSince: UInt64? {
        guard output.unsent == 0 else { return nil }
        switch machine.state {
        case .awaitingRequest: break
        case .ending where isLingering: return 0
        case .ending, .readingRequest, .readingOversizedHead, .responding, .streaming, .closed:
            return nil
        }
        let idle = server.allowedTimes[.idle] ?? 0
        return server.loop.deadline(of: token).map { $0 - min($0, idle) }
    }

    /// Ends a quiet connection, unless a request lies in its socket unread.
    func giveWay() {
        if case .awaitingRequest = machine.state { receive() }
        if quietSince != nil { close() } else { settle() }
    }
}
