import HTTPEngine
import TokenSigning

/// Routes requests; what came of it is kept for those that come again and again.
///
/// It knows the editions and what keys are found by, which stay as long as the mock, and no
/// organization, session or time: nothing that is kept can become wrong.
struct RequestRouting {
    private struct Kept {
        let repetition: HTTPRequest.Repetition
        let routed: RoutedRequest
    }

    private let editions: Editions
    private let digestKey: SipHashKey
    private var kept: [Kept?] = []

    init(_ editions: Editions, keysFoundBy digestKey: SipHashKey) {
        self.editions = editions
        self.digestKey = digestKey
    }

    /// Where a request of the API leads; nil for a call of the control protocol.
    mutating func route(_ request: HTTPRequest) -> RoutedRequest? {
        let repetition = request.repetition
        if let repetition, repetition.place < kept.count,
            let known = kept[repetition.place], known.repetition === repetition
        {
            return known.routed
        }
        if request.pathBytes.starts(with: "/__admin".utf8) { return nil }
        let routed = RoutedRequest(request, editions, keysFoundBy: digestKey)
        if let repetition { keep(Kept(repetition: repetition, routed: routed)) }
        return routed
    }

    private mutating func keep(_ new: Kept) {
        let missing = new.repetition.place + 1 - kept.count
        if missing > 0 { kept.append(contentsOf: repeatElement(nil, count: missing)) }
        kept[new.repetition.place] = new
    }
}
