import JSONTree

extension Difference {
    /// The tree as reports show it: long values are cut, and of many neighbours most are counted.
    package var excerpt: Difference {
        var room = Excerpt.bodyBytes
        return excerpt(within: &room)
    }

    /// The tree as reports show it, which takes from the room.
    func excerpt(within room: inout Int) -> Difference {
        let part = Excerpt.part(of: room)
        var shortening = Shortening(room: part)
        defer { room -= part - shortening.room }
        return shortening.part(self)
    }

    /// How many neighbours the tree stands for, where it stands in a row.
    var width: Int {
        if case .omitted(let same, let differing) = self { same + differing } else { 1 }
    }

    /// What may still be shown of a whole tree.
    private struct Shortening {
        var room: Int
        var differing = 100
        var same = 200
        /// Of what is equal, little is shown.
        var roomForSame = 16 << 10

        init(room: Int) { self.room = room }

        mutating func part(_ difference: Difference) -> Difference {
            switch difference {
            case .nothing, .omitted: return difference
            case .same(let node):
                same -= 1
                let kept = node.isScalar ? Excerpt.node(node, room: Excerpt.nameBytes) : node.closed
                roomForSame -= Self.size(of: kept)
                return .same(kept)
            case .leaf(let leaf): return .leaf(part(leaf))
            case .array(let elements):
                return .array(rows(elements, \.self) { difference, _ in difference })
            case .object(let entries):
                return .object(
                    rows(entries, \.difference) { difference, entry in
                        Entry(
                            key: entry.map { Excerpt.text($0.key, limit: Excerpt.nameBytes) }
                                ?? "…",
                            difference: difference, isExtra: entry?.isExtra ?? false)
                    })
            }
        }

        private static func size(of node: JSONNode) -> Int {
            switch node.value {
            case .string(let text): Excerpt.nodeOverhead + text.utf8.count
            case .number(let number): Excerpt.nodeOverhead + number.text.utf8.count
            case .null, .bool: Excerpt.nodeOverhead
            case .array(let elements): elements.reduce(Excerpt.nodeOverhead) { $0 + size(of: $1) }
            case .object(let members):
                members.reduce(Excerpt.nodeOverhead) {
                    $0 + $1.key.utf8.count + size(of: $1.node)
                }
            }
        }

        private mutating func part(_ leaf: Leaf) -> Leaf {
            let actual = leaf.actual.map { Excerpt.node($0, room: min(Excerpt.nodeBytes, room)) }
            let expected = Excerpt.text(leaf.expected)
            let remark = leaf.remark.map { Excerpt.text($0, limit: Excerpt.nameBytes) }
            differing -= 1
            room -= expected.utf8.count + (remark?.utf8.count ?? 0)
            room -= actual.map(Self.size) ?? 0
            return Leaf(
                kind: leaf.kind, expected: expected, actual: actual, remark: remark,
                place: leaf.place)
        }

        /// Neighbours that are not shown become one that says how many they are.
        private mutating func rows<Row>(
            _ rows: [Row], _ difference: (Row) -> Difference, _ row: (Difference, Row?) -> Row
        ) -> [Row] {
            var shown: [Row] = []
            for next in rows {
                let tree = difference(next)
                let differs = tree.differs
                guard differs ? differing <= 0 || room <= 0 : same <= 0 || roomForSame <= 0 else {
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
