import FanfareModel
import HTTPEngine

/// The calls whose connection a fault has just broken, by which those are known that come again.
///
/// Browsers, OkHttp, libcurl and others send a request again by themselves, a POST too, when a
/// connection that they had used before breaks before an answer. The program sees nothing of it, and
/// the second request is one that nobody wrote.
struct BrokenCalls: Sendable {
    /// How long after a break the same bytes on another connection are taken for the same call.
    static let window = Duration.milliseconds(50)
    /// How many are remembered at once.
    private static let limit = 256

    private struct Break: Sendable {
        let request: HTTPRequest
        let connection: String
        /// The machine's time at which the connection broke.
        let at: Instant
        let ids: [String]
        let isBeforeAnswer: Bool
    }

    /// A request that came a second time.
    struct Resent {
        let after: Duration
        /// The faults that broke it the first time.
        let ids: [String]
        /// Whether the first was reset before it had an answer, so that this one is the same call.
        let isSameCall: Bool
    }

    private var breaks: [Break] = []

    var isEmpty: Bool { breaks.isEmpty }

    /// Remembers a call that was broken; `delay` is how long its answer is held back until then.
    mutating func add(
        _ request: HTTPRequest, _ delivery: HTTPDelivery, ids: [String], connection: String,
        at real: Instant
    ) {
        guard delivery.endsConnection else { return }
        if breaks.count == Self.limit { breaks.removeFirst() }
        breaks.append(
            Break(
                request: request, connection: connection, at: real, ids: ids,
                isBeforeAnswer: [.resetBefore, .resetInHead].contains(delivery)))
    }

    /// The first time of a request that has come again, nil for one that is new.
    mutating func first(before visit: Visit, connection: @autoclosure () -> String) -> Resent? {
        guard !breaks.isEmpty else { return nil }
        let now = visit.real
        breaks.removeAll { now - $0.at > Self.window }
        guard
            let first = breaks.first(where: {
                $0.at <= now && $0.request == visit.request && $0.connection != connection()
            })
        else { return nil }
        return Resent(after: now - first.at, ids: first.ids, isSameCall: first.isBeforeAnswer)
    }
}

extension HTTPDelivery {
    /// Whether the caller's connection ends with the answer, or before it.
    fileprivate var endsConnection: Bool {
        switch self {
        case .normal, .drip: false
        case .resetBefore, .resetInHead, .resetAfter, .truncate, .contentLength: true
        }
    }
}
