import FanfareModel
import HTTPEngine
import JSONTree

/// Hands requests from the loop to the mock, and answers back when their time has come.
///
/// Lives on the loop's thread, as the mock does.
final class MockHandler: HTTPHandler {
    let mock: Mock
    /// Runs an action on the loop after a while; set once the server exists.
    var after: (Duration, @escaping () -> Void) -> LoopTimer? = { _, _ in nil }
    /// Carries webhooks; set once the server exists.
    @exclusivity(unchecked) var courier: WebhookCourier?
    /// Passes on what the mock does not know; set once the server exists.
    @exclusivity(unchecked) var forwarder: Forwarder?
    /// Hears of every message of the default organization, as one line of JSON.
    @exclusivity(unchecked) var announce: ((String) -> Void)?
    private var announced = 0
    private var announcedLife = 0
    @exclusivity(unchecked) private var waiting: [Waiter] = []
    /// Answers that are held back, by a number that is theirs alone.
    @exclusivity(unchecked) private var held: [Int: () -> Void] = [:]
    private var heldCount = 0
    private var isStopping = false
    private lazy var followers = Followers(mock) { [unowned self] in _ = after($0, $1) }

    /// A caller who waits for something that is not there yet.
    private final class Waiter {
        let exchange: HTTPExchange
        let lastAnswer: HTTPResponse
        init(_ exchange: HTTPExchange, lastAnswer: HTTPResponse) {
            self.exchange = exchange
            self.lastAnswer = lastAnswer
        }
    }

    init(_ mock: Mock) {
        self.mock = mock
        skipMessages()
    }

    func handle(_ exchange: HTTPExchange) {
        guard exchange.listener == 0 else { return deliver(answer(exchange), to: exchange) }
        if let forwarder, forwarder.takes(exchange, { [unowned self] in deliver($0, to: exchange) })
        {
            return
        }
        deliver(answer(exchange), to: exchange)
    }

    private func deliver(_ answer: Answer, to exchange: HTTPExchange) {
        announceMessages()
        if let organization = answer.follows {
            followers.add(exchange.stream(answer.response), organization)
        } else if let patience = answer.mayWait, patience > .zero, !isStopping {
            wait(exchange, patience, answer.response)
        } else if let delay = answer.delay, !isStopping {
            hold(answer, for: delay, to: exchange)
        } else {
            exchange.respond(answer.response, ticket: answer.ticket)
        }
        settle()
    }

    func answerWasLost(_ ticket: AnswerTicket, _ loss: AnswerLoss) {
        mock.answerWasLost(ticket, loss)
    }

    func bodyLimit(of request: HTTPRequest, from peer: String, listener: Int) -> Int? {
        mock.bodyLimit(
            of: request,
            by: Approach(
                peerIsLocal: Self.isLocal(peer), entrance: entrance(ofListener: listener)))
    }

    /// Whoever wants to know how the mock does, or to free it of what holds it, is let in always.
    func isUrgent(_ request: HTTPRequest) -> Bool {
        request.pathBytes.starts(with: "/__admin".utf8)
    }

    /// Does what a change may have brought about for others than the caller.
    func settle() {
        courier?.work()
        if !waiting.isEmpty { serveWaiting() }
        followers.tellChanges()
    }

    /// The answer to a request that is none: it never reaches a route.
    func refuse(_ refusal: HTTPRefusal, _ request: HTTPRequest?, from peer: String) -> HTTPResponse
    {
        mock.refuse(
            refusal, request, real: RealClock.now, by: Approach(peerIsLocal: Self.isLocal(peer)))
    }

    /// Before the answer goes out, so that whoever has the answer finds the message.
    private func announceMessages() {
        guard let announce else { return }
        // A reset or another state begins another life, whose messages of before were not sent now.
        if announcedLife != mock.defaultOrganization.webhooks.life { skipMessages() }
        let world = mock.defaultOrganization.world
        while announced < world.inbox.sent {
            announced += 1
            if let message = world.inbox.message(announced) { announce(world.json(message).text()) }
        }
    }

    private func skipMessages() {
        announcedLife = mock.defaultOrganization.webhooks.life
        announced = mock.defaultOrganization.world.inbox.sent
    }

    private func answer(_ exchange: HTTPExchange) -> Answer {
        mock.respond(
            to: exchange.request, real: RealClock.now, by: entrance(ofListener: exchange.listener),
            peerIsLocal: Self.isLocal(exchange.peer), connection: CallersConnection(exchange))
    }

    private func entrance(ofListener listener: Int) -> Approach.Entrance {
        guard listener == 0 else { return .control }
        return mock.ports == nil ? .shared : .api
    }

    private func wait(_ exchange: HTTPExchange, _ patience: Duration, _ lastAnswer: HTTPResponse) {
        let waiter = Waiter(exchange, lastAnswer: lastAnswer)
        waiting.append(waiter)
        _ = after(patience) { [weak self] in
            guard let self, let index = waiting.firstIndex(where: { $0 === waiter }) else { return }
            waiting.remove(at: index)
            waiter.exchange.respond(waiter.lastAnswer)
        }
    }

    /// Answers after a while, if the client waits so long.
    private func hold(_ answer: Answer, for delay: Duration, to exchange: HTTPExchange) {
        heldCount += 1
        let number = heldCount
        held[number] = { exchange.respond(answer.response, ticket: answer.ticket) }
        let timer = after(delay) { [weak self] in self?.held.removeValue(forKey: number)?() }
        exchange.onCancel { [weak self] in
            timer?.cancel()
            self?.held[number] = nil
            self?.answerWasLost(answer.ticket, .beforeAnswer)
        }
    }

    /// Gives everybody who waits what there is, because the server stops.
    func stop() {
        isStopping = true
        let (waiters, answers) = (waiting, held.sorted { $0.key < $1.key })
        (waiting, held) = ([], [:])
        for waiter in waiters { waiter.exchange.respond(waiter.lastAnswer) }
        for (_, give) in answers { give() }
        forwarder?.stop()
    }

    /// Asks again for everybody who waits, since the last request may have brought what they wait for.
    func serveWaiting() {
        waiting.removeAll { waiter in
            guard waiter.exchange.isAlive else { return true }
            let answer = answer(waiter.exchange)
            guard answer.mayWait == nil else { return false }
            waiter.exchange.respond(answer.response)
            return true
        }
    }

    private static func isLocal(_ peer: String) -> Bool {
        peer == DirectCall.peer
            || ["127.", "[::1]", "::1", "[::ffff:127.", "::ffff:127."].contains {
                peer.hasPrefix($0)
            }
    }
}

extension CallersConnection {
    init(_ exchange: HTTPExchange) {
        self.init(name: exchange.peer, isFirst: exchange.isFirstOnConnection)
    }
}
