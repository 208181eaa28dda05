/// A hash that takes its message in whole blocks and pads the last (FIPS 180-4 section 5.1).
protocol BlockHash {
    /// Room for one block, as a value, so that nothing is allocated.
    associatedtype Tail: BitwiseCopyable

    /// The bytes that do not fill a block yet.
    var tail: Tail { get set }
    /// How many there are.
    var tailCount: Int { get set }
    /// How many bytes were taken in all.
    var messageLength: UInt64 { get set }

    /// Takes whole blocks.
    mutating func compress(_ blocks: UnsafeRawBufferPointer)
}

/// Room for a block of SHA-256.
typealias BlockTail64 = SIMD64<UInt8>

/// Room for a block of SHA-512.
struct BlockTail128: BitwiseCopyable {
    private var first = SIMD64<UInt8>()
    private var second = SIMD64<UInt8>()
}

extension BlockHash {
    private static var blockSize: Int { MemoryLayout<Tail>.size }

    /// Takes bytes: first what fills the tail, then whole blocks from where they lie, then the rest.
    mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        messageLength &+= UInt64(bytes.count)
        var rest = bytes[...]
        if tailCount > 0 {
            let part = rest.prefix(Self.blockSize - tailCount)
            keep(part)
            rest = rest[part.endIndex...]
            guard tailCount == Self.blockSize else { return }
            compressTail()
        }
        let whole = rest.prefix(rest.count / Self.blockSize * Self.blockSize)
        if !whole.isEmpty { compress(UnsafeRawBufferPointer(rebasing: whole)) }
        keep(rest[whole.endIndex...])
    }

    /// One bit, then zeros, then the length in bits, so that the last block is full.
    mutating func pad(lengthBytes: Int) {
        let bits = messageLength &<< 3
        fill(first: 0x80)
        if tailCount > Self.blockSize - lengthBytes {
            compressTail()
            fill(first: 0)
        }
        withUnsafeMutableBytes(of: &tail) { tail in
            tail.storeBytes(of: bits.bigEndian, toByteOffset: tail.count - 8, as: UInt64.self)
        }
        compressTail()
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
        guard !bytes.isEmpty else { return }
        let start = tailCount
        withUnsafeMutableBytes(of: &tail) { tail in
            UnsafeMutableRawBufferPointer(rebasing: tail[start...]).copyBytes(from: bytes)
        }
        tailCount = start + bytes.count
    }

    /// Writes one byte after the tail and zeros up to the end of the block.
    private mutating func fill(first: UInt8) {
        let start = tailCount
        withUnsafeMutableBytes(of: &tail) { tail in
            for index in start..<tail.count { tail[index] = 0 }
            tail[start] = first
        }
        tailCount = start + 1
    }

    private mutating func compressTail() {
        tailCount = 0
        withUnsafeBytes(of: tail) { compress($0) }
    }
}

extension FixedWidthInteger {
    /// The bits turned right.
    func rotated(_ count: Self) -> Self {
        (self &>> count) | (self &<< (Self(Self.bitWidth) &- count))
    }
}
