/// A text with places for variables: `/queues/{queue.open}/enter`.
package struct Template: Sendable, Hashable {
    /// A piece of the text.
    package enum Segment: Sendable, Hashable {
        /// Letters that stand for themselves.
        case text(String)
        /// The name of a variable, such as `guest.session.consumerId`.
        case variable(String)
    }

    /// The pieces, in order.
    package let segments: [Segment]

    /// A text without variables, whatever braces it holds.
    package init(literal text: String) {
        segments = text.isEmpty ? [] : [.text(text)]
    }

    /// Reads `{name}` and `{name.part}` as variables; any other brace stands for itself.
    package init(_ text: String) {
        var segments: [Segment] = []
        var literal = ""
        var rest = Substring(text)
        while let first = rest.first {
            if first == "{", let name = Self.variable(at: rest) {
                if !literal.isEmpty { segments.append(.text(literal)) }
                literal = ""
                segments.append(.variable(name))
                rest = rest.dropFirst(name.count + 2)
            } else {
                literal.append(first)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { segments.append(.text(literal)) }
        self.segments = segments
    }

    /// The names of the variables, in order.
    package var variables: [String] {
        segments.compactMap { if case .variable(let name) = $0 { name } else { nil } }
    }

    /// The only variable of a text that holds nothing else; it keeps the type of its value.
    package var onlyVariable: String? {
        segments.count == 1 ? variables.first : nil
    }

    /// The text as it was written.
    package var source: String {
        segments.map { segment in
            switch segment {
            case .text(let text): text
            case .variable(let name): "{\(name)}"
            }
        }.joined()
    }

    private static func variable(at text: Substring) -> String? {
        guard let end = text.firstIndex(of: "}") else { return nil }
        let name = text[text.index(after: text.startIndex)..<end]
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy(isWord), name.first?.isLetter == true else {
            return nil
        }
        return String(name)
    }

    private static func isWord(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
