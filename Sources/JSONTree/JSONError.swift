/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Reason: Hashable, Sendable {
        /// The text ended inside a value, or held none.
        case unexpectedEnd
        /// A byte that the grammar does not allow here; the text says what it does allow.
        case unexpectedByte(UInt8, expected: String)
        /// Something other than white space after the value.
        case trailingBytes
        /// A byte order mark before the value, which RFC 8259 section 8.1 forbids to send.
        case byteOrderMark
        /// A control character inside a string, which must be escaped.
        case controlCharacter(UInt8)
        /// A backslash before a byte that cannot be escaped.
        case invalidEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A number that breaks the grammar, such as `01`, `1.` or `-`.
        case invalidNumber
        /// More arrays and objects inside one another than the limit.
        case tooDeep(limit: Int)
        /// More bytes than the limit.
        case tooLong(limit: Int)
        /// More values than the limit.
        case tooMany(limit: Int)
    }

    /// What was wrong.
    public let reason: Reason
    /// The offset of the byte where it was noticed.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension JSONError.Reason: CustomStringConvertible {
    /// The reason as half a sentence, for after a place.
    public var description: String {
        switch self {
        case .unexpectedEnd: "the text ends in the middle of a value"
        case .unexpectedByte(let byte, let expected):
            "found \(Self.name(byte)), expected \(expected)"
        case .trailingBytes: "more text after the value"
        case .byteOrderMark: "a byte order mark before the value"
        case .controlCharacter(let byte): "\(Self.name(byte)) inside a string must be escaped"
        case .invalidEscape: "an unknown escape inside a string"
        case .loneSurrogate: "half of a surrogate pair inside a string"
        case .invalidUTF8: "bytes that are not UTF-8"
        case .invalidNumber: "a malformed number"
        case .tooDeep(let limit): "more than \(limit) arrays and objects inside one another"
        case .tooLong(let limit): "more than \(limit) bytes"
        case .tooMany(let limit): "more than \(limit) values"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(UnicodeScalar(byte))'" }
        let hex = String(byte, radix: 16, uppercase: true)
        return "byte 0x" + (hex.count == 1 ? "0" : "") + hex
    }
}

/// A place in a text as people count: from 1, columns in Unicode scalars.
public struct JSONPosition: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int

    /// Counts lines and columns up to a byte offset; an offset past the end means the end.
    public init(offset: Int, in text: [UInt8]) {
        let before = text.prefix(max(0, offset))
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    }

    /// The place as `line:column`.
    public var description: String { "\(line):\(column)" }
}
