#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Finds the lines of a growing run of bytes, looking at no byte twice.
///
/// RFC 9112 section 2.2 lets a recipient take a bare LF for a line's end. This one does not: two
/// parties that differ about where lines end can be made to differ about where messages end.
struct LineScanner {
    /// Where the line to be found next begins.
    private(set) var lineStart = 0
    private var searched = 0

    var hasSeenNothing: Bool { searched == 0 }

    /// Finds the next whole line and gives its range without CRLF, or nil if it has yet to end.
    ///
    /// A line with more bytes than the limit is refused for the reason given, as soon as that is
    /// certain: the answer must not depend on how the bytes were split.
    mutating func nextLine(
        of bytes: Span<UInt8>, limit: Int, orThrow reason: HTTPParseError.Reason
    ) throws(HTTPParseError) -> Range<Int>? {
        guard let lineFeed = firstLineFeed(in: bytes) else {
            // The last byte may be the CR.
            guard bytes.count - lineStart <= limit + 1 else {
                throw HTTPParseError(reason, at: lineStart + limit)
            }
            searched = bytes.count
            return nil
        }
        let hasReturn = lineFeed > lineStart && bytes[lineFeed - 1] == .carriageReturn
        let line = lineStart..<(hasReturn ? lineFeed - 1 : lineFeed)
        guard line.count <= limit else { throw HTTPParseError(reason, at: lineStart + limit) }
        guard hasReturn else { throw HTTPParseError(.bareLineFeed, at: lineFeed) }
        lineStart = lineFeed + 1
        searched = lineStart
        return line
    }

    /// With the system's search: 10 % of the instructions of a request that was not known.
    private func firstLineFeed(in bytes: Span<UInt8>) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            guard searched < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + searched, Int32(UInt8.lineFeed), bytes.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
