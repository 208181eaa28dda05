/// Hexadecimal digits, written in lower case and read in either.
extension UInt8 {
    /// The value of a digit, nil for what is none.
    @inlinable package var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// The digit of a value below 16.
    @inlinable package static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}

extension Collection<UInt8> {
    /// The bytes, two digits each.
    @inlinable package var hexadecimal: String {
        String(unsafeUninitializedCapacity: count * 2) { text in
            var end = 0
            for byte in self {
                text[end] = .hexadecimalDigit(byte >> 4)
                text[end + 1] = .hexadecimalDigit(byte & 15)
                end += 2
            }
            return end
        }
    }
}
