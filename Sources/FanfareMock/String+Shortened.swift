extension String {
    /// The beginning of a text that a stranger chose, with a mark where it goes on.
    ///
    /// It counts bytes, which takes no time for a long text, and keeps whole characters.
    func shortened(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let end = utf8.index(utf8.startIndex, offsetBy: limit)
        return String(decoding: utf8[..<end], as: UTF8.self) + "…"
    }
}
