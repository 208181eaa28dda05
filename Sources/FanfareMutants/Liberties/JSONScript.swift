import JSONTree

/// A way to write JSON: the same document in other characters (RFC 8259).
struct JSONScript: Sendable {
    /// What stands after a comma or bracket on each level, nil for nothing.
    var indentation: String?
    var lineEnd = "\n"
    var beforeColon = ""
    var afterColon = ""
    /// Which characters are written by their numbers, as `\u0041` is.
    var escapes: @Sendable (Unicode.Scalar) -> Bool = { _ in false }
    var escapesSlash = false
    var hexadecimalIsUpperCase = false
    /// How a number is written.
    var number: @Sendable (JSONNumber) -> String = { $0.text }

    func text(_ node: JSONNode) -> String {
        var text = ""
        write(node, to: &text, level: 0)
        return text
    }

    private func write(_ node: JSONNode, to text: inout String, level: Int) {
        switch node.value {
        case .null, .bool: text += node.text()
        case .number(let number): text += self.number(number)
        case .string(let string): write(string, to: &text)
        case .array(let elements):
            list("[", "]", elements.count, to: &text, level) { index, text in
                write(elements[index], to: &text, level: level + 1)
            }
        case .object(let members):
            list("{", "}", members.count, to: &text, level) { index, text in
                write(members[index].key, to: &text)
                text += beforeColon + ":" + afterColon
                write(members[index].node, to: &text, level: level + 1)
            }
        }
    }

    private func list(
        _ opening: String, _ closing: String, _ count: Int, to text: inout String, _ level: Int,
        _ element: (Int, inout String) -> Void
    ) {
        text += opening
        for index in 0..<count {
            if index > 0 { text += "," }
            newLine(level + 1, to: &text)
            element(index, &text)
        }
        if count > 0 { newLine(level, to: &text) }
        text += closing
    }

    private func newLine(_ level: Int, to text: inout String) {
        guard let indentation else { return }
        text += lineEnd + String(repeating: indentation, count: level)
    }

    private func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            if scalar == "/" && escapesSlash {
                text += "\\/"
            } else if scalar == "\"" || scalar == "\\" || scalar.value < 0x20 || escapes(scalar) {
                for unit in String(scalar).utf16 { text += escape(unit) }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16, uppercase: hexadecimalIsUpperCase)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
