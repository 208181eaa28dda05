/// A way on which nothing is sent after a moment.
package struct TimedTransport: Transport {
    private let way: any Transport
    private let end: Int

    /// Goes a way until a moment of the monotonic clock, in milliseconds.
    package init(_ way: any Transport, until deadline: Int) {
        self.way = way
        end = deadline
    }

    package var deadline: Int? { end }
    package func open() throws(TransportFailure) -> any TransportChannel { try way.open() }
    package var isInProcess: Bool { way.isInProcess }
    package var webhooks: WebhookInbox? { way.webhooks }
    package var apart: any Transport { timed(way.apart) }
    package var toControl: (any Transport)? { way.toControl.map(timed) }

    private func timed(_ other: any Transport) -> any Transport {
        TimedTransport(other, until: end)
    }
}
