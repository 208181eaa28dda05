extension JSONParser {
    /// `number = [ minus ] int [ frac ] [ exp ]`
    mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = index
        if bytes[index] == .minus { index += 1 }
        // int = zero / ( digit1-9 *DIGIT )
        if index < bytes.count, bytes[index] == .zero {
            index += 1
            if index < bytes.count, isDigit(bytes[index]) {
                throw JSONError(.invalidNumber, at: index)
            }
        } else {
            try skipDigits()
        }
        // frac = decimal-point 1*DIGIT
        if index < bytes.count, bytes[index] == .point {
            index += 1
            try skipDigits()
        }
        // exp = e [ minus / plus ] 1*DIGIT
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == .minus || bytes[index] == .plus { index += 1 }
            try skipDigits()
        }
        return JSONNumber(text: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// `1*DIGIT`
    private mutating func skipDigits() throws(JSONError) {
        let start = index
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        guard index > start else { throw JSONError(.invalidNumber, at: index) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= .zero && byte <= .nine }

    /// `string = quotation-mark *char quotation-mark`
    mutating func parseString() throws(JSONError) -> String {
        index += 1
        let start = index
        // Most strings have no escape: they are taken over whole, without a buffer between.
        while index < bytes.count {
            switch bytes[index] {
            case .quote:
                defer { index += 1 }
                return try decode(UnsafeBufferPointer(rebasing: bytes[start..<index]), at: start)
            case .backslash: return try parseEscapedString(from: start)
            case 0..<0x20: throw JSONError(.controlCharacter(bytes[index]), at: index)
            default: index += 1
            }
        }
        throw JSONError(.unexpectedEnd, at: index)
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var buffer = [UInt8](bytes[start..<index])
        while true {
            switch try peek() {
            case .quote:
                index += 1
                return try buffer.withUnsafeBufferPointer { buffer in
                    Result { () throws(JSONError) in try decode(buffer, at: start) }
                }.get()
            case .backslash: try parseEscape(into: &buffer)
            case let byte where byte < 0x20: throw JSONError(.controlCharacter(byte), at: index)
            case let byte:
                buffer.append(byte)
                index += 1
            }
        }
    }

    /// `char = unescaped / escape ( " \ / b f n r t / uXXXX )`
    private mutating func parseEscape(into buffer: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        let byte = try peek()
        index += 1
        switch byte {
        case .quote, .backslash, UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            buffer.append(contentsOf: String(try parseScalar(escapeAt: start)).utf8)
        default: throw JSONError(.invalidEscape, at: start)
        }
    }

    /// One `uXXXX`, or two that form a surrogate pair (RFC 8259 section 7).
    private mutating func parseScalar(escapeAt start: Int) throws(JSONError) -> Character {
        var code = UInt32(try parseHexQuad())
        if (0xD800..<0xDC00).contains(code) {
            guard index + 1 < bytes.count, bytes[index] == .backslash,
                bytes[index + 1] == UInt8(ascii: "u")
            else { throw JSONError(.loneSurrogate, at: start) }
            index += 2
            let low = UInt32(try parseHexQuad())
            guard (0xDC00..<0xE000).contains(low) else {
                throw JSONError(.loneSurrogate, at: start)
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.loneSurrogate, at: start) }
        return Character(scalar)
    }

    private mutating func parseHexQuad() throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw JSONError(.invalidEscape, at: index)
            }
            code = code << 4 | UInt16(digit)
            index += 1
        }
        return code
    }

    private func decode(
        _ utf8: UnsafeBufferPointer<UInt8>, at offset: Int
    ) throws(JSONError) -> String {
        guard let string = String(validating: utf8, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, at: offset)
        }
        return string
    }
}
