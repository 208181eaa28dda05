import FanfareModel
import HTTPEngine
import JSONTree

/// Hands requests from the loop to the mock, and answers back when their time has come.
///
/// Lives on the loop's thread, as the mock does.
final class MockHandler: HTTPHandler {
    let mock: Mock
    /// Runs an action on the loop after a while; set once the server exists.
    var after: (Duration, @escaping () -> Void) -> Void = { _, _ in }
    /// Carries webhooks; set once the server exists.
    @exclusivity(unchecked) var courier: WebhookCourier?
    /// Passes on what the mock does not know; set once the server exists.
    @exclusivity(unchecked) var forwarder: Forwarder?
    /// Hears of every message of the default organization, as one line of JSON.
    @exclusivity(unchecked) var announce: ((String) -> Void)?
    private var announced = 0
    private var announcedLife = 0
    @exclusivity(unchecked) private var waiting: [Waiter] = []
    private lazy var followers = Followers(mock) { [unowned self] in after($0, $1) }

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
        } else if let patience = answer.mayWait, patience > .zero {
            wait(exchange, patience, answer.response)
        } else if let delay = answer.delay {
            after(delay) { exchange.respond(answer.response) }
        } else {
            exchange.respond(answer.response)
        }
        settle()
    }

    /// Does what a change may have brought about for others than the caller.
    func settle() {
        courier?.work()
        if !waiting.isEmpty { serveWaiting() }
        followers.tellChanges()
    }

    /// The answer to a request that is none: it never reaches a route.
    func refuse(_ refusal: HTTPRefusal) -> HTTPResponse {
        mock.refuse(status: refusal.status, refusal.message, real: RealClock.now)
    }

    /// Before the answer goes out, so that whoever has the answer finds the message.
    private func announceMessages() {
        guard let announce else { return }
        // A reset or another state begins another life, whose messages of before were not sent now.
        if announcedLife != mock.defaultOrganization.webhooks.life { skipMessages() }
        let inbox = mock.defaultOrganization.world.inbox
        while announced < inbox.sent {
            announced += 1
            if let message = inbox.message(announced) { announce(message.json.text()) }
        }
    }

    private func skipMessages() {
        announcedLife = mock.defaultOrganization.webhooks.life
        announced = mock.defaultOrganization.world.inbox.sent
    }

    private func answer(_ exchange: HTTPExchange) -> Answer {
        mock.respond(
            to: exchange.request, real: RealClock.now, by: entrance(of: exchange),
            peerIsLocal: Self.isLocal(exchange.peer))
    }

    private func entrance(of exchange: HTTPExchange) -> Approach.Entrance {
        guard exchange.listener == 0 else { return .control }
        return mock.ports == nil ? .shared : .api
    }

    private func wait(_ exchange: HTTPExchange, _ patience: Duration, _ lastAnswer: HTTPResponse) {
        let waiter = Waiter(exchange, lastAnswer: lastAnswer)
        waiting.append(waiter)
        after(patience) { [weak self] in
            guard let self, let index = waiting.firstIndex(where: { $0 === waiter }) else { return }
            waiting.remove(at: index)
            waiter.exchange.respond(waiter.lastAnswer)
        }
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
