/// How large the parts of a message may be before it is refused.
package struct HTTPLimits: Sendable, Hashable {
    /// The first line without its end; more is answered 414.
    package var startLineBytes: Int
    /// The whole head, first line and line ends included; more is answered 431.
    package var headBytes: Int
    /// The number of fields of a head, and of trailers; more is answered 431.
    package var fields: Int
    /// The body without chunk framing; more is answered 413 where the handler does not allow it.
    package var bodyBytes: Int
    /// One chunk's first line, extensions included; more is answered 413.
    package var chunkLineBytes: Int

    /// Makes limits; the defaults suit an API's requests.
    package init(
        startLineBytes: Int = 8 << 10, headBytes: Int = 32 << 10, fields: Int = 100,
        bodyBytes: Int = 1 << 20, chunkLineBytes: Int = 1 << 10
    ) {
        self.startLineBytes = startLineBytes
        self.headBytes = headBytes
        self.fields = fields
        self.bodyBytes = bodyBytes
        self.chunkLineBytes = chunkLineBytes
    }
}
