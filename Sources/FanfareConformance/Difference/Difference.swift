package import JSONTree

/// An answer's value held against its pattern: a tree with a leaf for everything that differs.
package indirect enum Difference: Sendable {
    /// The value matches.
    case same(JSONNode)
    /// Nothing was expected and nothing is there.
    case nothing
    /// The value differs as a whole.
    case leaf(Leaf)
    /// An object, some of whose members may differ.
    case object([Entry])
    /// An array, some of whose elements may differ.
    case array([Difference])
    /// Neighbours that are counted and not shown, in an array or an object.
    case omitted(same: Int, differing: Int)

    /// One member of an object.
    package struct Entry: Sendable {
        /// Its name.
        package let key: String
        /// How it compares.
        package let difference: Difference
        /// Whether the pattern does not name it.
        package let isExtra: Bool
    }

    /// A value that differs.
    package struct Leaf: Sendable {
        /// In what way.
        package let kind: Kind
        /// The pattern, as one writes it.
        package let expected: String
        /// What was there instead, nil for nothing.
        package let actual: JSONNode?
        /// What the pattern came to, or why the value does not match it.
        package let remark: String?
        /// Where the pattern stands.
        package let place: FileLocation
    }

    /// The ways to differ.
    package enum Kind: String, Sendable, CaseIterable {
        /// Another value of the same kind.
        case value
        /// Another kind of value.
        case kind
        /// Not there.
        case missing
        /// There, though it must not be.
        case unexpected
        /// An array with too few or too many elements.
        case length
        /// A value that does not have the form asked for.
        case pattern
    }

    /// A tree with one value that differs and nothing else.
    init(_ leaf: Leaf, at pointer: JSONPointer) {
        self = pointer.tokens.reversed().reduce(.leaf(leaf)) { difference, key in
            .object([Entry(key: key, difference: difference, isExtra: false)])
        }
    }

    /// Every leaf, in the order of the pattern.
    package var leaves: [Leaf] {
        switch self {
        case .same, .nothing, .omitted: []
        case .leaf(let leaf): [leaf]
        case .object(let entries): entries.flatMap(\.difference.leaves)
        case .array(let elements): elements.flatMap(\.leaves)
        }
    }

    /// Whether anything differs.
    package var differs: Bool {
        switch self {
        case .same, .nothing: false
        case .omitted(_, let differing): differing > 0
        case .leaf: true
        case .object(let entries): entries.contains { $0.difference.differs }
        case .array(let elements): elements.contains(where: \.differs)
        }
    }

    /// The leaves with the way to each.
    package func leavesWithPointers(
        below pointer: JSONPointer = JSONPointer()
    ) -> [(pointer: JSONPointer, leaf: Leaf)] {
        switch self {
        case .same, .nothing, .omitted: []
        case .leaf(let leaf): [(pointer, leaf)]
        case .object(let entries):
            entries.flatMap { $0.difference.leavesWithPointers(below: pointer.appending($0.key)) }
        case .array(let elements):
            numbered(elements).flatMap { index, element in
                element.leavesWithPointers(below: pointer.appending(String(index)))
            }
        }
    }

    /// Elements with the index of each; one that stands for several counts as many.
    func numbered(_ elements: [Difference]) -> [(Int, Difference)] {
        var next = 0
        return elements.map { element in
            defer { next += element.width }
            return (next, element)
        }
    }
}
