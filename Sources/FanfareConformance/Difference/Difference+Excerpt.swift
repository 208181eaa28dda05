import JSONTree

extension Difference {
    /// The tree as reports show it: long values are cut, and of many neighbours most are counted.
    package var excerpt: Difference {
        var shortening = Shortening()
        return shortening.part(self)
    }

    /// How many neighbours the tree stands for, where it stands in a row.
    var width: Int {
        if case .omitted(let same, let differing) = self { same + differing } else { 1 }
    }

    /// What may still be shown of a whole tree.
    private struct Shortening {
        var room = Excerpt.bodyBytes
        var differing = 100
        var same = 200

        mutating func part(_ difference: Difference) -> Difference {
            switch difference {
            case .nothing, .omitted: return difference
            case .same(let node):
                same -= 1
                return .same(node.isScalar ? Excerpt.node(node) : node.closed)
            case .leaf(let leaf): return .leaf(part(leaf))
            case .array(let elements):
                return .array(rows(elements, \.self) { difference, _ in difference })
            case .object(let entries):
                return .object(
                    rows(entries, \.difference) { difference, entry in
                        Entry(
                            key: entry.map { Excerpt.text($0.key) } ?? "…", difference: difference,
                            isExtra: entry?.isExtra ?? false)
                    })
            }
        }

        private mutating func part(_ leaf: Leaf) -> Leaf {
            let actual = leaf.actual.map { Excerpt.node($0, room: min(Excerpt.nodeBytes, room)) }
            let expected = Excerpt.text(leaf.expected)
            differing -= 1
            room -= expected.utf8.count + (actual?.bytes().count ?? 0)
            return Leaf(
                kind: leaf.kind, expected: expected, actual: actual,
                remark: leaf.remark.map { Excerpt.text($0) }, place: leaf.place)
        }

        /// Neighbours that are not shown become one that says how many they are.
        private mutating func rows<Row>(
            _ rows: [Row], _ difference: (Row) -> Difference, _ row: (Difference, Row?) -> Row
        ) -> [Row] {
            var shown: [Row] = []
            for next in rows {
                let tree = difference(next)
                let differs = tree.differs
                guard differs ? differing <= 0 || room <= 0 : same <= 0 else {
                    shown.append(row(part(tree), next))
                    continue
                }
                var counts = (same: differs ? 0 : 1, differing: differs ? 1 : 0)
                if let last = shown.last.map(difference),
                    case .omitted(let same, let differing) = last
                {
                    shown.removeLast()
                    counts = (counts.same + same, counts.differing + differing)
                }
                shown.append(row(.omitted(same: counts.same, differing: counts.differing), nil))
            }
            return shown
        }
    }
}
