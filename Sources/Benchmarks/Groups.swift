import Foundation
import Foundations
import JSONTree
import TokenSigning

/// Everything that can be measured, in the order it is printed.
func allGroups() -> [any BenchmarkGroup] {
    [
        firstCallsGroup(), jsonGroup(), signingGroup(), hashingGroup(), mockGroup(),
        strangerGroup(), StateGroup(), ParallelGroup(),
    ]
}

/// An answer of the size that the service gives most often: 300 bytes.
private let document = """
    {"session":{"type":"authenticated","consumerId":"cons_01HXYZ123456789ABCDEFGHJKM",\
    "email":"ann@example.com","expiresAt":"2026-01-01T01:00:00Z"},"position":1042,\
    "estimatedWaitSeconds":63.5,"isAdmitted":false,"admission":null,\
    "labels":["holiday","sale","caf\\u00e9"],"refreshToken":"rt_4c8e1b7f90a2d3e"}
    """

/// What a process pays before its first answer.
private func firstCallsGroup() -> OnceGroup {
    OnceGroup(
        name: "First calls in a process",
        operations: [
            Operation("Ed25519, make the table and a key") {
                consume(Ed25519PrivateKey(seed: Array(0..<32)))
            },
            Operation("JSONTree, parse and print") {
                consume((try? JSONNode(parsing: document))?.bytes())
            },
        ])
}

private func jsonGroup() -> LoopGroup {
    let bytes = Array(document.utf8)
    let data = Data(bytes)
    return LoopGroup(
        name: "JSON, a document of \(bytes.count) bytes",
        operations: {
            [
                Operation("JSONTree, parse") { consume(try? JSONNode(parsing: bytes)) },
                Operation("JSONTree, parse and print") {
                    consume((try? JSONNode(parsing: bytes))?.bytes())
                },
                Operation("JSONSerialization, parse and print") {
                    let object = try? JSONSerialization.jsonObject(with: data)
                    consume(object.flatMap { try? JSONSerialization.data(withJSONObject: $0) })
                },
            ]
        },
        ratios: [
            Ratio(
                faster: "JSONTree, parse and print", slower: "JSONSerialization, parse and print",
                goal: 5)
        ])
}

private func signingGroup() -> LoopGroup {
    let message = Array(document.utf8)
    return LoopGroup(
        name: "Ed25519, a message of \(message.count) bytes",
        operations: {
            let key = Ed25519PrivateKey(seed: Array(0..<32))
            let signature = key.sign(message)
            let signer = JWTSigner(key: key)
            let claims: JSONNode = [
                "consumerId": "cons_01HXYZ123456789ABCDEFGHJKM", "organizationId": "org_mock",
                "sessionId": "sess_01HXYZ123456789ABCDEFGHJKM", "iat": 1_767_225_600,
                "exp": 1_767_229_200,
            ]
            return [
                Operation("sign") { consume(key.sign(message)) },
                Operation("verify") {
                    consume(key.publicKey.isValid(signature: signature, for: message))
                },
                Operation("expand a seed") { consume(Ed25519PrivateKey(seed: Array(0..<32))) },
                Operation("sign a token") { consume(signer.sign(claims)) },
            ]
        })
}

private func hashingGroup() -> LoopGroup {
    let message = [UInt8](repeating: 0x61, count: 400)
    return LoopGroup(
        name: "SHA-2 and base64url, \(message.count) bytes",
        operations: {
            [
                Operation("SHA-256") { consume(SHA256.hash(message)) },
                Operation("SHA-512") { consume(SHA512.hash(message)) },
                Operation("HMAC-SHA256") {
                    consume(HMAC.sha256(key: [1, 2, 3], message: message))
                },
                Operation("base64url, encode") { consume(Base64URL.encode(message)) },
            ]
        })
}
