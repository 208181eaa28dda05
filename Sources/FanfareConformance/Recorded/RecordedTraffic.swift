import HTTPEngine
import JSONTree

/// What was recorded, as far as it is the API's: which calls are its own, in the order in which they were
/// made, and how many were left alone.
package struct RecordedTraffic: Sendable {
    /// A call, and which one it is.
    struct Known: Sendable {
        let call: RecordedCall
        let operation: Calls.Call
        /// The names that stand in the path, in order.
        let names: [String]
    }

    /// The calls of the API, in the order in which they were made.
    let calls: [Known]
    /// The permissions that browsers asked for.
    let preflights: [Known]
    /// How many calls below its address nobody documents.
    let undocumented: Int
    /// How many calls went to other services.
    let others: Int
    /// How many of its calls were not answered, as browsers write it down.
    package let unanswered: Int
    /// Where the API was found, each once.
    package let addresses: [String]
    /// Whether secrets were replaced by names of their own.
    let isMasked: Bool
    /// How many calls of the API there are.
    package var count: Int { calls.count }

    /// Which calls are the API's.
    package enum Home: Sendable {
        /// Those below an address.
        case below(TargetAddress)
        /// Those that show its keys, and all below the same address; where no call shows any, those below
        /// the path that the documentation gives it.
        case found
    }

    /// Sorts what files hold.
    package init(
        _ files: [SuiteFile], of suite: Suite, at home: Home
    ) throws(SuiteProblem) {
        var sieve = RecordedSieve(suite, home)
        for file in files {
            try HARFile(file).read { sieve.take($0) }
        }
        self = sieve.traffic()
    }

    init(
        calls: [Known], preflights: [Known], undocumented: Int, others: Int,
        unanswered: Int, addresses: [String], isMasked: Bool
    ) {
        self.calls = calls
        self.preflights = preflights
        self.undocumented = undocumented
        self.others = others
        self.unanswered = unanswered
        self.addresses = addresses
        self.isMasked = isMasked
    }
}

/// Sorts entries into the API's and those of other services.
private struct RecordedSieve {
    private struct Candidate {
        let call: RecordedCall
        let operation: Calls.Call
        let names: [String]
        /// The address before the documented path.
        let base: String
        /// Whether it shows a key of the API.
        let showsKey: Bool
    }

    private let suite: Suite
    private let home: RecordedTraffic.Home
    private var candidates: [Candidate] = []
    /// The addresses of calls that are none of the documented ones.
    private var strangers: [String] = []
    private var others = 0
    /// The addresses before the paths of documented calls that nothing answered.
    private var unanswered: [String] = []
    private var isMasked = false

    init(_ suite: Suite, _ home: RecordedTraffic.Home) {
        self.suite = suite
        self.home = home
    }

    mutating func take(_ kept: HARFile.Kept) {
        switch kept {
        case .unanswered(let method, let origin, let path):
            if let base = base(method, origin, path) {
                unanswered.append(base)
            } else {
                others += 1
            }
        case .otherwise: others += 1
        case .call(let call):
            isMasked = isMasked || call.isMasked
            if let candidate = candidate(call) {
                candidates.append(candidate)
            } else if call.request.path.contains("/__admin/") {
                // Whoever steers a server is none of its consumers.
                others += 1
            } else {
                strangers.append(call.origin + call.request.path)
            }
        }
    }

    private func candidate(_ call: RecordedCall) -> Candidate? {
        let headers = call.request.headers
        let isPreflight = call.request.asksForPermission
        let method =
            isPreflight
            ? headers["Access-Control-Request-Method"] ?? "" : call.request.method
        let path = call.request.path
        var prefix = ""
        if case .below(let address) = home {
            let isThere =
                call.origin == address.origin.lowercased()
                && (path.hasPrefix(address.basePath + "/") || path == address.basePath)
            guard isThere else { return nil }
            prefix = address.basePath
        }
        guard
            let (operation, names, start) = suite.calls.find(
                method, path, below: prefix, mayBegin: isFound)
        else { return nil }
        let asked = headers["Access-Control-Request-Headers"]?.lowercased() ?? ""
        return Candidate(
            call: call, operation: operation, names: names,
            base: call.origin + path.prefix(start),
            showsKey: headers.contains("X-Publishable-Key") || headers.contains("X-Secret-Key")
                || headers["Authorization"]?.contains("sk_") == true
                || asked.contains("x-publishable-key"))
    }

    /// The address before the path of a documented call, nil for another.
    private func base(_ method: String, _ origin: String, _ path: String) -> String? {
        var prefix = ""
        if case .below(let address) = home {
            guard origin == address.origin.lowercased(), path.hasPrefix(address.basePath + "/")
            else { return nil }
            prefix = address.basePath
        }
        return suite.calls.find(method, path, below: prefix, mayBegin: isFound).map {
            origin + path.prefix($0.start)
        }
    }

    private var isFound: Bool { if case .found = home { true } else { false } }

    func traffic() -> RecordedTraffic {
        var bases: [String] = []
        if case .found = home {
            let shown = Set(candidates.filter(\.showsKey).map(\.base))
            let documented = Set(candidates.map(\.base)).filter {
                $0.hasSuffix(suite.edition.documentedPath)
            }
            bases = (shown.isEmpty ? documented : shown).sorted()
            if bases.isEmpty {
                bases = Set(unanswered).filter { $0.hasSuffix(suite.edition.documentedPath) }
                    .sorted()
            }
        }
        let isOurs = { (base: String) in !isFound || bases.contains(base) }
        let mine = candidates.filter { isOurs($0.base) }
        let prefixes: [String] =
            if case .below(let address) = home { [address.description.lowercased()] } else { bases }
        let below = strangers.count { url in prefixes.contains { url.hasPrefix($0 + "/") } }
        let sorted = mine.enumerated().sorted { one, other in
            (one.element.call.startedAt, one.offset) < (other.element.call.startedAt, other.offset)
        }.map(\.element)
        let known = sorted.map {
            RecordedTraffic.Known(call: $0.call, operation: $0.operation, names: $0.names)
        }
        return RecordedTraffic(
            calls: known.filter { !$0.call.request.asksForPermission },
            preflights: known.filter { $0.call.request.asksForPermission },
            undocumented: below,
            others: others + strangers.count - below + candidates.count - mine.count
                + unanswered.count { !isOurs($0) },
            unanswered: unanswered.count(where: isOurs), addresses: prefixes, isMasked: isMasked)
    }
}
