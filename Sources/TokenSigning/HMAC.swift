/// Keyed hashes (RFC 2104, RFC 4231).
public enum HMAC {
    /// The HMAC-SHA256 of a message, 32 bytes.
    public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        let blockSize = 64
        var block = key.count > blockSize ? SHA256.hash(key).bytes : key
        block.append(contentsOf: repeatElement(0, count: blockSize - block.count))
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(message)
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5C })
        outer.update(inner.finalize().bytes)
        return outer.finalize().bytes
    }
}

/// Compares two secrets in a time that depends on their lengths only.
public func constantTimeEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
}

/// Compares two secrets byte by byte, in a time that depends on their lengths only.
///
/// `==` stops at the first difference, so that a guess which begins right takes longer.
public func constantTimeEqual(_ one: String, _ other: String) -> Bool {
    constantTimeEqual(Array(one.utf8), Array(other.utf8))
}
