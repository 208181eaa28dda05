/// Collects a body by any of its framings.
struct BodyDecoder {
    private enum Progress {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
        case untilClose
    }

    private var progress: Progress
    private let limit: Int
    /// What has come of the body.
    private(set) var body: [UInt8] = []

    /// Begins a body; refuses one that announces more bytes than the limit.
    init(_ framing: BodyFraming, limits: HTTPLimits) throws(HTTPParseError) {
        limit = limits.bodyBytes
        switch framing {
        case .length(let length):
            guard length <= limit else { throw HTTPParseError(.bodyTooLarge) }
            progress = .length(remaining: length)
        case .chunked: progress = .chunked(ChunkedDecoder(limits: limits))
        case .untilClose: progress = .untilClose
        }
    }

    /// Whether the body is whole; one that runs up to the end of the connection never is.
    var isFinished: Bool {
        switch progress {
        case .length(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isFinished
        case .untilClose: false
        }
    }

    /// Whether only the end of the connection ends it.
    var runsUntilClose: Bool {
        if case .untilClose = progress { true } else { false }
    }

    /// The fields after a chunked body.
    var trailers: HTTPHeaders {
        if case .chunked(let decoder) = progress { decoder.trailers } else { HTTPHeaders() }
    }

    /// Takes what belongs to the body and gives the number of bytes used up.
    mutating func decode(_ bytes: Span<UInt8>) throws(HTTPParseError) -> Int {
        switch progress {
        case .length(let remaining):
            let piece = bytes.extracting(first: remaining)
            body.makeRoom(for: piece.count, atMost: body.count + remaining)
            piece.withUnsafeBufferPointer { body.append(contentsOf: $0) }
            progress = .length(remaining: remaining - piece.count)
            return piece.count
        case .chunked(var decoder):
            // Out of the enum while it changes, so that nothing is copied.
            progress = .untilClose
            defer { progress = .chunked(decoder) }
            return try decoder.decode(bytes, into: &body)
        case .untilClose:
            guard bytes.count <= limit - body.count else { throw HTTPParseError(.bodyTooLarge) }
            body.makeRoom(for: bytes.count, atMost: min(limit, 64 << 20))
            bytes.withUnsafeBufferPointer { body.append(contentsOf: $0) }
            return bytes.count
        }
    }
}

extension [UInt8] {
    /// Makes room for the next bytes of a body, of which so many are expected in all; for more than
    /// that it grows as it goes.
    ///
    /// What is announced need not come, so a little room is made at first, and all when that is full:
    /// an array that doubles moves 16 MB at once on its way to 32, which keeps everybody else waiting,
    /// while room that nothing was written to takes no memory.
    mutating func makeRoom(for next: Int, atMost all: Int) {
        let needed = count + next
        guard needed > capacity, needed <= all else { return }
        reserveCapacity(needed <= 16 << 10 ? Swift.min(all, 16 << 10) : all)
    }
}
