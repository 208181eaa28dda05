import FanfareModel
import HTTPEngine
import JSONTree

/// Hands requests from the loop to the mock, and answers back when their time has come.
///
/// Lives on the loop's thread, as the mock does.
final class MockHandler: HTTPHandler {
    let mock: Mock
    private let scheduler: any Scheduler
    /// Has other threads do what takes long; without, it is done at once.
    let errands: Errands?
    /// Carries webhooks, where other threads do what takes long.
    private var courier: WebhookCourier?
    /// Passes on what the mock does not know.
    let forwarder: Forwarder?
    /// Hears of every message of the default organization, as one line of JSON.
    private let announce: ((String) -> Void)?
    private var announced = 0
    private var announcedLife = 0
    /// Answers that are held back, by a number that is theirs alone.
    private var held: [Int: () -> Void] = [:]
    private var heldCount = 0
    private var isStopping = false
    /// Who waits for something that is not there yet.
    private(set) lazy var waits = WaitingCalls(
        scheduler, answer: { [unowned self] in answer($0) },
        give: { [unowned self] in give($0, to: $1) })
    private lazy var streams = EventStreams(mock, scheduler)
    private lazy var clockMoves = ClockMoves(
        scheduler, give: { [unowned self] in finish($0, $1, $2) },
        settle: { [unowned self] in settle() })

    init(
        _ mock: Mock, _ scheduler: any Scheduler = NoScheduler(), errands: Errands? = nil,
        forwarder: Forwarder? = nil, announce: ((String) -> Void)? = nil
    ) {
        self.mock = mock
        self.scheduler = scheduler
        self.errands = errands
        self.forwarder = forwarder
        self.announce = announce
        skipMessages()
        guard let errands else { return }
        courier = WebhookCourier(mock, scheduler) { [unowned self] in
            moveClocks()
            serveWaiting()
        }
        mock.stopsClocksAtWebhooks = true
        mock.organizations.backlog = Backlog(errands, mock.discarded) { [unowned self] in
            handle($0)
        } finish: { [unowned self] in
            finish($0, $1, $2)
        }
    }

    func handle(_ exchange: HTTPExchange) {
        guard exchange.listener == 0 else { return deliver(answer(exchange), to: exchange) }
        if let forwarder, forwarder.takes(exchange, { [unowned self] in deliver($0, to: exchange) })
        {
            return
        }
        deliver(answer(exchange), to: exchange)
    }

    private func deliver(_ answer: borrowing Answer, to exchange: HTTPExchange) {
        announceMessages()
        give(answer, to: exchange)
        settle()
    }

    private func give(_ answer: borrowing Answer, to exchange: HTTPExchange) {
        if let rest = answer.rest { return give(rest, answer.response, to: exchange) }
        guard let delay = answer.delay, !isStopping else {
            return exchange.respond(answer.response, ticket: answer.ticket, keeping: answer.part)
        }
        hold(copy answer, for: delay, to: exchange)
    }

    private func give(_ rest: Answer.Rest, _ response: HTTPResponse, to exchange: HTTPExchange) {
        switch rest {
        case .follows(let organization):
            if let refusal = streams.refusal(organization) {
                return respond(refusal, to: exchange)
            }
            streams.add(exchange.stream(response), organization)
        case .waits(let wait):
            guard wait.patience > .zero, !isStopping else { return exchange.respond(response) }
            if let refusal = waits.refusal(wait.organization) {
                return respond(refusal, to: exchange)
            }
            waits.add(exchange, wait)
        case .held(let organization): mock.organizations.backlog?.hold(exchange, organization)
        case .moved(let organization, let reply):
            mock.organizations.backlog?.hold(exchange, organization, reply)
        case .moves(let move): clockMoves.begin(move, for: exchange)
        case .errand(let errand, let organization): run(errand, exchange, organization)
        }
    }

    private func run(_ errand: Errand, _ exchange: HTTPExchange, _ organization: Organization) {
        guard let errands else { return respond(errand.run()(), to: exchange) }
        errands.run(errand, for: organization) { [weak self] reply in
            self?.respond(reply, to: exchange)
            self?.settle()
        }
    }

    private func respond(_ reply: Reply, to exchange: HTTPExchange) {
        exchange.respond(mock.response(reply, to: exchange.request))
    }

    /// Gives a call its reply, which another thread may have to write.
    private func finish(_ reply: Reply, _ exchange: HTTPExchange, _ organization: Organization) {
        guard let errand = reply.errand else { return respond(reply, to: exchange) }
        run(errand, exchange, organization)
    }

    private func moveClocks() {
        clockMoves.goOn { [mock] in mock.organizations[$0.id] !== $0 }
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
        moveClocks()
        courier?.work()
        if waits.isStirred { serveWaiting() }
        streams.tellChanges()
        letGo()
    }

    /// Lets go of what is no longer needed once the call that gave it up holds nothing of it.
    private func letGo() {
        guard !mock.discarded.isEmpty else { return }
        guard let errands else { return mock.discarded.letGo() }
        errands.afterwards { [mock] in mock.discarded.letGo() }
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
        mock.begin(
            exchange.request, real: RealClock.now, by: entrance(ofListener: exchange.listener),
            peerIsLocal: Self.isLocal(exchange.peer), connection: CallersConnection(exchange))
    }

    private func entrance(ofListener listener: Int) -> Approach.Entrance {
        guard listener == 0 else { return .control }
        return mock.ports == nil ? .shared : .api
    }

    /// Answers after a while, if the client waits so long.
    private func hold(_ answer: Answer, for delay: Duration, to exchange: HTTPExchange) {
        heldCount += 1
        let number = heldCount
        held[number] = {
            exchange.respond(answer.response, ticket: answer.ticket, keeping: answer.part)
        }
        let timer = scheduler.after(delay) { [weak self] in
            self?.held.removeValue(forKey: number)?()
        }
        exchange.onCancel { [weak self] in
            timer?.cancel()
            self?.held[number] = nil
            self?.answerWasLost(answer.ticket, .beforeAnswer)
        }
    }

    /// Gives everybody who waits what there is, because the server stops.
    func stop() {
        isStopping = true
        waits.endAll()
        clockMoves.stop()
        let answers = held.sorted { $0.key < $1.key }
        held = [:]
        for (_, give) in answers { give() }
        forwarder?.stop()
    }

    /// Answers whoever waits for what may have come.
    func serveWaiting() {
        waits.serve { [mock] in mock.organizations[$0.id] !== $0 }
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
