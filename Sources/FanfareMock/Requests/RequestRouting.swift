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
    private var kept = [Kept?](repeating: nil, count: HTTPRequest.Repetition.placeCount)

    init(_ editions: Editions, keysFoundBy digestKey: SipHashKey) {
        self.editions = editions
        self.digestKey = digestKey
    }

    /// Where a request of the API leads; nil for a call of the control protocol.
    mutating func route(_ request: HTTPRequest) -> RoutedRequest? {
        let repetition = request.repetition
        if let repetition, let known = kept[repetition.place], known.repetition === repetition {
            return known.routed
        }
        if request.pathBytes.starts(with: "/__admin".utf8) { return nil }
        let routed = RoutedRequest(request, editions, keysFoundBy: digestKey)
        if let repetition { kept[repetition.place] = Kept(repetition: repetition, routed: routed) }
        return routed
    }
}
