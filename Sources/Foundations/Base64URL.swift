/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
package enum Base64URL {
    /// The encoded form.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the encoded form to a buffer: three bytes as four letters, and what is left.
    package static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        let letters = letters
        func put(_ bits: UInt32) { buffer.append(letters[Int(bits & 63)]) }
        var read = 0
        while read + 3 <= bytes.count {
            let bits =
                UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2])
            put(bits >> 18)
            put(bits >> 12)
            put(bits >> 6)
            put(bits)
            read += 3
        }
        guard read < bytes.count else { return }
        let hasTwo = read + 1 < bytes.count
        let bits = UInt32(bytes[read]) << 16 | (hasTwo ? UInt32(bytes[read + 1]) << 8 : 0)
        put(bits >> 18)
        put(bits >> 12)
        if hasTwo { put(bits >> 6) }
    }

    /// Decodes a text that an encoder could have made, nil for any other.
    ///
    /// Strict, so that one value has one spelling: no padding, no line breaks, no other alphabet, and
    /// unused bits of the last letter must be zero (RFC 4648 section 3.5).
    @inlinable package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount = 0
        for letter in text.utf8 {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            bits = bits &<< 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits &>> UInt32(bitCount)))
            }
        }
        // Six bits left over would be a letter that adds no byte.
        guard bitCount < 6, bits & (1 &<< UInt32(bitCount) &- 1) == 0 else { return nil }
        return bytes
    }

    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The value of every letter, 255 for what is none.
    @usableFromInline static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
}
