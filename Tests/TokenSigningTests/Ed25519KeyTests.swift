import Testing
@testable import TokenSigning

@Suite("Ed25519 keys")
struct Ed25519KeyTests {
    private let key = Ed25519PrivateKey(seed: Array(repeating: 7, count: 32))

    @Test func `a key of another length than 32 bytes is none`() {
        let bytes = key.publicKey.bytes
        #expect(Ed25519PublicKey(bytes: bytes) == key.publicKey)
        #expect(Ed25519PublicKey(bytes: []) == nil)
        #expect(Ed25519PublicKey(bytes: Array(bytes.dropLast())) == nil)
        #expect(Ed25519PublicKey(bytes: bytes + [0]) == nil)
    }

    /// RFC 8032 section 5.1.3 step 1: y = p + i is another spelling of y = i.
    @Test func `a y of p or more is refused`() {
        for low in UInt8(0xED)...0xFF {
            for sign in [UInt8(0x7F), 0xFF] {
                let bytes = [low] + Array(repeating: 0xFF, count: 30) + [sign]
                #expect(Ed25519PublicKey(bytes: bytes) == nil)
            }
        }
    }

    /// Section 5.1.3 step 4; the two points with x = 0 are y = 1 and y = -1.
    @Test func `x of zero with its sign set is refused`() {
        let one = [1] + [UInt8](repeating: 0, count: 31)
        let minusOne = [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
        for bytes in [one, minusOne] {
            #expect(Ed25519PublicKey(bytes: bytes) != nil)
            var signed = bytes
            signed[31] |= 0x80
            #expect(Ed25519PublicKey(bytes: signed) == nil)
        }
    }

    /// y = 2 gives no square: about half of all y do not.
    @Test func `a y without a point is refused`() {
        #expect(Ed25519PublicKey(bytes: [2] + Array(repeating: 0, count: 31)) == nil)
    }

    @Test func `every changed bit makes a signature invalid`() {
        let message = Array("a place in the queue".utf8)
        let signature = key.sign(message)
        for bit in stride(from: 0, to: 512, by: 5) {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.isValid(signature: changed, for: message), "bit \(bit)")
        }
    }

    @Test func `messages signed together have the signatures they have alone`() {
        let messages = (0..<5).map { [UInt8](repeating: $0, count: Int($0) * 70) }
        #expect(key.sign(each: messages) == messages.map { key.sign($0) })
        #expect(key.sign(each: []).isEmpty)
    }

    @Test func `signatures of another length than 64 bytes are invalid`() {
        let signature = key.sign([])
        for wrong in [[], Array(signature.dropLast()), signature + [0], Array(signature[..<32])] {
            #expect(!key.publicKey.isValid(signature: wrong, for: []))
        }
    }

    @Test func `another key's signature is invalid`() {
        let other = Ed25519PrivateKey(seed: Array(repeating: 8, count: 32))
        #expect(!key.publicKey.isValid(signature: other.sign([1]), for: [1]))
    }

    @Test func `the table of the base point agrees with doubling and adding`() {
        for seed in UInt8(0)..<8 {
            let scalar = Scalar(reducing: SHA512.hash([seed]))
            let slow = EdwardsPoint.base.variableTimeMultiple(by: scalar)
            #expect(BasePointTable.shared.multiple(by: scalar).encoded == slow.encoded)
        }
    }
}
