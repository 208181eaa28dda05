import Synchronization

/// Where a run really waits and for what, so that nobody takes it for stuck.
package final class Waits: Sendable {
    /// What is waited for.
    package enum Cause: Hashable, Sendable {
        /// So many one-time codes a minute may be asked for.
        case codes(Int)
        /// So many requests a second may be sent.
        case requests(Int)
        /// The target asked for it.
        case retryAfter
        /// A scenario lets time pass that nobody can move.
        case patience
    }

    private struct Account {
        var waiting = 0
        var since = 0
        var total = 0
    }

    private let accounts = Mutex<[Cause: Account]>([:])
    private let begin: @Sendable (Cause, TimeSpan) -> Void

    /// Tells of every wait as it begins, with its length.
    package init(_ begin: @escaping @Sendable (Cause, TimeSpan) -> Void = { _, _ in }) {
        self.begin = begin
    }

    /// Waits; several at once count as one.
    func rest(_ span: TimeSpan, for cause: Cause) {
        begin(cause, span)
        let start = Environment.monotonicMilliseconds()
        accounts.withLock { accounts in
            var account = accounts[cause] ?? Account()
            if account.waiting == 0 { account.since = start }
            account.waiting += 1
            accounts[cause] = account
        }
        Environment.sleep(span)
        let end = Environment.monotonicMilliseconds()
        accounts.withLock { accounts in
            guard var account = accounts[cause] else { return }
            account.waiting -= 1
            if account.waiting == 0 { account.total += end - account.since }
            accounts[cause] = account
        }
    }

    /// A line for everything that was waited for a second or longer: how long, and what changes it.
    package var lines: [String] {
        accounts.withLock { $0 }.filter { $0.value.total >= 1000 }
            .sorted { ($1.value.total, $0.key.words) < ($0.value.total, $1.key.words) }
            .map { "waited \($0.value.total / 1000) s for \($0.key.words)\($0.key.remedy)" }
    }
}

extension Waits.Cause {
    /// What is waited for, as the end of a sentence.
    package var words: String {
        switch self {
        case .codes(let count): "the pace of \(count) codes a minute"
        case .requests(let count): "the pace of \(count) requests a second"
        case .retryAfter: "the target, which takes no more calls at once (429, 503)"
        case .patience: "time to pass"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .codes: ": \"pace\": {\"codesPerMinute\": 0} in a target file lifts it"
        case .requests: ": \"pace\": {\"requestsPerSecond\": 0} in a target file lifts it"
        case .retryAfter: ""
        case .patience: ", as \"patience\" allows"
        }
    }
}
