/// A path with `*` for any one segment, and `**` at the end for any number of them.
struct PathPattern: Sendable {
    private enum Segment {
        case literal([UInt8])
        case any
        case rest
    }

    /// The pattern as it was written.
    let text: String
    private let segments: [Segment]

    /// Reads `/queues/*/status`; a parameter in braces is another way to write `*`.
    init?(_ text: String) {
        guard text.hasPrefix("/") else { return nil }
        self.text = text
        let path = Editions.all.withoutPrefix(Array(text.utf8)[...])
        let parts = path.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        segments = parts.map { part in
            if part.elementsEqual("**".utf8) { return .rest }
            let isParameter = part.first == UInt8(ascii: "{") && part.last == UInt8(ascii: "}")
            return isParameter || part.elementsEqual("*".utf8) ? .any : .literal(Array(part))
        }
        let restIndex = segments.firstIndex { if case .rest = $0 { true } else { false } }
        if let restIndex, restIndex != segments.count - 1 { return nil }
    }

    /// Whether a path without its prefix and query has this form.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        let parts = path.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if case .rest = segment { return true }
            guard index < parts.count else { return false }
            if case .literal(let literal) = segment, !parts[index].elementsEqual(literal) {
                return false
            }
        }
        return parts.count == segments.count
    }
}
