extension JSONNode {
    /// How a document is laid out.
    public enum Layout: Sendable {
        /// Without any white space.
        case compact
        /// Two spaces a level, one member or element a line.
        case indented
    }

    /// The document as UTF-8.
    public func bytes(_ layout: Layout = .compact) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes, layout: layout)
        return bytes
    }

    /// The document as text.
    public func text(_ layout: Layout = .compact) -> String {
        String(decoding: bytes(layout), as: UTF8.self)
    }

    /// Appends the document to a buffer as UTF-8.
    public func write(to bytes: inout [UInt8], layout: Layout = .compact) {
        switch layout {
        case .compact: writeCompact(to: &bytes)
        case .indented: writeIndented(to: &bytes, level: 0)
        }
    }

    private func writeCompact(to bytes: inout [UInt8]) {
        switch value {
        case .null, .bool, .number, .string: writeScalar(to: &bytes)
        case .array(let elements):
            bytes.append(.openBracket)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(.comma) }
                element.writeCompact(to: &bytes)
            }
            bytes.append(.closeBracket)
        case .object(let members):
            bytes.append(.openBrace)
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(.comma) }
                Self.writeString(member.key, to: &bytes)
                bytes.append(.colon)
                member.node.writeCompact(to: &bytes)
            }
            bytes.append(.closeBrace)
        }
    }

    private func writeIndented(to bytes: inout [UInt8], level: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(.openBracket)
            for (index, element) in elements.enumerated() {
                Self.writeBreak(to: &bytes, level: level + 1, after: index > 0)
                element.writeIndented(to: &bytes, level: level + 1)
            }
            Self.writeBreak(to: &bytes, level: level, after: false)
            bytes.append(.closeBracket)
        case .object(let members) where !members.isEmpty:
            bytes.append(.openBrace)
            for (index, member) in members.enumerated() {
                Self.writeBreak(to: &bytes, level: level + 1, after: index > 0)
                Self.writeString(member.key, to: &bytes)
                bytes.append(contentsOf: [.colon, 0x20])
                member.node.writeIndented(to: &bytes, level: level + 1)
            }
            Self.writeBreak(to: &bytes, level: level, after: false)
            bytes.append(.closeBrace)
        case .null, .bool, .number, .string, .array, .object: writeCompact(to: &bytes)
        }
    }

    private func writeScalar(to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let bool): bytes.append(contentsOf: (bool ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let string): Self.writeString(string, to: &bytes)
        case .array, .object: preconditionFailure("an array or object is no scalar")
        }
    }

    private static func writeBreak(to bytes: inout [UInt8], level: Int, after comma: Bool) {
        if comma { bytes.append(.comma) }
        bytes.append(0x0A)
        for _ in 0..<level { bytes.append(contentsOf: [0x20, 0x20]) }
    }

    /// Writes a string with the escapes that RFC 8259 section 7 demands, and no others.
    private static func writeString(_ string: String, to bytes: inout [UInt8]) {
        var string = string
        string.withUTF8 { writeString($0, to: &bytes) }
    }

    /// Writes a string that is given as UTF-8.
    static func writeString(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(.quote)
        // What needs no escape is copied in runs; most strings are one.
        var runStart = 0
        if !needsNoEscape(text) {
            for index in text.indices where mustBeEscaped(text[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart..<index]))
                writeEscape(text[index], to: &bytes)
                runStart = index + 1
            }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...]))
        bytes.append(.quote)
    }

    /// Whether no byte must be escaped, looked at eight at a time.
    static func needsNoEscape(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let bytes = UnsafeRawBufferPointer(text)
        var index = 0
        while index + 8 <= bytes.count {
            let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard !eight.mayHoldEscape else { break }
            index += 8
        }
        while index < bytes.count {
            if mustBeEscaped(bytes[index]) { return false }
            index += 1
        }
        return true
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == .quote || byte == .backslash
    }

    private static func writeEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(.backslash)
        switch byte {
        case .quote, .backslash: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let low = byte & 15
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(.zero + byte >> 4)
            bytes.append(low < 10 ? .zero + low : UInt8(ascii: "a") + low - 10)
        }
    }
}

extension UInt64 {
    /// Whether one of eight bytes may need an escape; what is found may lie beside it, so the bytes
    /// themselves decide.
    fileprivate var mayHoldEscape: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = self ^ (ones &* 0x22)
        let backslash = self ^ (ones &* 0x5C)
        let isControl = (self &- ones &* 0x20) & ~self
        let isQuote = (quote &- ones) & ~quote
        let isBackslash = (backslash &- ones) & ~backslash
        return (isControl | isQuote | isBackslash) & 0x8080_8080_8080_8080 != 0
    }
}
