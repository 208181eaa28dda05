import FanfareModel
import HTTPEngine

/// The calls whose connection a fault has just broken, by which those are known that come again.
///
/// Browsers, OkHttp, libcurl and others send a request again by themselves, a POST too, when a
/// connection that they had used before breaks before an answer. The program sees nothing of it, and
/// the second request is one that nobody wrote.
///
/// Otherwise only idempotent methods are repeated unasked (RFC 9110 section 9.2.2), and by few. Whose a
/// repetition is cannot be seen on the wire: a program may be as quick.
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
        /// Whether it is broken again when it comes again.
        let breaksRepeats: Bool

        var resends = 0

        /// Whether many HTTP libraries send it again unasked: the server may have closed the
        /// connection before it had the request (RFC 9112 section 9.3.1).
        private var isOvertaken: Bool { isBeforeAnswer && !connection.isFirst }

        /// Whether it is taken for the same call when it comes again.
        var isRepeated: Bool {
            breaksRepeats && isOvertaken && resends < BrokenCalls.resends
        }

        /// Whether any HTTP library sends it again unasked.
        var mayBeRepeated: Bool {
            isOvertaken || ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(request.method)
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

    /// Remembers a call that was broken at an instant, which is later when its answer is held back.
    mutating func add(
        _ request: HTTPRequest, _ delivery: HTTPDelivery, ids: [String], breaksRepeats: Bool,
        connection: CallersConnection, at real: Instant
    ) {
        guard delivery.isIncomplete else { return }
        if breaks.count == Self.limit { breaks.removeFirst() }
        breaks.append(
            Break(
                request: request, connection: connection, at: real, ids: ids,
                isBeforeAnswer: [.resetBefore, .resetInHead].contains(delivery),
                breaksRepeats: breaksRepeats))
    }

    /// The first time of a request that has come again, perhaps unasked; nil for one that is new.
    mutating func first(
        before context: RequestContext, connection: @autoclosure () -> CallersConnection
    ) -> Resent? {
        guard !breaks.isEmpty else { return nil }
        let now = context.realNow
        breaks.removeAll { now - $0.at > Self.window }
        let candidate = breaks.firstIndex { $0.at <= now && $0.request == context.request }
        guard let candidate else { return nil }
        let connection = connection()
        let first = breaks[candidate]
        let isElsewhere = first.connection.name != connection.name
        if isElsewhere, first.isRepeated {
            // The program hears of it when it breaks on a connection of its own.
            breaks[candidate].connection = connection
            breaks[candidate].resends += 1
        } else {
            // It is answered, and whatever follows an answer is the program's own.
            breaks.removeAll { $0.at <= now && $0.request == context.request }
            guard isElsewhere, first.mayBeRepeated else { return nil }
        }
        return Resent(after: now - first.at, ids: first.ids, isSameCall: first.isRepeated)
    }
}

extension HTTPDelivery {
    /// Whether the caller can see that it has not got all of the answer.
    fileprivate var isIncomplete: Bool {
        switch self {
        case .normal, .drip: false
        case .contentLength(let error): error > 0
        case .resetBefore, .resetInHead, .resetAfter, .truncate: true
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
