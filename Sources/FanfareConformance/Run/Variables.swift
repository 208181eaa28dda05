package import JSONTree

/// The values a scenario can speak of: those given to it and those it kept.
package struct Variables: Sendable {
    private var values: [String: JSONNode] = [:]

    /// Starts without any.
    package init() {}

    /// Stores a value under a dotted name or a plain one.
    package subscript(name: String) -> JSONNode? {
        get { lookUp(name) }
        set { values[name] = newValue }
    }

    /// `guest.session.consumerId`: the longest stored name first, then into the value.
    private func lookUp(_ name: String) -> JSONNode? {
        if let value = values[name] { return value }
        var parts = name.split(separator: ".").map(String.init)
        var inside: [String] = []
        while let last = parts.popLast() {
            inside.insert(last, at: 0)
            if let value = values[parts.joined(separator: ".")] {
                return value[JSONPointer(tokens: inside)]
            }
        }
        return nil
    }

    /// A value inside a text: strings as they are, everything else as JSON.
    package static func text(_ value: JSONNode) -> String { value.string ?? value.text() }
}
