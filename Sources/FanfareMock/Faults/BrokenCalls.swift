import FanfareModel
import HTTPEngine

/// The calls whose connection a fault has just broken, by which those are known that come again.
///
/// Browsers, OkHttp, libcurl and others send a request again by themselves, a POST too, when a
/// connection that they had used before breaks before an answer. The program sees nothing of it, and
/// the second request is one that nobody wrote.
///
/// None does so with a request that its connection was made for: there the program hears of it.
struct BrokenCalls: Sendable {
    /// How long after a break the same bytes on another connection are taken for the same call.
    static let window = Duration.milliseconds(50)
    /// How many times a library is thought to send a request again, over connections that it has:
    /// what comes more often is somebody else's call of the same bytes.
    private static let resends = 2
    /// How many are remembered at once.
    private static let limit = 256

    private struct Break: Sendable {
        let request: HTTPRequest
        /// What it came by last.
        var connection: CallersConnection
        /// The machine's time at which the connection broke.
        let at: Instant
        let ids: [String]
        let isBeforeAnswer: Bool

        var resends = 0

        /// Whether an HTTP library would send it again unasked: none does on a connection that was
        /// made for this very request.
        var isRepeated: Bool {
            isBeforeAnswer && !connection.isFirst && resends < BrokenCalls.resends
        }
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
        _ request: HTTPRequest, _ delivery: HTTPDelivery, ids: [String],
        connection: CallersConnection, at real: Instant
    ) {
        guard delivery.endsConnection else { return }
        if breaks.count == Self.limit { breaks.removeFirst() }
        breaks.append(
            Break(
                request: request, connection: connection, at: real, ids: ids,
                isBeforeAnswer: [.resetBefore, .resetInHead].contains(delivery)))
    }

    /// The first time of a request that has come again, nil for one that is new.
    mutating func first(
        before visit: Visit, connection: @autoclosure () -> CallersConnection
    ) -> Resent? {
        guard !breaks.isEmpty else { return nil }
        let now = visit.real
        breaks.removeAll { now - $0.at > Self.window }
        let candidate = breaks.firstIndex { $0.at <= now && $0.request == visit.request }
        guard let candidate else { return nil }
        let connection = connection()
        let first = breaks[candidate]
        guard first.connection.name != connection.name else { return nil }
        // The program hears of it when it breaks on a connection of its own.
        if first.isRepeated {
            breaks[candidate].connection = connection
            breaks[candidate].resends += 1
        }
        return Resent(after: now - first.at, ids: first.ids, isSameCall: first.isRepeated)
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

/// What a request came by.
struct CallersConnection: Sendable {
    /// The peer's address, which no two connections have at once; empty when there is none.
    let name: String
    /// Whether the connection has carried no request before.
    let isFirst: Bool
}
