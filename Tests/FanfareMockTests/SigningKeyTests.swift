import JSONTree
import Testing
import TokenSigning

@testable import FanfareMock

/// The keys of tokens as verifiers of another hand meet them: whose they are, what they are called, how long
/// they verify.
struct SigningKeyTests {
    private let client = MockClient()
    private static let naming = #"{"extends": "default", "settings": {"tokenKeyId": true}}"#

    private func keys(_ client: MockClient, _ path: String = "/.well-known/jwks.json") -> [JWK] {
        JWKSet(client.send("GET \(path)", as: .nobody).body)?.keys ?? []
    }

    /// The places in the default organization's set of the keys that verify a token.
    private func verifying(_ token: String, _ client: MockClient) throws -> [Int] {
        let token = try JWT.decode(token)
        return keys(client).enumerated().filter { token.verify(with: $0.element.key) }
            .map(\.offset)
    }

    private func rotate(_ client: MockClient, retiringEarlier: Bool = false) {
        let answer = client.send(
            "POST /__admin/keys/rotate", as: .nobody, ["retireEarlier": JSONNode(retiringEarlier)])
        #expect(answer.status == 200, "\(answer.text)")
    }

    private func retireEarlier(_ client: MockClient) {
        #expect(client.send("POST /__admin/keys/retire-earlier", as: .nobody).status == 200)
    }

    @Test func `an organization publishes its own keys alone at its address`() throws {
        let other = client.send("POST /__admin/organizations", as: .nobody, [:])
        let (id, key) = (other.string("/organizationId"), other.string("/publishableKey"))
        let theirs = client.send("POST /auth/guest", headers: [("X-Publishable-Key", key)])
        let (own, foreign) = (client.guest().token, theirs.string("/accessToken"))
        for prefix in ["", "/api/v1"] {
            for (name, good, bad) in [("org_mock", own, foreign), (id, foreign, own)] {
                let set = keys(client, "\(prefix)/organizations/\(name)/.well-known/jwks.json")
                #expect(set.count == 1)
                #expect(try JWT.decode(good).verify(with: try #require(set.first).key), "\(name)")
                #expect(try !JWT.decode(bad).verify(with: try #require(set.first).key), "\(name)")
            }
        }
        let unknown = client.send("GET /organizations/org_x/.well-known/jwks.json", as: .nobody)
        #expect(unknown.status == 404)
        #expect(unknown.body["error"] == "Organization not found")
    }

    @Test func `the plain address answers with the keys of whose key came along`() {
        let other = client.send("POST /__admin/organizations", as: .nobody, [:])
        let path = "/organizations/\(other.string("/organizationId"))/.well-known/jwks.json"
        let theirs = client.send("GET \(path)", as: .nobody).text
        for credentials in [
            ("X-Publishable-Key", other.string("/publishableKey")),
            ("Authorization", "Bearer \(other.string("/secretKey"))"),
            ("X-Organization-Id", other.string("/organizationId")),
        ] {
            let set = client.send(
                "GET /.well-known/jwks.json", as: .nobody, headers: [credentials])
            #expect(set.text == theirs, "\(credentials.0)")
        }
        let usual = client.send("GET /organizations/org_mock/.well-known/jwks.json", as: .nobody)
        #expect(client.send("GET /.well-known/jwks.json", as: .nobody).text == usual.text)
        #expect(usual.text != theirs)
    }

    @Test func `who asks for an organization's keys meets its faults and stands in its journal`() {
        let other = client.send("POST /__admin/organizations", as: .nobody, [:])
        let id = other.string("/organizationId")
        let theirs = [("X-Organization-Id", id)]
        _ = client.send(
            "POST /__admin/faults", as: .nobody,
            ["operation": "organizations.jwks", "status": 503],
            headers: theirs)
        let path = "/organizations/\(id)/.well-known/jwks.json"
        #expect(client.send("GET \(path)").status == 503)
        let journal = client.send("GET /__admin/requests", as: .nobody, headers: theirs)
        #expect(journal["/requests/0/operation"] == "organizations.jwks")
        #expect(client.send("GET /__admin/requests", as: .nobody)["/requests"].elements == [])
    }

    @Test func `a token names its key where the world says so, by the name in the set`() throws {
        let plain = try JWT.decode(client.guest().token)
        #expect(plain.header.text() == #"{"alg":"EdDSA","typ":"JWT"}"#)
        let naming = MockClient(.init(world: .text(Self.naming)))
        let kid = try #require(keys(naming).first).id
        let header = #"{"alg":"EdDSA","typ":"JWT","kid":"\#(kid)"}"#
        let guest = naming.guest()
        _ = naming.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        let admitted = naming.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(guest.id)])
        for token in [guest.token, guest.refreshToken, admitted.string("/admissionToken")] {
            #expect(try JWT.decode(token).header.text() == header)
            #expect(try verifying(token, naming) == [0])
        }
        #expect(JWK.thumbprint(of: try #require(keys(naming).first).key) == kid)
    }

    @Test func `after a rotation old and new tokens verify, until the old key is retired`() throws {
        let old = client.guest()
        rotate(client)
        let new = client.guest()
        #expect(try verifying(old.token, client) == [1])
        #expect(try verifying(new.token, client) == [0])
        #expect(client.send("GET /consumers/me", as: .consumer(old.token)).status == 200)
        retireEarlier(client)
        #expect(try verifying(old.token, client) == [])
        #expect(try verifying(new.token, client) == [0])
        let refused = client.send("GET /consumers/me", as: .consumer(old.token))
        #expect(refused.body == ["error": "Authentication required"])
        #expect(client.send("GET /consumers/me", as: .consumer(new.token)).status == 200)
        let refresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(old.refreshToken)])
        #expect(refresh.body == ["error": "invalid refresh token"])
        let journal = client.send("GET /__admin/requests?status=401", as: .nobody)
        for entry in journal["/requests"].elements ?? [] {
            #expect(entry["violations"]?.elements?.first?["kind"] == "tokenForeign")
        }
        rotate(client, retiringEarlier: true)
        #expect(keys(client).count == 1)
        #expect(client.send("GET /consumers/me", as: .consumer(new.token)).status == 401)
    }

    @Test func `an admission that a retired key has signed admits nobody`() {
        let guest = client.guest()
        _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        let admitted = client.send(
            "POST /queues/queue_open/admit", as: .secret, ["consumerId": JSONNode(guest.id)])
        let check: JSONNode = [
            "consumerId": JSONNode(guest.id), "token": admitted["/admissionToken"],
        ]
        rotate(client)
        #expect(client.send("POST /queues/queue_open/validate", as: .secret, check).text == "true")
        retireEarlier(client)
        let refused = client.send("POST /queues/queue_open/validate", as: .secret, check)
        #expect(refused.status == 403)
        #expect(refused.body["error"] == "ADMISSION_INVALID")
    }

    @Test
    func `a win is proved by the same token through a rotation, and anew once its key is gone`()
        throws
    {
        let world = """
            {"experiences": [{"name": "E", "sequences": [{"name": "S", "draws": [
              {"id": "draw_near", "name": "D", "drawAt": "+10m", "winnerCount": 1}]}]}]}
            """
        let client = MockClient(.init(world: .text(world)))
        let guest = client.guest()
        func proof(_ token: String) -> String {
            let status = client.send("GET /draws/draw_near/status", as: .consumer(token))
            return status.string("/admissionToken")
        }
        _ = client.send("POST /draws/draw_near/enter", as: .consumer(guest.token))
        client.advance("10m")
        let won = proof(guest.token)
        client.advance("1s")
        rotate(client)
        #expect(proof(guest.token) == won)
        let renewed = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        retireEarlier(client)
        #expect(try verifying(won, client) == [])
        #expect(try verifying(proof(renewed.string("/accessToken")), client) == [0])
    }

    @Test func `keys stay through a reset and travel with a state; a snapshot brings its own back`()
        throws
    {
        let first = client.send("GET /.well-known/jwks.json", as: .nobody).text
        let snapshot = client.send("POST /__admin/snapshots", as: .nobody, [:]).string("/id")
        client.advance("3d")
        rotate(client)
        let rotated = client.send("GET /.well-known/jwks.json", as: .nobody).text
        let guest = client.guest()
        _ = client.send("POST /__admin/reset", as: .nobody, [:])
        #expect(client.send("GET /.well-known/jwks.json", as: .nobody).text == rotated)
        #expect(try verifying(client.guest().token, client) == [0])
        #expect(client.send("GET /consumers/me", as: .consumer(guest.token)).status == 401)
        let later = client.guest()
        retireEarlier(client)
        let retired = client.send("GET /.well-known/jwks.json", as: .nobody).text
        let bytes = MockState(client.mock, real: MockClient.start).bytes
        let other = MockClient()
        try MockState(bytes).restore(other.mock, real: MockClient.start)
        #expect(other.send("GET /.well-known/jwks.json", as: .nobody).text == retired)
        #expect(other.send("GET /consumers/me", as: .consumer(later.token)).status == 200)
        _ = client.send("POST /__admin/snapshots/\(snapshot)/restore", as: .nobody)
        #expect(client.send("GET /.well-known/jwks.json", as: .nobody).text == first)
    }

    @Test func `the tokens of a retired key are refused by a state that is read back, too`() throws
    {
        let old = client.guest()
        rotate(client, retiringEarlier: true)
        let bytes = MockState(client.mock, real: MockClient.start).bytes
        let other = MockClient()
        try MockState(bytes).restore(other.mock, real: MockClient.start)
        #expect(other.send("GET /consumers/me", as: .consumer(old.token)).status == 401)
    }

    @Test func `the next key is the same in every run, and no two are alike`() {
        let other = MockClient()
        for _ in 0..<3 {
            rotate(client)
            rotate(other)
        }
        #expect(keys(client) == keys(other))
        #expect(Set(keys(client).map(\.id)).count == 4)
        let listed = client.send("GET /__admin/keys", as: .nobody)
        #expect(
            listed["/keys"].elements?.compactMap { $0["kid"]?.string } == keys(client).map(\.id))
        #expect(listed["/keys"].elements?.map { $0["signs"]?.bool } == [true, false, false, false])
        #expect(listed["/keySet"] == "/organizations/org_mock/.well-known/jwks.json")
    }

    @Test func `there are sixteen keys at most, and the refusal says what makes room`() {
        for _ in 0..<15 { rotate(client) }
        let full = client.send("POST /__admin/keys/rotate", as: .nobody)
        #expect(full.status == 409)
        #expect(full.body["message"]?.string?.contains("/__admin/keys/retire-earlier") == true)
        retireEarlier(client)
        rotate(client)
        #expect(keys(client).count == 2)
    }
}
