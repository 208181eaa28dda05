package import HTTPEngine

/// A way to a target: sockets, TLS, or a function in this process.
package protocol Transport: Sendable {
    /// Opens a connection of its own.
    func open() throws(TransportFailure) -> any TransportChannel
    /// Whether the target is a function of this process, where nothing takes time.
    var isInProcess: Bool { get }
    /// The way that one of several workers takes for all of its scenarios.
    var apart: any Transport { get }
    /// The way to its control protocol, nil where that is the same.
    var toControl: (any Transport)? { get }
    /// Where a target of this process puts its webhooks, nil where they come by a socket.
    var webhooks: WebhookInbox? { get }
    /// When nothing is sent any more but what clears up, on the monotonic clock in milliseconds; nil for never.
    var deadline: Int? { get }
}

extension Transport {
    /// The same way: workers meet in one target.
    package var apart: any Transport { self }
    /// Whether the target is a function of this process: it is not.
    package var isInProcess: Bool { false }
    /// The same way.
    package var toControl: (any Transport)? { nil }
    /// They come by a socket.
    package var webhooks: WebhookInbox? { nil }
    /// There is none.
    package var deadline: Int? { nil }
    /// Whether the time is up.
    var isLate: Bool { deadline.map { Environment.monotonicMilliseconds() >= $0 } ?? false }
}

/// Two ways: to a target, and to a control protocol that is spoken elsewhere.
struct ForkedTransport: Transport {
    let toTarget: any Transport
    let toControl: (any Transport)?

    var apart: any Transport {
        ForkedTransport(toTarget: toTarget.apart, toControl: toControl?.apart)
    }

    func open() throws(TransportFailure) -> any TransportChannel { try toTarget.open() }
}

/// One connection: requests go out and answers come back in order.
package protocol TransportChannel: AnyObject {
    /// Sends a request whole.
    func send(_ request: HTTPRequest) throws(TransportFailure)
    /// Waits for the answer to the oldest request that has none yet.
    func receive() throws(TransportFailure) -> HTTPResponse
    /// Whether another request may be sent.
    var isOpen: Bool { get }
    /// Lets sending and receiving take so long at most, in milliseconds, and no longer than they may anyway.
    func hurry(_ milliseconds: Int)
}

extension TransportChannel {
    /// Nothing takes time.
    package func hurry(_ milliseconds: Int) {}
}

/// Why there is no answer.
package struct TransportFailure: Error, Sendable, CustomStringConvertible {
    /// The ways not to get one.
    package enum Kind: Sendable {
        /// There is nobody to talk to.
        case unreachable
        /// The peer closed before the first byte of an answer.
        case closedEarly
        /// Anything else: too slow, cut off in the middle, not HTTP.
        case broken
    }

    /// In which way.
    package let kind: Kind
    /// What happened, as half a sentence.
    package let description: String

    /// Describes a failure.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// Answers out of a function in this process, one request after the other.
package struct FunctionTransport: Transport {
    /// A function that answers requests.
    package typealias Answer = @Sendable (HTTPRequest) -> HTTPResponse

    private let answer: Answer
    private let makeAnother: (@Sendable () -> FunctionTransport)?
    package let webhooks: WebhookInbox?

    /// Uses a function as the target.
    package init(_ answer: @escaping Answer) {
        self.answer = answer
        makeAnother = nil
        webhooks = nil
    }

    /// Uses a function as the target, which puts webhooks into an inbox.
    package init(receiving inbox: WebhookInbox, _ answer: @escaping Answer) {
        self.answer = answer
        makeAnother = nil
        webhooks = inbox
    }

    /// Uses functions as targets that are all alike, one for each worker, which then never wait for
    /// each other.
    package init(each makeAnother: @escaping @Sendable (WebhookInbox) -> Answer) {
        let inbox = WebhookInbox()
        answer = makeAnother(inbox)
        webhooks = inbox
        self.makeAnother = {
            let inbox = WebhookInbox()
            return FunctionTransport(receiving: inbox, makeAnother(inbox))
        }
    }

    package var isInProcess: Bool { true }

    /// A target of its own, if there can be several.
    package var apart: any Transport { makeAnother.map { $0() } ?? self }

    /// A connection that never breaks.
    package func open() -> any TransportChannel { Channel(answer) }

    private final class Channel: TransportChannel {
        private let answer: (HTTPRequest) -> HTTPResponse
        private var answers: [HTTPResponse] = []
        let isOpen = true

        init(_ answer: @escaping (HTTPRequest) -> HTTPResponse) {
            self.answer = answer
        }

        func send(_ request: HTTPRequest) { answers.append(answer(request)) }

        func receive() throws(TransportFailure) -> HTTPResponse {
            guard !answers.isEmpty else {
                throw TransportFailure(.broken, "no request was sent that could be answered")
            }
            return answers.removeFirst()
        }
    }
}
