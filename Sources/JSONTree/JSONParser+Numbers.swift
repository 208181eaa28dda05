extension JSONParser {
    /// Reads `number = [ minus ] int [ frac ] [ exp ]` and keeps its text.
    mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = index
        if bytes[index] == .minus { index += 1 }
        // int = zero / ( digit1-9 *DIGIT )
        if next == .zero {
            index += 1
            if let next, isDigit(next) { throw JSONError(.invalidNumber, at: index) }
        } else {
            try skipDigits()
        }
        // frac = decimal-point 1*DIGIT
        if next == .point {
            index += 1
            try skipDigits()
        }
        // exp = e [ minus / plus ] 1*DIGIT
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            index += 1
            if next == .minus || next == .plus { index += 1 }
            try skipDigits()
        }
        return JSONNumber(text: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// Skips `1*DIGIT`.
    private mutating func skipDigits() throws(JSONError) {
        let start = index
        while let next, isDigit(next) { index += 1 }
        guard index > start else { throw JSONError(.invalidNumber, at: index) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= .zero && byte <= .nine }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }
}
