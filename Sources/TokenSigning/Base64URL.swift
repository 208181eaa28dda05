/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
public enum Base64URL {
    /// The encoded form.
    public static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: length) { buffer in
            var written = 0
            bytes.withUnsafeBufferPointer {
                write($0) {
                    buffer[written] = $0; written += 1
                }
            }
            return written
        }
    }

    /// Appends the encoded form to a buffer.
    static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in write(bytes) { buffer.append($0) } }
    }

    /// Decodes a text that an encoder could have made, nil for any other.
    ///
    /// Strict, so that one value has one spelling: no padding, no line breaks, no other alphabet, and
    /// unused bits of the last letter must be zero (RFC 4648 section 3.5).
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
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

    /// Gives the letters one by one: three bytes make four.
    @inline(__always)
    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, _ put: (UInt8) -> Void) {
        letters.withUnsafeBufferPointer { letters in
            var bits: UInt32 = 0
            var bitCount: UInt32 = 0
            for byte in bytes {
                bits = bits &<< 8 | UInt32(byte)
                bitCount &+= 8
                while bitCount >= 6 {
                    bitCount &-= 6
                    put(letters[Int(bits &>> bitCount & 63)])
                }
            }
            if bitCount > 0 { put(letters[Int(bits &<< (6 &- bitCount) & 63)]) }
        }
    }

    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The value of every letter, 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
}
