/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
package enum Base64URL {
    /// The encoded form.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { text in
            bytes.withUnsafeBufferPointer { write($0, to: text) }
        }
    }

    /// Appends the encoded form to a buffer.
    package static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
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
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        text.utf8.withContiguousStorageIfAvailable(decoded)
            ?? Array(text.utf8)
            .withUnsafeBufferPointer(decoded)
    }

    private static func decoded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount = 0
        for letter in text {
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

    /// Writes the letters, three bytes as four, and gives their number; adding each to an array would
    /// be 8 % of a guest's instructions.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        letters.withUnsafeBufferPointer { letters in
            func letter(_ bits: UInt32) -> UInt8 { letters[Int(bits & 63)] }
            var (read, written) = (0, 0)
            while read &+ 3 <= bytes.count {
                let bits =
                    UInt32(bytes[read]) &<< 16 | UInt32(bytes[read &+ 1]) &<< 8
                    | UInt32(bytes[read &+ 2])
                text[written] = letter(bits &>> 18)
                text[written &+ 1] = letter(bits &>> 12)
                text[written &+ 2] = letter(bits &>> 6)
                text[written &+ 3] = letter(bits)
                (read, written) = (read &+ 3, written &+ 4)
            }
            guard read < bytes.count else { return written }
            let hasTwo = read &+ 1 < bytes.count
            let bits =
                UInt32(bytes[read]) &<< 16 | (hasTwo ? UInt32(bytes[read &+ 1]) &<< 8 : 0)
            text[written] = letter(bits &>> 18)
            text[written &+ 1] = letter(bits &>> 12)
            if hasTwo { text[written &+ 2] = letter(bits &>> 6) }
            return written &+ (hasTwo ? 3 : 2)
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
