import FanfareModel
import HTTPEngine

/// Passes on what the mock does not know, as a gateway does (RFC 9110 section 7.6).
///
/// Lives on the loop's thread; only the waiting for the other server does not.
final class Forwarder {
    private let upstream: Upstream
    private let mock: Mock
    let room: ForwardingRoom
    /// What names this mock in `Via`, so that it recognises what comes back to it; nobody else, at
    /// whatever port of whatever host, has the same.
    private let pseudonym = "fanfare-kit-" + String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
    private let scheduler: any Scheduler
    /// The calls that wait for their turn; each that is underway takes a thread.
    private var queue = FairQueue<Pending>(places: 64)
    /// The calls that have no answer yet, by a number that is each one's alone.
    private var unanswered: [Int: Unanswered] = [:]
    private var count = 0
    private var isStopping = false

    private struct Pending {
        let number: Int
        let request: HTTPRequest
        let part: ForwardingRoom.Part
    }

    private typealias Outcome = Result<HTTPResponse, HTTPClientError>

    private struct Unanswered {
        let call: ForwardedCall
        let answer: (Outcome) -> Void
        /// What goes on with the other server, once it is the call's turn.
        let exchange = InterruptibleExchange()
    }

    init(
        _ upstream: Upstream, _ mock: Mock, _ scheduler: any Scheduler, room: ForwardingRoom
    ) {
        self.upstream = upstream
        self.mock = mock
        self.room = room
        self.scheduler = scheduler
    }

    /// Takes a call off the mock's hands if it is unknown there, and answers it later.
    func takes(_ exchange: HTTPExchange, _ deliver: @escaping (Answer) -> Void) -> Bool {
        guard
            let call = mock.unknownCall(
                exchange.request, real: RealClock.now, connection: CallersConnection(exchange))
        else { return false }
        guard call.fault?.effect.standsAlone != true, !isOurOwn(exchange.request) else {
            deliver(mock.finish(call, ownAnswer(call), from: upstream))
            return true
        }
        let party = call.context.organization.id
        let part = room.part(of: party)
        guard part.grow(by: exchange.request.body.count) else {
            deliver(mock.finish(call, .failure(.noRoom), from: upstream))
            return true
        }
        count += 1
        let number = count
        unanswered[number] = Unanswered(call: call) { [self] outcome in
            var answer = mock.finish(call, outcome, from: upstream)
            if case .success = outcome { answer.part = part }
            deliver(answer)
        }
        exchange.onCancel { [weak self] in self?.abandon(number) }
        let request = outgoing(exchange.request)
        queue.add(Pending(number: number, request: request, part: part), for: party)
        startNext()
        if isStopping { stop() }
        return true
    }

    /// Answers every call for which the other server has not: the mock stops.
    func stop() {
        isStopping = true
        queue.forgetWaiting()
        let answers = unanswered.sorted { $0.key < $1.key }
        unanswered = [:]
        for (_, call) in answers {
            call.exchange.interrupt()
            call.answer(.failure(.stopping))
        }
    }

    /// Gives up a call whose client has gone: its turn, or what goes on with the other server.
    private func abandon(_ number: Int) {
        guard let lost = unanswered.removeValue(forKey: number) else { return }
        queue.remove(for: lost.call.context.organization.id) { $0.number == number }
        lost.exchange.interrupt()
        mock.abandon(lost.call, to: upstream)
    }

    /// A call that has come round gets an error instead of another round.
    private func ownAnswer(_ call: ForwardedCall) -> Result<HTTPResponse, HTTPClientError>? {
        guard isOurOwn(call.context.request) else { return nil }
        return .failure(
            .unreachable(
                upstream.name, reason: "it leads back to this mock, which has passed it on"))
    }

    /// By RFC 9110 section 7.6.3, where `Via = #( received-protocol RWS received-by [ RWS comment ] )`.
    private func isOurOwn(_ request: HTTPRequest) -> Bool {
        request.headers.values(for: "Via").contains { value in
            value.split(separator: ",").contains { station in
                let words = station.split { $0 == " " || $0 == "\t" }
                return words.count > 1 && words[1] == pseudonym
            }
        }
    }

    private func outgoing(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.version = .http11
        request.target = upstream.basePath + request.target
        request.headers.removeHopByHop()
        // The first three are said anew for the other server; the whole body is here already.
        for name in ["Host", "Content-Length", "Trailer", "Expect"] { request.headers.remove(name) }
        request.headers.append("Via", "1.1 \(pseudonym)")
        return request
    }

    private func startNext() {
        while let (party, pending) = queue.next() { ask(pending, for: party) }
    }

    private func ask(_ pending: Pending, for party: String) {
        guard let exchange = unanswered[pending.number]?.exchange else {
            return queue.ended(for: party)
        }
        let forwarder = LoopConfined(self)
        let (request, number, part) = (pending.request, pending.number, pending.part)
        let (upstream, scheduler) = (upstream, scheduler)
        let ended: @Sendable (Outcome) -> Void = { outcome in
            scheduler.execute {
                forwarder.value.queue.ended(for: party)
                forwarder.value.unanswered.removeValue(forKey: number)?.answer(outcome)
                forwarder.value.startNext()
            }
        }
        do throws(ThreadRefusal) {
            try BlockingWork.run { ended(upstream.answer(to: request, in: part, exchange)) }
        } catch {
            ended(.failure(.noThread(error)))
        }
    }
}
