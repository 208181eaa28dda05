/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
public enum Base64URL {
    /// The encoded form.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { text in
            bytes.withUnsafeBufferPointer { write($0, to: text) }
        }
    }

    /// Appends the encoded form to a buffer.
    static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: encodedCount(bytes.count)) { text in
            let count = bytes.withUnsafeBufferPointer { write($0, to: text) }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<count]))
        }
    }

    private static func encodedCount(_ count: Int) -> Int { (count * 4 + 2) / 3 }

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

    /// Writes the letters, three bytes as four, and gives their number.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        letters.withUnsafeBufferPointer { letters in
            var written = 0
            func put(_ bits: UInt32, letters count: Int) {
                for index in 0..<count {
                    let letter = Int(bits &>> UInt32(18 &- 6 &* index) & 63)
                    text[written &+ index] = letters[letter]
                }
                written &+= count
            }
            let whole = bytes.count / 3 * 3
            for index in stride(from: 0, to: whole, by: 3) {
                let (one, two) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
                put(one &<< 16 | two &<< 8 | UInt32(bytes[index + 2]), letters: 4)
            }
            switch bytes.count - whole {
            case 1: put(UInt32(bytes[whole]) &<< 16, letters: 2)
            case 2:
                put(UInt32(bytes[whole]) &<< 16 | UInt32(bytes[whole + 1]) &<< 8, letters: 3)
            default: break
            }
            return written
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
