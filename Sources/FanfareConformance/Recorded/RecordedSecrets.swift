import HTTPEngine
import JSONTree
import SafeText

/// The secrets of a whole recording: an answer may repeat what another entry calls a secret.
///
/// Of each only a hash is kept, for there may be any number; two texts that share one are both hidden.
struct RecordedSecrets: Sendable {
    private var known: Set<Int> = []

    init(_ traffic: RecordedTraffic) {
        for call in traffic.calls {
            for secret in SecretMask(call.call).secrets { known.insert(secret.hashValue) }
        }
    }

    /// Those words of a text, parted by what no token has inside, that some entry calls a secret or that
    /// look like one.
    func found(in text: some Sequence<UInt8>) -> [String] {
        var found: [String] = []
        var word: [UInt8] = []
        func end() {
            defer { word.removeAll(keepingCapacity: true) }
            // A sentence may end behind it.
            while word.last == UInt8(ascii: ".") { word.removeLast() }
            guard word.count >= 6 else { return }
            let text = String(decoding: word, as: UTF8.self)
            if known.contains(text.hashValue) || SecretLook.isKey(text) { found.append(text) }
        }
        for byte in text {
            if Self.isOfWord(byte) { word.append(byte) } else { end() }
        }
        end()
        return found
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension SecretMask {
    /// What a recorded call itself calls secret.
    init(_ call: RecordedCall) {
        self.init()
        let answer = call.response.json
        learn(from: call.response, answer)
        add(call.request.bearer, as: "TOKEN")
        add(call.request.headers["X-Publishable-Key"], as: "PUBLISHABLE_KEY")
        add(call.request.headers["X-Secret-Key"], as: "SECRET_KEY")
        add(call.request.headers["Cookie"], as: "COOKIE")
        let sent = try? JSONNode(parsing: call.request.body)
        if let sent { learn(from: sent) }
        for node in [answer, sent].compactMap(\.self) { learnPeople(in: node) }
    }

    /// What a recorded call calls secret, and what of it others do.
    init(_ call: RecordedCall, besides secrets: RecordedSecrets) {
        self.init(call)
        var texts = [Array(call.request.target.utf8), call.request.body, call.response.body]
        texts += call.response.headers.map { Array($0.value.utf8) }
        for secret in texts.flatMap(secrets.found) { add(secret, as: "SECRET") }
    }
}
