import Testing
import TokenSigning

/// RFC 6234 section 8.5: the messages, with both digests.
private struct Vector: CustomTestStringConvertible, Sendable {
    let name: String
    let message: [UInt8]
    let sha256: String
    let sha512: String

    var testDescription: String { name }
}

private let vectors = [
    Vector(
        name: "nothing", message: [],
        sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        sha512: "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
    Vector(
        name: "abc", message: Array("abc".utf8),
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        sha512: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
    Vector(
        name: "448 bits",
        message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
        sha256: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        sha512: "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
            + "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445"),
    Vector(
        name: "896 bits",
        message: Array(
            ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
        sha256: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
        sha512: "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
            + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"),
    Vector(
        name: "a million times a", message: [UInt8](repeating: 0x61, count: 1_000_000),
        sha256: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        sha512: "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
            + "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"),
    Vector(
        name: "ten times 64 digits",
        message: Array(String(repeating: "01234567", count: 80).utf8),
        sha256: "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5",
        sha512: "89d05ba632c699c31231ded4ffc127d5a894dad412c0e024db872d1abd2ba814"
            + "1a0f85072a9be1e2aa04cf33c765cb510813a39cd5a84c4acaa64d3f3fb7bae9"),
]

@Suite("SHA-2")
struct SHA2Tests {
    @Test("agrees with RFC 6234", arguments: vectors)
    fileprivate func vector(_ vector: Vector) {
        #expect(SHA256.hash(vector.message).hex == vector.sha256)
        #expect(SHA512.hash(vector.message).hex == vector.sha512)
    }

    /// The digests of all lengths up to 299, digested together; computed with Python's hashlib.
    @Test func `every length is padded as it must be`() {
        var all256 = SHA256()
        var all512 = SHA512()
        for length in 0..<300 {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
            all256.update(SHA256.hash(message).bytes)
            all512.update(SHA512.hash(message).bytes)
        }
        #expect(
            all256.finalize().hex
                == "d5238871a46ac4a1a75ac3fb19d645b0b3b9e5f35f5f720e2b240d605c6b694e")
        #expect(
            all512.finalize().hex
                == "30d6c78a55e1f152f00703601a37b39b96c6c8fa2b3e66fb9c8182466b108d39"
                + "d5dd84827c69cadb4376853da7ec31ea83a0a7a0e5a713bac426e0f0ceea8424")
    }

    @Test func `a message fed in pieces has the digest of the whole`() {
        let message = (0..<333).map { UInt8(truncatingIfNeeded: $0) }
        for size in [1, 3, 63, 64, 65, 127, 128, 129, 200, 332] {
            var first = SHA256()
            var second = SHA512()
            for start in stride(from: 0, to: message.count, by: size) {
                let piece = Array(message[start..<min(start + size, message.count)])
                first.update(piece)
                second.update(piece)
            }
            #expect(first.finalize() == SHA256.hash(message), "pieces of \(size)")
            #expect(second.finalize() == SHA512.hash(message), "pieces of \(size)")
        }
    }

    @Test func `a hasher goes on after it was asked for a digest`() {
        var hasher = SHA256()
        hasher.update(Array("ab".utf8))
        _ = hasher.finalize()
        hasher.update(Array("c".utf8))
        #expect(hasher.finalize() == SHA256.hash("abc"))
    }

    @Test func `texts, arrays and buffers of the same bytes have the same digest`() {
        let bytes = Array("caf\u{E9} ☕ and something longer than fifteen bytes".utf8)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(SHA256.hash(text) == SHA256.hash(bytes))
        #expect(SHA512.hash(text) == SHA512.hash(bytes))
        #expect(bytes.withUnsafeBufferPointer { SHA256.hash($0) } == SHA256.hash(bytes))
        #expect(bytes.withUnsafeBytes { SHA512.hash($0) } == SHA512.hash(bytes))
    }

    @Test func `digests serve as the keys of a dictionary`() {
        let table = Dictionary(uniqueKeysWithValues: (0..<100).map { (SHA256.hash("\($0)"), $0) })
        #expect(table[SHA256.hash("42")] == 42)
        #expect(table[SHA256.hash("100")] == nil)
    }
}
