import FanfareModel
import HTTPEngine

/// Carries webhooks to their receivers, outside the loop's thread, and brings back what came of it.
///
/// Lives on the loop's thread itself; only the waiting for a receiver does not.
final class WebhookCourier {
    /// specs/v1/contract.md#webhooks: how long a receiver has to answer.
    static let patience = Duration.seconds(30)

    /// How many receivers are waited for at once; each takes a thread.
    private static let limit = 32

    private let mock: Mock
    /// Runs an action on the loop after a while.
    private let after: (Duration, @escaping () -> Void) -> Void
    /// Runs an action on the loop from any thread.
    private let execute: @Sendable (@escaping @Sendable () -> Void) -> Void
    /// Called when a try has ended, since somebody may wait for that.
    private let finished: () -> Void
    private var wakesAt: Instant?
    private var underway = 0

    init(
        _ mock: Mock, after: @escaping (Duration, @escaping () -> Void) -> Void,
        execute: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        finished: @escaping () -> Void
    ) {
        self.mock = mock
        self.after = after
        self.execute = execute
        self.finished = finished
    }

    /// Sends what is due and sees to it that what falls due later is sent then.
    func work() {
        // When all hands are full, the next that is free comes back here.
        guard !mock.organizations.listenedTo.isEmpty, underway < Self.limit else { return }
        let now = RealClock.now
        for request in mock.takeDueWebhooks(Self.limit - underway, real: now) { carry(request) }
        guard underway < Self.limit, let pause = mock.nextWebhookWork(real: now) else { return }
        wake(at: now + max(pause, .milliseconds(1)), in: max(pause, .milliseconds(1)))
    }

    private func wake(at instant: Instant, in pause: Duration) {
        if let wakesAt, wakesAt <= instant { return }
        wakesAt = instant
        after(pause) { [weak self] in
            guard let self, wakesAt == instant else { return }
            wakesAt = nil
            work()
        }
    }

    private func carry(_ request: WebhookRequest) {
        underway += 1
        let courier = LoopConfined(self)
        let execute = execute
        do throws(ThreadRefusal) {
            try BlockingWork.run {
                let outcome = Self.send(request)
                execute { courier.value.came(outcome, of: request) }
            }
        } catch {
            // Tried again later, as after any other failure; not within this call, which has a list to go through.
            let reason = error.description
            execute { courier.value.came(.failed(reason), of: request) }
        }
    }

    private func came(_ outcome: WebhookOutcome, of request: WebhookRequest) {
        underway -= 1
        mock.webhookFinished(request, outcome, real: RealClock.now)
        finished()
        work()
    }

    /// Waits for the receiver; must not be called on the loop's thread.
    private static func send(_ request: WebhookRequest) -> WebhookOutcome {
        let deadline = ContinuousClock.now + patience
        var timeouts = HTTPClientTimeouts(connect: patience, send: patience, receive: patience)
        do throws(HTTPClientError) {
            let connection = try HTTPConnection(
                host: request.target.host, port: request.target.port, timeouts: timeouts)
            timeouts.send = deadline - .now
            connection.timeouts = timeouts
            try connection.send(request.request)
            timeouts.receive = deadline - .now
            connection.timeouts = timeouts
            return .answered(try connection.receive().status)
        } catch {
            return .failed("\(error)")
        }
    }
}

/// A value that is made on one thread and then only touched on the loop's.
struct LoopConfined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
