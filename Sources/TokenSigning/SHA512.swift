/// SHA-512 (FIPS 180-4, RFC 6234), fed piece by piece.
public struct SHA512: Sendable {
    private var state: SIMD8<UInt64> = [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ]
    var tail = BlockTail128()
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
    public func finalize() -> SHA512Digest {
        var last = self
        last.pad(lengthBytes: 16)
        return SHA512Digest(state: last.state)
    }
}

extension SHA512 {
    /// The digest of a whole message.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> SHA512Digest {
        var hasher = SHA512()
        hasher.absorb(bytes)
        return hasher.finalize()
    }

    /// The digest of a whole message.
    public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> SHA512Digest {
        hash(UnsafeRawBufferPointer(bytes))
    }

    /// The digest of a whole message.
    public static func hash(_ bytes: [UInt8]) -> SHA512Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The digest of a text's UTF-8, which is copied only when the text does not lie in one piece.
    public static func hash(_ text: String) -> SHA512Digest {
        var text = text
        return text.withUTF8 { hash($0) }
    }
}

extension SHA512: BlockHash {
    /// FIPS 180-4 section 6.4.2, for every block in turn.
    mutating func compress(_ blocks: UnsafeRawBufferPointer) {
        guard var block = blocks.baseAddress else { return }
        let end = block + blocks.count
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 16) { words in
            sha512Constants.withUnsafeBufferPointer { constants in
                guard let words = words.baseAddress, let constants = constants.baseAddress else {
                    return
                }
                while block < end {
                    Self.load(block, into: words)
                    state &+= Self.rounds(state, words, constants)
                    block += 128
                }
            }
        }
    }

    private static func load(_ block: UnsafeRawPointer, into words: UnsafeMutablePointer<UInt64>) {
        for index in 0..<16 {
            let word = block.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
            words[index] = word.bigEndian
        }
    }

    /// Step 1: the sixteen words that follow from these, in their places.
    ///
    /// Written out, because in a loop the compiler would calculate every place.
    private static func expand(_ words: UnsafeMutablePointer<UInt64>) {
        extend(words, 0)
        extend(words, 1)
        extend(words, 2)
        extend(words, 3)
        extend(words, 4)
        extend(words, 5)
        extend(words, 6)
        extend(words, 7)
        extend(words, 8)
        extend(words, 9)
        extend(words, 10)
        extend(words, 11)
        extend(words, 12)
        extend(words, 13)
        extend(words, 14)
        extend(words, 15)
    }

    private static func extend(_ words: UnsafeMutablePointer<UInt64>, _ index: Int) {
        let two = words[(index &+ 14) & 15]
        let fifteen = words[(index &+ 1) & 15]
        let sigma1 = (two.rotated(42) ^ two).rotated(19) ^ (two &>> 6)
        let sigma0 = (fifteen.rotated(7) ^ fifteen).rotated(1) ^ (fifteen &>> 7)
        words[index] = words[index] &+ sigma1 &+ words[(index &+ 9) & 15] &+ sigma0
    }

    /// Steps 1 to 3, eight rounds a turn so that the working variables need not be moved.
    private static func rounds(
        _ state: SIMD8<UInt64>, _ words: UnsafeMutablePointer<UInt64>,
        _ constants: UnsafePointer<UInt64>
    ) -> SIMD8<UInt64> {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in stride(from: 0, to: 80, by: 8) {
            let k = constants + index
            let w = words + (index & 8)
            if index >= 16 && index & 8 == 0 { expand(words) }
            round(a, b, c, &d, e, f, g, &h, k[0] &+ w[0])
            round(h, a, b, &c, d, e, f, &g, k[1] &+ w[1])
            round(g, h, a, &b, c, d, e, &f, k[2] &+ w[2])
            round(f, g, h, &a, b, c, d, &e, k[3] &+ w[3])
            round(e, f, g, &h, a, b, c, &d, k[4] &+ w[4])
            round(d, e, f, &g, h, a, b, &c, k[5] &+ w[5])
            round(c, d, e, &f, g, h, a, &b, k[6] &+ w[6])
            round(b, c, d, &e, f, g, h, &a, k[7] &+ w[7])
        }
        return SIMD8(a, b, c, d, e, f, g, h)
    }

    private static func round(
        _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: inout UInt64,
        _ e: UInt64, _ f: UInt64, _ g: UInt64, _ h: inout UInt64, _ input: UInt64
    ) {
        // The standard's three rotations, one inside the other: that needs fewer copies.
        let sum1 = ((e.rotated(23) ^ e).rotated(4) ^ e).rotated(14)
        let sum0 = ((a.rotated(5) ^ a).rotated(6) ^ a).rotated(28)
        let first = h &+ sum1 &+ (g ^ (e & (f ^ g))) &+ input
        d = d &+ first
        h = first &+ sum0 &+ (b ^ ((a ^ b) & (b ^ c)))
    }
}

/// The first 64 bits of the fractions of the cube roots of the first 80 primes (section 4.2.3).
private let sha512Constants: [UInt64] = [
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]
