/// One page of a list of consumers.
public struct ConsumerPage: Sendable {
    /// The consumers, newest first.
    public var keys: [ConsumerKey] = []
    /// Where the next page begins, nil when there is none.
    public var next: Int?
}

extension Consumers {
    /// The consumers that a test holds for, newest first, from a place on; guests that were merged
    /// into others are left out.
    ///
    /// It looks at no more than so many records, so that a page costs the same in a world of a
    /// million; one that ends early says where to look on.
    public func newest(
        from place: Int? = nil, limit: Int, examining most: Int,
        where isWanted: (ConsumerKey, Consumer) -> Bool = { _, _ in true }
    ) -> ConsumerPage {
        var page = ConsumerPage()
        var index = min(place ?? count - 1, count - 1)
        let end = max(-1, index - most)
        while index > end, page.keys.count < limit {
            let key = ConsumerKey(at: index)
            if isCurrent(key), isWanted(key, self[key]) { page.keys.append(key) }
            index -= 1
        }
        page.next = index >= 0 ? index : nil
        return page
    }
}
