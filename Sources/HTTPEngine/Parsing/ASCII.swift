extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let asterisk = UInt8(ascii: "*")
    static let comma = UInt8(ascii: ",")
    static let hyphen = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let question = UInt8(ascii: "?")
    static let hash = UInt8(ascii: "#")

    /// `tchar` of RFC 9110 section 5.6.2.
    var isTokenByte: Bool {
        // One bit per ASCII character; the grammar's list would cost a branch each.
        let bits: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return self < 128 && bits >> UInt64(self & 63) & 1 == 1
    }

    /// `field-vchar`, space or tab of RFC 9110 section 5.5: everything but control bytes.
    var isFieldValueByte: Bool { (self >= 0x20 && self != 0x7F) || self == .tab }

    /// What may stand in a request target: `VCHAR`, but a fragment is never sent.
    var isTargetByte: Bool { self > 0x20 && self < 0x7F && self != .hash }

    var isDigit: Bool { self &- .zero < 10 }

    /// `OWS` without its repetition.
    var isBlank: Bool { self == .space || self == .tab }

    /// The small letter of a capital one, and every other byte as it is.
    var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}

extension ArraySlice<UInt8> {
    /// Without `OWS` at both ends.
    var trimmedOfBlanks: ArraySlice<UInt8> {
        var slice = drop(while: \.isBlank)
        while let last = slice.last, last.isBlank { slice.removeLast() }
        return slice
    }

    func equalsIgnoringCase(_ other: some Collection<UInt8>) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.lowercased == $1.lowercased }
    }

    /// Whether these are the letters of a word that is given in small ones.
    package func isWord(_ word: StaticString) -> Bool {
        withUnsafeBufferPointer { $0.isWord(word) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these are the letters of a word that is given in small ones.
    package func isWord(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in indices where self[index].lowercased != word.utf8Start[index] {
            return false
        }
        return true
    }
}

/// The decimal digits of a number, written from the back into a fixed space.
struct DecimalDigits {
    private var bytes: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private let start: Int

    init(_ value: Int) {
        var rest = value.magnitude
        var index = 24
        withUnsafeMutableBytes(of: &bytes) { bytes in
            repeat {
                index -= 1
                bytes[index] = .zero + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                index -= 1
                bytes[index] = .hyphen
            }
        }
        start = index
    }

    mutating func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeBytes(of: &bytes) { raw in
            raw.withMemoryRebound(to: UInt8.self) {
                body(UnsafeBufferPointer(rebasing: $0[start...]))
            }
        }
    }
}
