import JSONTree
import SafeText

/// A difference as lines: `-` expected above `+` actual, everything equal closed or counted.
package struct DifferenceText {
    /// The lines, the sign in the first column.
    package private(set) var lines: [String] = []
    private let mask: SecretMask

    /// Lays out a difference, secrets replaced.
    package init(_ difference: Difference, mask: SecretMask = SecretMask()) {
        self.mask = mask
        add(difference, label: "", level: 0)
    }

    private mutating func add(_ sign: Character, _ level: Int, _ text: String) {
        let line = "\(sign) " + String(repeating: "  ", count: level) + text
        lines.append(Printable.line(line))
    }

    private mutating func add(
        _ difference: Difference, key: String = "", label: String, level: Int
    ) {
        switch difference {
        case .nothing: break
        case .same(let node): add(" ", level, label + closed(node, key))
        case .omitted(let same, let differing):
            if differing > 0 { add(" ", level, "… (\(differing) more differ)") }
            if same > 0 { add(" ", level, "… (\(same) unchanged)") }
        case .leaf(let leaf): add(leaf, key: key, label: label, level: level)
        case .object(let entries):
            guard difference.differs else {
                return add(" ", level, label + (entries.isEmpty ? "{}" : "{…}"))
            }
            add(" ", level, label + "{")
            add(entries, level: level + 1)
            add(" ", level, "}")
        case .array(let elements):
            guard difference.differs else {
                return add(" ", level, label + (elements.isEmpty ? "[]" : "[…]"))
            }
            add(" ", level, label + "[")
            let rows = difference.numbered(elements).map { index, element in
                Row(key: key, label: "[\(index)] ", difference: element)
            }
            add(rows, level: level + 1)
            add(" ", level, "]")
        }
    }

    private struct Row {
        /// The name of the member that it is or stands in.
        let key: String
        let label: String
        let difference: Difference
        var isExtra = false

        var isEqual: Bool { !difference.differs && !isExtra }
    }

    /// Members nobody documented are shown only where one is missing: they may be the same, renamed.
    private mutating func add(_ entries: [Difference.Entry], level: Int) {
        let lacksOne = entries.contains {
            if case .leaf(let leaf) = $0.difference { leaf.kind == .missing } else { false }
        }
        let shown = entries.filter { !$0.difference.isNothing }
        add(
            shown.map { entry in
                Row(
                    key: entry.key,
                    label: Self.clipped(mask.masked(JSONNode(entry.key).text())) + ": ",
                    difference: entry.difference,
                    isExtra: entry.isExtra && lacksOne)
            }, level: level)
    }

    /// A run of unchanged neighbours is counted; one alone is shown, the count would be no shorter.
    private mutating func add(_ rows: [Row], level: Int) {
        var index = 0
        while index < rows.count {
            let run = rows[index...].prefix(while: \.isEqual)
            let unchanged = run.reduce(0) { $0 + $1.difference.width }
            if unchanged > 1 {
                add(" ", level, "… (\(unchanged) unchanged)")
                index += run.count
                continue
            }
            let row = rows[index]
            if row.isExtra, case .same(let node) = row.difference {
                add(" ", level, row.label + closed(node, row.key) + "   (not documented)")
            } else {
                add(row.difference, key: row.key, label: row.label, level: level)
            }
            index += 1
        }
    }
}

extension DifferenceText {
    private mutating func add(
        _ leaf: Difference.Leaf, key: String, label: String, level: Int
    ) {
        let remark = leaf.remark.map { "   (\(Self.clipped(mask.masked($0), to: 200)))" } ?? ""
        let expected = label + Self.clipped(mask.masked(leaf.expected))
        guard let actual = leaf.actual else {
            add("-", level, expected + (remark.isEmpty ? "   (missing)" : remark))
            return
        }
        let found = label + Self.clipped(mask.maskedMember(key, actual))
        switch leaf.kind {
        case .unexpected:
            add("+", level, found + (remark.isEmpty ? "   (expected to be absent)" : remark))
        case .length where leaf.expected.isEmpty: add("+", level, found + remark)
        case .kind:
            let kind = leaf.expectedKind.map { "   (\($0))" } ?? ""
            add("-", level, expected + kind)
            add("+", level, found + "   (\(actual.kind))")
        case .value, .missing, .length, .pattern:
            add("-", level, expected)
            add("+", level, found + remark)
        }
    }

    private func closed(_ node: JSONNode, _ key: String) -> String {
        switch node.value {
        case .object(let members): members.isEmpty ? "{}" : "{…}"
        case .array(let elements): elements.isEmpty ? "[]" : "[…]"
        case .null, .bool, .number, .string: Self.clipped(mask.maskedMember(key, node))
        }
    }

    /// A text of at most 120 letters; of a secret that was cut first, the mask would know nothing.
    static func clipped(_ text: String, to limit: Int = 120) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }
}

extension Difference {
    fileprivate var isNothing: Bool { if case .nothing = self { true } else { false } }
}

extension Difference.Leaf {
    /// The kind of the value that was expected, nil where the pattern itself says it.
    fileprivate var expectedKind: String? { (try? JSONNode(parsing: expected))?.kind }
}
