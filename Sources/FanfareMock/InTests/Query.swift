import Foundations

/// The query of a control call, from what a caller has said of it.
struct Query {
    private var pairs: [String] = []

    /// Adds a parameter, if there is one.
    mutating func add(_ name: String, _ value: String?) {
        if let value { pairs.append("\(name)=\(Self.encode(value))") }
    }

    /// The query with its mark, nothing when it is empty.
    var text: String { pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&") }

    static func encode(_ text: String) -> String { PercentEncoding.encode(text) }
}
