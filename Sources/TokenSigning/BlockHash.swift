/// A hash that takes its message in whole blocks and pads the last (FIPS 180-4 section 5.1).
protocol BlockHash {
    /// How many bytes a block has, 128 at most.
    static var blockSize: Int { get }
    /// The bytes that do not fill a block yet, as a value, so that nothing is allocated.
    var tail: InlineArray<128, UInt8> { get set }
    /// How many there are.
    var tailCount: Int { get set }
    /// How many bytes were taken in all.
    var messageLength: UInt64 { get set }

    /// Takes whole blocks.
    mutating func compress(_ blocks: Span<UInt8>)
}

extension BlockHash {
    /// Takes bytes: first what fills the tail, then whole blocks from where they lie, then the rest.
    mutating func absorb(_ bytes: Span<UInt8>) {
        messageLength &+= UInt64(bytes.count)
        var start = 0
        if tailCount > 0 {
            start = min(Self.blockSize - tailCount, bytes.count)
            keep(bytes.extracting(first: start))
            guard tailCount == Self.blockSize else { return }
            compressTail()
        }
        let end = start + (bytes.count - start) / Self.blockSize * Self.blockSize
        if start < end { compress(bytes.extracting(start..<end)) }
        keep(bytes.extracting(end..<bytes.count))
    }

    /// One bit, then zeros, then the length in bits, so that the last block is full.
    mutating func pad(lengthBytes: Int) {
        let bits = messageLength &<< 3
        fill(first: 0x80)
        if tailCount > Self.blockSize - lengthBytes {
            compressTail()
            fill(first: 0)
        }
        for index in 0..<8 {
            let shift = UInt64(8 * index)
            tail[Self.blockSize - 1 - index] = UInt8(truncatingIfNeeded: bits &>> shift)
        }
        compressTail()
    }

    private mutating func keep(_ bytes: Span<UInt8>) {
        for index in bytes.indices { tail[tailCount + index] = bytes[index] }
        tailCount += bytes.count
    }

    /// Writes one byte after the tail and zeros up to the end of the block.
    private mutating func fill(first: UInt8) {
        tail[tailCount] = first
        for index in tailCount + 1..<Self.blockSize { tail[index] = 0 }
        tailCount += 1
    }

    private mutating func compressTail() {
        tailCount = 0
        let block = tail
        compress(block.span.extracting(first: Self.blockSize))
    }
}

extension Span<UInt8> {
    /// The number that begins at a byte, the most significant byte first.
    func bigEndian<Word: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Word {
        Word(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Word.self))
    }

    /// The number that begins at a byte, the least significant byte first.
    func littleEndian(at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension FixedWidthInteger {
    /// The bits turned right.
    func rotated(_ count: Self) -> Self {
        (self &>> count) | (self &<< (Self(Self.bitWidth) &- count))
    }
}
