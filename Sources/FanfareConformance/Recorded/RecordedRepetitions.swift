import HTTPEngine
import JSONTree

/// Notices a call that has been shown already: exports that overlap are usual, in several files or in one.
struct RecordedRepetitions {
    private struct Key: Hashable {
        let startedAt: Timestamp
        let call: String
        let token: String?
        let sent: [UInt8]
        let status: Int
        let body: [UInt8]
    }

    private var seen: Set<Key> = []
    /// How many there were.
    private(set) var count = 0

    /// Whether the same call came before.
    mutating func contains(_ call: RecordedCall) -> Bool {
        let key = Key(
            startedAt: call.startedAt,
            call: "\(call.request.method) \(call.origin)\(call.request.target)",
            token: call.request.bearer, sent: call.request.body, status: call.response.status,
            body: call.response.body)
        let isRepeated = !seen.insert(key).inserted
        if isRepeated { count += 1 }
        return isRepeated
    }
}

/// Tokens that stand for several consumers, since whoever exported the recording put one word in the
/// place of all: they tell nobody from anybody.
struct RecordedScrubbing {
    private let words: Set<String>

    init(_ traffic: RecordedTraffic) {
        var owners: [String: Set<String>] = [:]
        for known in traffic.calls {
            guard let answer = known.call.response.json,
                let owner = answer["session"]?["consumerId"]?.string
            else { continue }
            for name in ["accessToken", "refreshToken"] {
                if let token = answer[name]?.string { owners[token, default: []].insert(owner) }
            }
        }
        words = Set(owners.filter { $0.value.count > 1 }.keys)
    }

    /// Whether such a token speaks in a call, or is handed out by it.
    func covers(_ call: RecordedCall) -> Bool {
        guard !words.isEmpty else { return false }
        if call.request.bearer.map(words.contains) ?? false { return true }
        let sent = try? JSONNode(parsing: call.request.body)
        return [call.response.json, sent].contains { node in
            ["accessToken", "refreshToken"].contains { name in
                node?[name]?.string.map(words.contains) ?? false
            }
        }
    }
}
