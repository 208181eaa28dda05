/// `request-line = method SP request-target SP HTTP-version`, RFC 9112 section 3.
struct RequestLine {
    let method: String
    let target: Range<Int>
    let version: HTTPVersion

    init(parsing line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPParseError) {
        let methodEnd = try Self.findSpace(
            in: line, of: bytes, valid: \.isTokenByte, .invalidMethod)
        let afterMethod = (methodEnd + 1)..<line.upperBound
        let targetEnd = try Self.findSpace(
            in: afterMethod, of: bytes, valid: \.isTargetByte, .invalidTarget)
        guard !Self.isPreface(line, of: bytes) else { throw HTTPParseError(.http2Preface) }
        version = try Self.parseVersion((targetEnd + 1)..<line.upperBound, of: bytes)
        method = bytes.extracting(line.lowerBound..<methodEnd).text
        target = afterMethod.lowerBound..<targetEnd
    }

    /// RFC 9113 section 3.4: how a client begins that takes HTTP/2 for agreed.
    private static func isPreface(_ line: Range<Int>, of bytes: Span<UInt8>) -> Bool {
        bytes[line.lowerBound] == UInt8(ascii: "P")
            && bytes.extracting(line).withUnsafeBufferPointer {
                $0.elementsEqual("PRI * HTTP/2.0".utf8)
            }
    }

    /// The end of a part that is not empty and that one space ends.
    private static func findSpace(
        in range: Range<Int>, of bytes: Span<UInt8>, valid: (UInt8) -> Bool,
        _ reason: HTTPParseError.Reason
    ) throws(HTTPParseError) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, valid(bytes[index]) { index += 1 }
        guard index < range.upperBound, index > range.lowerBound else {
            throw HTTPParseError(.malformedRequestLine, at: index)
        }
        guard bytes[index] == .space else { throw HTTPParseError(reason, at: index) }
        return index
    }

    /// `HTTP-version = HTTP-name "/" DIGIT "." DIGIT`, case-sensitive by section 2.3.
    private static func parseVersion(
        _ range: Range<Int>, of bytes: Span<UInt8>
    ) throws(HTTPParseError) -> HTTPVersion {
        guard let (major, minor) = HTTPVersion.parseNumbers(bytes.extracting(range)) else {
            throw HTTPParseError(.malformedRequestLine, at: range.lowerBound)
        }
        guard major == 1 else { throw HTTPParseError(.unsupportedVersion, at: range.lowerBound) }
        return minor == 0 ? .http10 : .http11
    }
}

extension HTTPVersion {
    /// The digits of `HTTP/1.1`.
    static func parseNumbers(_ bytes: Span<UInt8>) -> (major: UInt8, minor: UInt8)? {
        guard bytes.count == 8, bytes[5].isDigit, bytes[6] == UInt8(ascii: "."), bytes[7].isDigit,
            bytes[0] == UInt8(ascii: "H"), bytes[1] == UInt8(ascii: "T"),
            bytes[2] == UInt8(ascii: "T"), bytes[3] == UInt8(ascii: "P"), bytes[4] == .slash
        else { return nil }
        return (bytes[5] - .zero, bytes[7] - .zero)
    }
}

extension Span<UInt8> {
    var text: String {
        withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
