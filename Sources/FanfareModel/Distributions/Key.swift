/// Where a thing of one kind stands in the order of its making; a queue's key is none of a draw.
@frozen
public struct Key<Kind>: Hashable, Sendable {
    @usableFromInline let index: Int32

    init(index: Int32) { self.index = index }

    /// The key of the thing at a place in the list of all of its kind.
    package init(at place: Int) { index = Int32(place) }

    /// Its place in the list of all of its kind.
    @inlinable public var place: Int { Int(index) }
}
