import FanfareModel
import JSONTree
import Testing

@testable import FanfareMock

/// One person is one consumer, however somebody types what they are known by.
struct IdentityTests {
    private let client = MockClient()

    private func signIn(_ recipient: JSONNode) -> String {
        _ = client.send("POST /auth/otp/request", recipient)
        let inbox = client.send("GET /__admin/inbox", as: .nobody)["/messages"].elements ?? []
        let code = JSONMember("code", inbox.last?["code"] ?? .null)
        let body = JSONNode((recipient.members ?? []) + [code])
        return client.send("POST /auth/otp/verify", body).string("/session/consumerId")
    }

    @Test func `spellings of one address are one person, shown in the form that browsers send`() {
        let ids = ["ann@exämple.com", "Ann@EXÄMPLE.com", "ann@xn--exmple-cua.com"].map {
            signIn(["email": JSONNode($0)])
        }
        #expect(Set(ids).count == 1)
        for written in ["ann@ex%C3%A4mple.com", "ann@xn--exmple-cua.com"] {
            let found = client.send("GET /__admin/inbox?to=\(written)", as: .nobody)
            #expect(found["/messages"].elements?.count == 3)
            #expect(found.string("/messages/0/to") == "ann@xn--exmple-cua.com")
        }
        let search = client.send("GET /__admin/consumers?search=ann@ex%C3%A4mple.com", as: .nobody)
        #expect(search.string("/consumers/0/id") == ids[0])
    }

    @Test func `spellings of one number are one person`() {
        let ids: [JSONNode] = [
            ["phone": "+44 (0)7400 123456"], ["phone": "07400 123456", "defaultCountry": "GB"],
            ["phone": "+447400123456"], ["phone": "0044 7400 123456"],
        ]
        #expect(Set(ids.map(signIn)).count == 1)
    }

    @Test(arguments: ["\u{200B}", "\u{A0}", "\u{FEFF}", "\u{AD}", "\u{202E}"])
    func `an invisible character in what tells who is meant is refused`(_ character: String) {
        func refused(_ answer: MockClient.Answer, _ field: String) {
            #expect(answer.status == 400)
            #expect(answer.string("/details/0/field") == field)
            #expect(answer.string("/details/0/message").contains("invisible character U+"))
        }
        for call in ["request", "verify"] {
            let email = JSONNode("ann@example.com" + character)
            refused(
                client.send("POST /auth/otp/\(call)", ["email": email, "code": "123456"]), "email")
        }
        if character != "\u{A0}" {
            let phone = JSONNode("+44 7400 123456" + character)
            refused(client.send("POST /auth/otp/request", ["phone": phone]), "phone")
        }
        for field in ["provider", "issuer", "subject"] {
            let body = ["provider", "issuer", "subject"].map {
                JSONMember($0, JSONNode($0 == field ? "shop" + character : "shop"))
            }
            refused(
                client.send("POST /auth/external/authorize", as: .secret, JSONNode(body)), field)
        }
        refused(
            client.send(
                "POST /auth/external/authorize", as: .secret,
                [
                    "provider": "shop", "issuer": "i", "subject": "7",
                    "claims": ["email": JSONNode("ann@example.com" + character)],
                ]), "claims.email")
        refused(
            client.send("POST /auth/guest", headers: [("X-Fingerprint", "dev\(character)ice")]),
            "X-Fingerprint")
    }

    @Test func `a space at the end of who is meant is refused`() {
        let answer = client.send(
            "POST /auth/external/authorize", as: .secret,
            ["provider": "shop", "issuer": "i", "subject": "7 "])
        #expect(answer.string("/details/0/message").contains("U+0020"))
    }

    @Test(arguments: [
        #"{"consumers": [{"email": "ann@example.com\u200b"}]}"#,
        #"{"consumers": [{"identities": [{"provider": "a\u00ad", "issuer": "b", "subject": "c"}]}]}"#,
    ])
    func `a world with an invisible character in who is meant is refused`(_ text: String) throws {
        let document = try JSONNode(parsing: text)
        let error = #expect(throws: WorldFileError.self) { try WorldFile(document) }
        #expect(error?.message.contains("invisible character") == true)
    }

    @Test func `a world knows one address in one spelling`() throws {
        let document = try JSONNode(
            parsing: #"{"consumers": [{"email": "a@ä.de"}, {"email": "A@xn--4ca.de"}]}"#)
        let error = #expect(throws: WorldFileError.self) { try WorldFile(document) }
        #expect(error?.message.contains("occurs twice") == true)
    }
}
