import Testing

@testable import TokenSigning

/// The key of the vectors that come with the reference code: 00 … 0f; their messages are 00, 01, 02 ….
private let referenceKey = SipHashKey(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)

private func digest(ofFirst count: Int) -> String {
    let message = (0..<count).map { UInt8($0) }
    let digest = message.withUnsafeBytes { SipHash.hash($0, key: referenceKey) }
    let words = [digest.low.littleEndian, digest.high.littleEndian]
    return hexadecimal(words.withUnsafeBytes { Array($0) })
}

@Test(
    "SipHash-2-4-128 gives the digests of its reference code",
    arguments: [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"),
        (3, "9c70b60c5267a94e5f33b6b02985ed51"),
    ])
func referenceDigest(count: Int, expected: String) {
    #expect(digest(ofFirst: count) == expected)
}

@Test func `every byte of a message and of the key counts`() {
    var seen: Set<SipDigest> = []
    for length in 0..<40 {
        for flipped in -1..<length {
            var message = [UInt8](repeating: 7, count: length)
            if flipped >= 0 { message[flipped] ^= 1 }
            seen.insert(message.withUnsafeBytes { SipHash.hash($0, key: referenceKey) })
        }
    }
    #expect(seen.count == (0..<40).reduce(0) { $0 + $1 + 1 })
    let keys = [SipHashKey(0, 0), SipHashKey(1, 0), SipHashKey(0, 1)]
    #expect(Set(keys.map { SipHash.hash("text", key: $0) }).count == 3)
}
