/// Reads field lines up to the empty line: the second part of a head, or trailers.
///
/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 section 5)
struct FieldSectionParser {
    let limits: HTTPLimits
    var scanner = LineScanner()
    private(set) var fields: [HTTPHeaders.Field] = []

    init(limits: HTTPLimits) { self.limits = limits }

    /// Reads what is there; gives the offset after the empty line once that has come.
    ///
    /// `bytes` always begins where the head or the trailers begin.
    mutating func parse(_ bytes: Span<UInt8>) throws(HTTPParseError) -> Int? {
        while let line = try nextLine(of: bytes) {
            if line.isEmpty { return scanner.lineStart }
            guard fields.count < limits.fields else {
                throw HTTPParseError(.tooManyFields, at: line.lowerBound)
            }
            if fields.isEmpty { fields.reserveCapacity(12) }
            fields.append(try parseLine(line, of: bytes))
        }
        return nil
    }

    private mutating func nextLine(of bytes: Span<UInt8>) throws(HTTPParseError) -> Range<Int>? {
        let roomBeforeLineEnd = limits.headBytes - scanner.lineStart - 2
        return try scanner.nextLine(of: bytes, limit: roomBeforeLineEnd, orThrow: .headTooLarge)
    }

    private func parseLine(
        _ line: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) -> HTTPHeaders.Field {
        // Section 5.2: "A server that receives an obs-fold in a request message … MUST either
        // reject the message … or replace each received obs-fold".
        guard !bytes[line.lowerBound].isBlank else {
            throw HTTPParseError(.foldedLine, at: line.lowerBound)
        }
        let colon = try findColon(in: line, of: bytes)
        let value = try trimValue((colon + 1)..<line.upperBound, of: bytes)
        return HTTPHeaders.Field(
            nameStart: UInt32(line.lowerBound), nameCount: UInt32(colon - line.lowerBound),
            valueStart: UInt32(value.lowerBound), valueCount: UInt32(value.count))
    }

    private func findColon(
        in line: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) -> Int {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index].isTokenByte { index += 1 }
        guard index < line.upperBound else { throw HTTPParseError(.missingColon, at: index) }
        guard bytes[index] == .colon, index > line.lowerBound else {
            // Section 5.1: "No whitespace is allowed between the field name and colon."
            let reason: HTTPParseError.Reason =
                bytes[index].isBlank ? .spaceBeforeColon : .invalidFieldName
            throw HTTPParseError(reason, at: index)
        }
        return index
    }

    private func trimValue(
        _ range: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) -> Range<Int> {
        if let index = bytes.firstInvalidValueByte(in: range) {
            throw HTTPParseError(.invalidFieldValue, at: index)
        }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start].isBlank { start += 1 }
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        return start..<end
    }
}

extension Span<UInt8> {
    /// Where a byte stands that no field value may hold; values are long, so eight are looked at at
    /// a time: 9 % of the instructions of a request that was not known.
    fileprivate func firstInvalidValueByte(in range: Range<Int>) -> Int? {
        withUnsafeBytes { bytes in
            var index = range.lowerBound
            while index + 8 <= range.upperBound {
                let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard eight.mayHoldByte(below: 0x20) | eight.mayHold(0x7F) == 0 else { break }
                index += 8
            }
            while index < range.upperBound {
                if !bytes[index].isFieldValueByte { return index }
                index += 1
            }
            return nil
        }
    }
}

/// Eight bytes looked at as one number; what is found may lie beside it, so the bytes decide.
extension UInt64 {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Not 0 when some byte is smaller than a number up to 128.
    fileprivate func mayHoldByte(below bound: UInt64) -> UInt64 {
        (self &- Self.ones &* bound) & ~self & Self.highBits
    }

    /// Not 0 when some byte is this one.
    fileprivate func mayHold(_ byte: UInt64) -> UInt64 {
        (self ^ (Self.ones &* byte)).mayHoldByte(below: 1)
    }
}
