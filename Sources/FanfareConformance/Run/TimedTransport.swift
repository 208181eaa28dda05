import HTTPEngine
import Synchronization

/// A way on which nothing is sent after a moment.
package struct TimedTransport: Transport {
    private let way: any Transport
    private let end: Int
    private let pulse: Pulse

    /// Goes a way until a moment of the monotonic clock, in milliseconds.
    package init(_ way: any Transport, until deadline: Int) {
        self.init(way, until: deadline, Pulse())
    }

    private init(_ way: any Transport, until deadline: Int, _ pulse: Pulse) {
        self.way = way
        end = deadline
        self.pulse = pulse
    }

    package var deadline: Int? { end }
    package var isInProcess: Bool { way.isInProcess }
    package var webhooks: WebhookInbox? { way.webhooks }
    package var apart: any Transport { timed(way.apart) }
    package var toControl: (any Transport)? { way.toControl.map(timed) }

    package func open() throws(TransportFailure) -> any TransportChannel {
        Channel(try way.open(), pulse)
    }

    /// For how long nothing has been answered of what was asked, on this way and those made of it; nil where
    /// that is no longer than an answer may take.
    package func silence(at now: Int = Environment.monotonicMilliseconds()) -> TimeSpan? {
        guard let asked = pulse.asked.withLock(\.self) else { return nil }
        let silence = now - asked
        return silence < 500 ? nil : TimeSpan(milliseconds: silence / 100 * 100)
    }

    private func timed(_ other: any Transport) -> any Transport {
        TimedTransport(other, until: end, pulse)
    }

    /// When the first was asked of what has no answer, with no other answer since.
    private final class Pulse: Sendable {
        let asked = Mutex<Int?>(nil)
    }

    private final class Channel: TransportChannel {
        private let channel: any TransportChannel
        private let pulse: Pulse

        init(_ channel: any TransportChannel, _ pulse: Pulse) {
            self.channel = channel
            self.pulse = pulse
        }

        var isOpen: Bool { channel.isOpen }

        func hurry(_ milliseconds: Int) { channel.hurry(milliseconds) }

        func send(_ request: HTTPRequest) throws(TransportFailure) {
            pulse.asked.withLock { $0 = $0 ?? Environment.monotonicMilliseconds() }
            try channel.send(request)
        }

        func receive() throws(TransportFailure) -> HTTPResponse {
            let response = try channel.receive()
            pulse.asked.withLock { $0 = nil }
            return response
        }
    }
}
