import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// The API answers a missing or wrong key in the same words; the journal says which it was.
struct CredentialReasonTests {
    private let client = MockClient()

    private func entry() -> JSONNode {
        client.send("GET /__admin/requests?limit=1", as: .nobody)["/requests/0"]
    }

    private static let key = ("X-Publishable-Key", "pk_test_mock00000000")

    @Test(
        arguments: [
            ("POST /auth/guest", [], "needs a publishable key in X-Publishable-Key, and none came"),
            (
                "POST /auth/guest", [("X-Publishable-Key", "pk_wrong")],
                "has the key that came in X-Publishable-Key"
            ),
            (
                "GET /consumers/me", [key],
                "needs a consumer's token (Authorization: Bearer), and none"
            ),
            ("POST /auth/logout", [], "needs a consumer's token (Authorization: Bearer), and none"),
            (
                "GET /queues/queue_open", [("Authorization", "Bearer sk_wrong")],
                "has the secret key that came"
            ),
            ("POST /auth/external/authorize", [key], "needs a secret key"),
            (
                "POST /auth/external/authorize", [("Authorization", "Bearer sk_wrong")],
                "has the secret key that came"
            ),
            (
                "POST /auth/external/authorize", [("X-Secret-Key", "sk_test_mock00000000")],
                "X-Secret-Key needs X-Organization-Id beside it"
            ),
        ])
    func `the reason says whether a key is missing or unknown`(
        _ line: String, _ headers: [(String, String)], _ words: String
    ) {
        #expect(client.send(line, as: .nobody, headers: headers).status == 401)
        let reason = entry()["reason"]?.string ?? ""
        #expect(reason.contains(words), "\(reason)")
        #expect(!reason.contains("wrong") && !reason.contains("mock0"))
    }

    @Test func `every call that is refused with 401 says why`() {
        for route in Edition.v1.routes {
            let line = "\(route.method) \(route.template.replacing("{id}", with: "x"))"
            for headers in [[], [Self.key], [Self.key, ("Authorization", "Bearer x.y.z")]] {
                let answer = client.send(line, as: .nobody, headers: headers)
                guard answer.status == 401 else { continue }
                let violations = entry()["violations"]?.elements ?? []
                #expect(
                    entry()["reason"]?.string != nil || !violations.isEmpty, "\(line) \(headers)")
            }
        }
    }
}
