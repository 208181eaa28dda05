/// SHA-256 (FIPS 180-4, RFC 6234), fed piece by piece.
public struct SHA256: Sendable {
    private var state: SIMD8<UInt32> = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]
    var tail = BlockTail64()
    var tailCount = 0
    var messageLength: UInt64 = 0

    /// Starts an empty message.
    public init() {}

    /// Appends to the message.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { absorb($0) }
    }

    /// Appends to the message.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        absorb(bytes)
    }

    /// Ends the message and gives its digest; the hasher itself stays as it was.
    public func finalize() -> SHA256Digest {
        var last = self
        last.pad(lengthBytes: 8)
        return SHA256Digest(state: last.state)
    }
}

extension SHA256 {
    /// The digest of a whole message.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        var hasher = SHA256()
        hasher.absorb(bytes)
        return hasher.finalize()
    }

    /// The digest of a whole message.
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> SHA256Digest {
        hash(UnsafeRawBufferPointer(bytes))
    }

    /// The digest of a whole message.
    public static func hash(_ bytes: [UInt8]) -> SHA256Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The digest of a text's UTF-8, which is copied only when the text does not lie in one piece.
    public static func hash(_ text: String) -> SHA256Digest {
        var text = text
        return text.withUTF8 { hash($0) }
    }
}

extension SHA256: BlockHash {
    /// FIPS 180-4 section 6.2.2, for every block in turn.
    mutating func compress(_ blocks: UnsafeRawBufferPointer) {
        var state = state
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            for start in stride(from: 0, to: blocks.count, by: 64) {
                Self.expand(UnsafeRawBufferPointer(rebasing: blocks[start..<start + 64]), schedule)
                state &+= Self.rounds(state, schedule)
            }
        }
        self.state = state
    }

    /// Steps 1: the sixteen words of the block and what follows from them.
    private static func expand(
        _ block: UnsafeRawBufferPointer, _ schedule: UnsafeMutableBufferPointer<UInt32>
    ) {
        for index in 0..<16 {
            let word = block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            schedule[index] = word.bigEndian
        }
        for index in 16..<64 {
            let two = schedule[index &- 2]
            let fifteen = schedule[index &- 15]
            let sigma1 = two.rotated(17) ^ two.rotated(19) ^ (two &>> 10)
            let sigma0 = fifteen.rotated(7) ^ fifteen.rotated(18) ^ (fifteen &>> 3)
            schedule[index] = sigma1 &+ schedule[index &- 7] &+ sigma0 &+ schedule[index &- 16]
        }
    }

    /// Steps 2 and 3, eight rounds a turn so that the working variables need not be moved.
    private static func rounds(
        _ state: SIMD8<UInt32>, _ schedule: UnsafeMutableBufferPointer<UInt32>
    ) -> SIMD8<UInt32> {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        sha256Constants.withUnsafeBufferPointer { constants in
            for index in stride(from: 0, to: 64, by: 8) {
                round(a, b, c, &d, e, f, g, &h, constants[index] &+ schedule[index])
                round(h, a, b, &c, d, e, f, &g, constants[index &+ 1] &+ schedule[index &+ 1])
                round(g, h, a, &b, c, d, e, &f, constants[index &+ 2] &+ schedule[index &+ 2])
                round(f, g, h, &a, b, c, d, &e, constants[index &+ 3] &+ schedule[index &+ 3])
                round(e, f, g, &h, a, b, c, &d, constants[index &+ 4] &+ schedule[index &+ 4])
                round(d, e, f, &g, h, a, b, &c, constants[index &+ 5] &+ schedule[index &+ 5])
                round(c, d, e, &f, g, h, a, &b, constants[index &+ 6] &+ schedule[index &+ 6])
                round(b, c, d, &e, f, g, h, &a, constants[index &+ 7] &+ schedule[index &+ 7])
            }
        }
        return [a, b, c, d, e, f, g, h]
    }

    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ input: UInt32
    ) {
        let sum1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
        let sum0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
        let first = h &+ sum1 &+ (g ^ (e & (f ^ g))) &+ input
        d = d &+ first
        h = first &+ sum0 &+ ((a & b) | (c & (a | b)))
    }
}

/// The first 32 bits of the fractions of the cube roots of the first 64 primes (section 4.2.2).
private let sha256Constants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]
