import JSONTree
import TestSupport
import Testing
import TokenSigning

/// One signature of Project Wycheproof with what must be said about it.
struct WycheproofCase: CustomTestStringConvertible, Sendable {
    let number: Int
    let comment: String
    let key: [UInt8]
    let message: [UInt8]
    let signature: [UInt8]
    let isValid: Bool

    var testDescription: String { "\(number) \(comment)" }

    static let all: [WycheproofCase] = {
        let text = (try? Fixtures.bytes("fixtures/ed25519/wycheproof.json")) ?? []
        let groups = (try? JSONNode(parsing: text))?["testGroups"]?.elements ?? []
        return groups.flatMap { group in
            (group["tests"]?.elements ?? []).map { WycheproofCase($0, in: group) }
        }
    }()

    private init(_ test: JSONNode, in group: JSONNode) {
        number = test["tcId"]?.integer ?? 0
        comment = test["comment"]?.string ?? ""
        key = bytes(hexadecimal: group["publicKey"]?["pk"]?.string ?? "")
        message = bytes(hexadecimal: test["msg"]?.string ?? "")
        signature = bytes(hexadecimal: test["sig"]?.string ?? "")
        isValid = test["result"]?.string == "valid"
    }
}

@Suite("Ed25519 vectors")
struct Ed25519VectorTests {
    @Test("agrees with RFC 8032 section 7.1")
    func vectors() throws {
        let file = try JSONNode(parsing: Fixtures.bytes("fixtures/ed25519/rfc8032.json"))
        let tests = try #require(file["tests"]?.elements)
        #expect(tests.count == 5)
        for test in tests {
            func field(_ name: String) throws -> [UInt8] {
                bytes(hexadecimal: try #require(test[name]?.string))
            }
            let key = Ed25519PrivateKey(seed: try field("secretKey"))
            let (message, signature) = (try field("message"), try field("signature"))
            #expect(key.publicKey.bytes == (try field("publicKey")))
            #expect(key.sign(message) == signature)
            let publicKey = try #require(Ed25519PublicKey(bytes: field("publicKey")))
            #expect(publicKey.isValid(signature: signature, for: message))
            #expect(!publicKey.isValid(signature: signature, for: message + [0]))
        }
    }

    @Test("agrees with Wycheproof", arguments: WycheproofCase.all)
    func wycheproof(_ test: WycheproofCase) throws {
        let key = try #require(Ed25519PublicKey(bytes: test.key))
        #expect(key.isValid(signature: test.signature, for: test.message) == test.isValid)
    }

    @Test func `no vector was left out`() {
        #expect(WycheproofCase.all.count == 151)
        #expect(WycheproofCase.all.count(where: \.isValid) == 88)
    }
}
