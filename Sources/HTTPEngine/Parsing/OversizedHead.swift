/// A head that is refused for its size and still read to its end, before that is said.
///
/// Whether a page may read the answer hangs on `Origin`, which browsers put behind the fields of the
/// page. So little is kept: what is long is let go of as it comes.
final class OversizedHead {
    let refusal: HTTPRefusal
    private var line: [UInt8] = []
    private var hasRequestLine = false
    private var isWhole = false
    private var readable: HTTPRequest?
    private var bytesLeft = 1 << 20
    /// How many bytes of fields may still be kept.
    private var room = 64 << 10

    /// A longer line is left out.
    private static let longestLine = 8 << 10

    init(_ refusal: HTTPRefusal) { self.refusal = refusal }

    /// What could be read of the request.
    var request: HTTPRequest? { hasRequestLine ? readable : Self.readable(line) }

    private static func readable(_ line: [UInt8]) -> HTTPRequest? { HTTPRequest(soFar: line.span) }

    /// Reads on; true when the head has ended, or is not worth waiting for any more.
    func read(_ bytes: Span<UInt8>) -> Bool {
        bytesLeft -= bytes.count
        for index in bytes.indices where !isWhole {
            let byte = bytes[index]
            if byte == .lineFeed {
                lineEnded()
            } else if line.count <= Self.longestLine {
                line.append(byte)
            }
        }
        return isWhole || bytesLeft <= 0
    }

    private func lineEnded() {
        if line.last == .carriageReturn { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        if hasRequestLine {
            if line.isEmpty { isWhole = true } else { keepField() }
        } else if !line.isEmpty {
            hasRequestLine = true
            readable = Self.readable(line)
        }
    }

    private func keepField() {
        guard line.count < Self.longestLine, line.count <= room, !line.contains(.carriageReturn)
        else { return }
        room -= line.count
        readable?.addReadable(field: line[...])
    }
}

extension HTTPParseError.Reason {
    /// Whether more of a head has come than is taken in.
    var isOversizedHead: Bool {
        switch self {
        case .startLineTooLong, .headTooLarge, .tooManyFields: true
        default: false
        }
    }
}
