import Foundations

/// Takes a chunked body apart, however it is split (RFC 9112 section 7.1).
///
/// ```
/// chunked-body   = *chunk last-chunk trailer-section CRLF
/// chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
/// ```
struct ChunkedDecoder {
    private enum State {
        /// A chunk's first line has yet to end.
        case sizeLine(LineScanner)
        /// So many bytes of the chunk have yet to come.
        case data(remaining: Int)
        /// The chunk is whole; its CRLF has yet to come.
        case dataEnd
        /// The last chunk has come; the trailers have yet to end.
        case trailers(FieldSectionParser)
        /// The body is whole.
        case finished
    }

    private let limits: HTTPLimits
    private var state = State.sizeLine(LineScanner())
    private var extensionBytes = 0
    private(set) var trailers = HTTPHeaders()

    init(limits: HTTPLimits) { self.limits = limits }

    var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

    /// Moves what is there to `body` and gives the number of bytes used up.
    ///
    /// The rest is an unfinished line, to be given again with more behind it.
    mutating func decode(
        _ bytes: Span<UInt8>, into body: inout [UInt8]
    ) throws(HTTPParseError) -> Int {
        var used = 0
        while !isFinished {
            let step = try decodeStep(bytes.extracting(droppingFirst: used), into: &body)
            guard let step else { break }
            used += step
        }
        return used
    }

    /// Takes one part; nil if it has yet to be whole.
    private mutating func decodeStep(
        _ bytes: Span<UInt8>, into body: inout [UInt8]
    ) throws(HTTPParseError) -> Int? {
        switch state {
        case .sizeLine(let scanner): return try readSizeLine(bytes, scanner, bodyCount: body.count)
        case .data(let remaining): return readData(bytes, remaining, into: &body)
        case .dataEnd: return try readDataEnd(bytes)
        case .trailers(let section): return try readTrailers(bytes, section)
        case .finished: return nil
        }
    }

    private mutating func readSizeLine(
        _ bytes: Span<UInt8>, _ scanner: LineScanner, bodyCount: Int
    ) throws(HTTPParseError) -> Int? {
        var scanner = scanner
        let line = try scanner.nextLine(
            of: bytes, limit: limits.chunkLineBytes, orThrow: .chunkLineTooLong)
        guard let line else {
            state = .sizeLine(scanner)
            return nil
        }
        let size = try parseSizeLine(bytes.extracting(line))
        guard size <= limits.bodyBytes - bodyCount else { throw HTTPParseError(.bodyTooLarge) }
        state = size > 0 ? .data(remaining: size) : .trailers(FieldSectionParser(limits: limits))
        return scanner.lineStart
    }

    private mutating func readData(
        _ bytes: Span<UInt8>, _ remaining: Int, into body: inout [UInt8]
    ) -> Int? {
        let piece = bytes.extracting(first: remaining)
        guard !piece.isEmpty else { return nil }
        body.makeRoom(for: piece.count, atMost: min(limits.bodyBytes, 64 << 20))
        piece.withUnsafeBufferPointer { body.append(contentsOf: $0) }
        let rest = remaining - piece.count
        state = rest > 0 ? .data(remaining: rest) : .dataEnd
        return piece.count
    }

    private mutating func readDataEnd(_ bytes: Span<UInt8>) throws(HTTPParseError) -> Int? {
        guard bytes.isEmpty || bytes[0] == .carriageReturn else {
            throw HTTPParseError(.missingChunkEnd)
        }
        guard bytes.count > 1 else { return nil }
        guard bytes[1] == .lineFeed else { throw HTTPParseError(.missingChunkEnd, at: 1) }
        state = .sizeLine(LineScanner())
        return 2
    }

    private mutating func readTrailers(
        _ bytes: Span<UInt8>, _ section: FieldSectionParser
    ) throws(HTTPParseError) -> Int? {
        var section = section
        guard let end = try section.parse(bytes) else {
            state = .trailers(section)
            return nil
        }
        if !section.fields.isEmpty {
            let storage = bytes.extracting(first: end).withUnsafeBufferPointer { Array($0) }
            trailers = HTTPHeaders(received: storage, fields: section.fields)
        }
        state = .finished
        return end
    }
}

extension ChunkedDecoder {
    /// `chunk-size = 1*HEXDIG`, then perhaps extensions.
    private mutating func parseSizeLine(_ line: Span<UInt8>) throws(HTTPParseError) -> Int {
        var size = 0
        var index = 0
        while index < line.count, let digit = line[index].hexadecimalValue {
            guard size >> 56 == 0 else { throw HTTPParseError(.bodyTooLarge, at: index) }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > 0 else { throw HTTPParseError(.invalidChunkSize, at: 0) }
        if index < line.count { try checkExtensions(line, from: index) }
        return size
    }

    /// Section 7.1.1: "A recipient MUST ignore unrecognized chunk extensions" and "ought to limit
    /// the total length of chunk extensions received".
    private mutating func checkExtensions(
        _ line: Span<UInt8>, from start: Int
    ) throws(HTTPParseError) {
        var index = start
        while index < line.count, line[index].isBlank { index += 1 }
        guard index < line.count, line[index] == .semicolon else {
            throw HTTPParseError(.invalidChunkSize, at: index)
        }
        for index in index..<line.count where !line[index].isFieldValueByte {
            throw HTTPParseError(.invalidChunkExtension, at: index)
        }
        extensionBytes += line.count - start
        guard extensionBytes <= limits.headBytes else { throw HTTPParseError(.chunkLineTooLong) }
    }
}
