import FanfareModel
import HTTPEngine
import TLS

/// Carries webhooks to their receivers, outside the loop's thread, and brings back what came of it.
///
/// Lives on the loop's thread itself; only the waiting for a receiver does not.
final class WebhookCourier {
    /// What is read of an answer: its head, which has the status.
    private static let limits = HTTPLimits(headBytes: 16 << 10, bodyBytes: 0)

    private let mock: Mock
    private let scheduler: any Scheduler
    /// Called when a try has ended, since somebody may wait for that.
    private let finished: () -> Void
    private var wakesAt: Instant?
    /// The receivers that are waited for at once; each takes a thread.
    private var share = FairShare(places: 64)

    init(_ mock: Mock, _ scheduler: any Scheduler, finished: @escaping () -> Void) {
        self.mock = mock
        self.scheduler = scheduler
        self.finished = finished
    }

    /// Sends what is due and sees to it that what falls due later is sent then.
    func work() {
        guard !mock.organizations.listenedTo.isEmpty else { return }
        let now = RealClock.now
        for organization in mock.organizations.listenedTo {
            let room = share.room(for: organization.id)
            for request in mock.takeDueWebhooks(of: organization, atMost: room, real: now) {
                carry(request)
            }
        }
        // Whoever has no room is served when a try ends.
        let pause = mock.nextWebhookWork(real: now) { share.room(for: $0.id) > 0 }
        guard let pause = pause.map({ max($0, .milliseconds(1)) }) else { return }
        wake(at: now + pause, in: pause)
    }

    private func wake(at instant: Instant, in pause: Duration) {
        if let wakesAt, wakesAt <= instant { return }
        wakesAt = instant
        scheduler.after(pause) { [weak self] in
            guard let self, wakesAt == instant else { return }
            wakesAt = nil
            work()
        }
    }

    private func carry(_ request: WebhookRequest) {
        share.take(for: request.organizationID)
        let courier = LoopConfined(self)
        let scheduler = scheduler
        do throws(ThreadRefusal) {
            try BlockingWork.run {
                let outcome = Self.send(request)
                scheduler.execute { courier.value.came(outcome, of: request) }
            }
        } catch {
            // Tried again later, as after any other failure; not within this call, which has a list to go through.
            let reason = error.description
            scheduler.execute { courier.value.came(.failed(reason), of: request) }
        }
    }

    private func came(_ outcome: WebhookOutcome, of request: WebhookRequest) {
        share.giveBack(of: request.organizationID)
        mock.webhookFinished(request, outcome, real: RealClock.now)
        finished()
        work()
    }

    /// Waits for the receiver; must not be called on the loop's thread.
    private static func send(_ request: WebhookRequest) -> WebhookOutcome {
        let patience = request.manner.timeout
        let deadline = ContinuousClock.now + patience
        var timeouts = HTTPClientTimeouts(connect: patience, send: patience, receive: patience)
        do throws(HTTPClientError) {
            let connection = try connect(to: request, timeouts)
            timeouts.send = deadline - .now
            connection.timeouts = timeouts
            try connection.send(request.request)
            timeouts.receive = deadline - .now
            connection.timeouts = timeouts
            return .answered(try connection.receiveHead().status)
        } catch .timedOut(let phase, _, let peer) {
            return .failed("\(HTTPClientError.timedOut(phase, after: patience, peer: peer))")
        } catch {
            return .failed("\(error)")
        }
    }

    private static func connect(
        to request: WebhookRequest, _ timeouts: HTTPClientTimeouts
    ) throws(HTTPClientError) -> HTTPConnection {
        let target = request.target
        let plain = try HTTPConnection(
            host: target.host, port: target.port, timeouts: timeouts, limits: limits)
        guard target.isSecure, let (socket, received) = plain.takeStream() else { return plain }
        let stream = try context(for: request.manner).secure(
            socket, received: received, host: target.host, peer: target.authority,
            timeout: timeouts.connect)
        return HTTPConnection(
            stream: stream, authority: target.authority, timeouts: timeouts, limits: limits)
    }

    private static func context(
        for manner: WebhookManner
    ) throws(HTTPClientError) -> TLSContext {
        do throws(TLSContext.Refusal) {
            return try TLSContext(trusting: manner.trust, remedy: WebhookManner.remedy)
        } catch {
            throw .insecure(reason: error.description)
        }
    }
}

/// A value that is made on one thread and then only touched on the loop's.
struct LoopConfined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
