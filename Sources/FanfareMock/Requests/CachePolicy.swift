import HTTPEngine

/// Who may keep an answer (RFC 9111).
///
/// Callers are told apart by fields that a cache does not look at: to one that keeps what says
/// nothing, one guest's answer is another's.
enum CachePolicy {
    /// Nobody.
    case noStore
    /// The caller's own cache, which asks again before it uses it; it depends on the key alone.
    case ownCacheAsksAgain

    /// Says it in an answer.
    ///
    /// What may be kept names all that it was chosen by (RFC 9110 section 12.5.5); the origin counts
    /// even where none came, since the answer would be another.
    func add(to fields: inout PlainFields) {
        switch self {
        case .noStore:
            fields.add(lines: "Cache-Control: no-store\r\nVary: Origin\r\n")
        case .ownCacheAsksAgain:
            fields.add(
                lines: """
                    Cache-Control: private, no-cache\r
                    Vary: Origin, Authorization, X-Publishable-Key, X-Organization-Id\r

                    """)
        }
    }
}
