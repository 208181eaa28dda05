import Foundations

extension JSONParser {
    /// Reads `string = quotation-mark *char quotation-mark`.
    mutating func parseString() throws(JSONError) -> String {
        index += 1
        let start = index
        var union: UInt8 = 0
        // Most strings have no escape: they are taken over whole, without a buffer between.
        while index < bytes.count {
            let byte = bytes[index]
            if byte == .quote {
                index += 1
                let text = UnsafeBufferPointer(rebasing: bytes[start..<index - 1])
                return try decode(text, isASCII: union < 0x80, from: start)
            }
            if byte == .backslash { return try parseEscapedString(from: start) }
            guard byte >= 0x20 else { throw JSONError(.controlCharacter(byte), at: index) }
            union |= byte
            index += 1
        }
        throw JSONError(.unexpectedEnd, at: index)
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var text = [UInt8](bytes[start..<index])
        while true {
            switch try peek() {
            case .quote:
                index += 1
                let result = text.withUnsafeBufferPointer { text in
                    Result { () throws(JSONError) in
                        try decode(text, isASCII: false, from: start)
                    }
                }
                return try result.get()
            case .backslash: try parseEscape(into: &text)
            case let byte where byte < 0x20: throw JSONError(.controlCharacter(byte), at: index)
            case let byte:
                text.append(byte)
                index += 1
            }
        }
    }

    /// Reads `escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 / %x75 4HEXDIG )`.
    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        let byte = try peek()
        index += 1
        switch byte {
        case .quote, .backslash, UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try parseScalar(escapeAt: start))
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    /// RFC 8259 section 7: one `uXXXX`, or for a character outside the BMP two, a surrogate pair.
    ///
    /// Half a pair stands for no character and cannot be written as UTF-8 again, so it is refused.
    private mutating func parseScalar(
        escapeAt start: Int
    ) throws(JSONError) -> Unicode.UTF8.EncodedScalar {
        var code = UInt32(try parseHexQuad(escapeAt: start))
        if (0xD800..<0xDC00).contains(code) {
            let second = index
            guard index + 1 < bytes.count, bytes[index] == .backslash,
                bytes[index + 1] == UInt8(ascii: "u")
            else { throw JSONError(.loneSurrogate, at: start) }
            index += 2
            let low = UInt32(try parseHexQuad(escapeAt: second))
            guard (0xDC00..<0xE000).contains(low) else {
                throw JSONError(.loneSurrogate, at: start)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else {
            throw JSONError(.loneSurrogate, at: start)
        }
        return encoded
    }

    /// Reads `4HEXDIG`.
    private mutating func parseHexQuad(escapeAt start: Int) throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = try peek().hexadecimalValue else {
                throw JSONError(.invalidEscape, at: start)
            }
            code = code << 4 | UInt16(digit)
            index += 1
        }
        return code
    }

    /// Makes a string of bytes that must be UTF-8: what had to be repaired was not.
    private func decode(
        _ text: UnsafeBufferPointer<UInt8>, isASCII: Bool, from start: Int
    ) throws(JSONError) -> String {
        let string = String(decoding: text, as: UTF8.self)
        guard isASCII || string.isExactly(text) else { throw invalidUTF8(from: start) }
        return string
    }

    /// The error that names the first byte after `start` that belongs to no character.
    private func invalidUTF8(from start: Int) -> JSONError {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        var offset = start
        for scalar in String(decoding: bytes[start...], as: UTF8.self).unicodeScalars {
            let isGenuine = bytes[offset...].starts(with: scalar.utf8)
            if scalar == replacement, !isGenuine { break }
            offset += scalar.utf8.count
        }
        return JSONError(.invalidUTF8, at: offset)
    }
}
