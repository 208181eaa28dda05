import HTTPEngine
import JSONTree
import TokenSigning
import Testing

@testable import FanfareMock

struct DrawTests {
    let client = MockClient()

    private func send(
        _ line: String, _ person: MockClient.Person, fingerprint: String? = nil
    ) -> MockClient.Answer {
        let headers = fingerprint.map { [("X-Fingerprint", $0)] } ?? []
        return client.send(line, as: .consumer(person.token), headers: headers)
    }

    /// What a backend asks about a consumer.
    private func backend(
        _ call: String, _ person: MockClient.Person, _ more: [JSONMember] = [],
        fingerprint: String? = nil
    ) -> MockClient.Answer {
        let headers = fingerprint.map { [("X-Fingerprint", $0)] } ?? []
        return client.send(
            "POST /draws/draw_open/\(call)", as: .secret,
            JSONNode([JSONMember("consumerId", JSONNode(person.id))] + more), headers: headers)
    }

    @Test func `the details have the documented members and nothing else`() {
        #expect(
            client.send("GET /draws/draw_open").text == """
                {"id":"draw_open","name":"Open draw","sequenceId":"seq_main","openAt":null,\
                "closeAt":null,"drawAt":"2026-01-01T01:00:00Z","timeZone":null,"capacity":null,\
                "winnerCount":10,"status":"OPEN","entrantCount":0}
                """)
        #expect(client.send("GET /draws/draw_soon").string("/status") == "PENDING")
        #expect(client.send("GET /draws/draw_closed").string("/status") == "CLOSED")
        client.advance("1h")
        #expect(client.send("GET /draws/draw_open").string("/status") == "DRAWN")
        #expect(client.send("GET /draws/draw_closed").string("/status") == "DRAWN")
        #expect(client.send("GET /draws/draw_soon").string("/status") == "PENDING")
    }

    @Test func `entering and the states after it are shown as documented`() {
        let guest = client.guest()
        let entered = send("POST /draws/draw_open/enter", guest)
        #expect(
            entered.text == """
                {"drawId":"draw_open","consumerId":"\(guest.id)","status":"ENTERED",\
                "enteredAt":"2026-01-01T00:00:00Z","wonAt":null,"admissionToken":null,\
                "drawAt":"2026-01-01T01:00:00Z","denyReason":null}
                """)
        #expect(client.send("GET /draws/draw_open")["/entrantCount"] == 1)
        client.advance("59m")
        #expect(send("POST /draws/draw_open/enter", guest).text == entered.text)
        #expect(
            send("GET /draws/draw_open/status", guest).text == """
                {"drawId":"draw_open","consumerId":"\(guest.id)","status":"ENTERED",\
                "enteredAt":"2026-01-01T00:00:00Z","wonAt":null,"admissionToken":null,\
                "drawAt":"2026-01-01T01:00:00Z"}
                """)
        client.advance("59s")
        #expect(send("GET /draws/draw_open/status", guest).string("/status") == "ENTERED")
    }

    @Test func `a win shows when it was won and a token that stays the same`() throws {
        let guest = client.guest(fingerprint: "fp_1")
        _ = send("POST /draws/draw_open/enter", guest, fingerprint: "fp_1")
        client.advance("30m")
        let fresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        client.advance("40m")
        let token = MockClient.Caller.consumer(fresh.string("/accessToken"))
        let won = client.send("GET /draws/draw_open/status", as: token)
        #expect(won.string("/status") == "WON")
        #expect(won.string("/wonAt") == "2026-01-01T01:00:00Z")
        #expect(client.send("GET /draws/draw_open/status", as: token).text == won.text)
        let claims = try JWT.decode(won.string("/admissionToken")).claims
        #expect(
            claims == [
                "consumerId": JSONNode(guest.id), "distributionId": "draw_open",
                "distributionType": "draw", "admittedAt": "2026-01-01T01:00:00Z",
                "expiresAt": "2026-01-02T01:00:00Z", "fingerprint": "fp_1",
            ])
    }

    @Test func `leaving is shown as a denial and lets a consumer enter again`() {
        let guest = client.guest()
        #expect(send("POST /draws/draw_open/leave", guest).status == 404)
        _ = send("POST /draws/draw_open/enter", guest)
        #expect(
            send("POST /draws/draw_open/leave", guest).text == """
                {"drawId":"draw_open","consumerId":"\(guest.id)","status":"DENIED",\
                "denyReason":"DRAW_CLOSED"}
                """)
        let status = send("GET /draws/draw_open/status", guest)
        #expect(status.string("/status") == "DENIED")
        #expect(status.string("/denyReason") == "DRAW_CLOSED")
        #expect(send("GET /consumers/me", guest)["/active/draws"] == [:])
        #expect(send("POST /draws/draw_open/enter", guest).string("/status") == "ENTERED")
    }

    @Test(
        "a draw is refused",
        arguments: [
            ("draw_soon", 423, "Draw is not open yet"), ("draw_closed", 400, "Draw is closed"),
            ("draw_none", 404, "Draw not found"),
        ])
    func refused(_ draw: String, _ status: Int, _ error: String) {
        let answer = send("POST /draws/\(draw)/enter", client.guest())
        #expect(answer.status == status)
        #expect(answer["/error"] == JSONNode(error))
        #expect(
            answer.headers["Retry-After"] == (status == 423 ? "2099-01-01T00:00:00Z" : nil))
    }

    @Test func `a consumer is asked for, in the words for draws`() {
        for line in ["POST /draws/draw_open/enter", "GET /draws/draw_open/status"] {
            let answer = client.send(line)
            #expect(answer.status == 401)
            #expect(answer.body == ["error": "Authentication required"])
        }
        let guest = client.guest()
        let never = send("GET /draws/draw_open/status", guest)
        #expect(never.status == 200)
        #expect(never["/status"] == "NOT_ENTERED")
    }

    @Test func `completing, denying and validating are for backends`() {
        for call in ["complete", "deny", "validate"] {
            let answer = client.send("POST /draws/draw_open/\(call)", ["consumerId": "cons_1"])
            #expect(answer.status == 401)
            #expect(answer.body == ["error": "Secret key required"])
        }
    }

    @Test func `a win is completed once`() {
        let guest = client.guest()
        _ = send("POST /draws/draw_open/enter", guest)
        #expect(backend("complete", guest).status == 409)
        client.advance("1h")
        #expect(
            backend("complete", guest).text == """
                {"drawId":"draw_open","consumerId":"\(guest.id)","status":"COMPLETED",\
                "completedAt":"2026-01-01T01:00:00Z"}
                """)
        let again = backend("complete", guest)
        #expect(again.status == 409)
        #expect(again.string("/error").contains("already completed"))
        #expect(backend("validate", guest).status == 403)
    }

    @Test(arguments: ["ORDER_LIMIT_EXCEEDED", "DRAW_CLOSED", "FRAUD_DETECTED", "ADMIN_ACTION"])
    func `a denied entry says why and wins nothing`(_ reason: String) {
        let guest = client.guest()
        _ = send("POST /draws/draw_open/enter", guest)
        let denied = backend("deny", guest, [JSONMember("reason", JSONNode(reason))])
        #expect(
            denied.text == """
                {"drawId":"draw_open","consumerId":"\(guest.id)","status":"DENIED",\
                "denyReason":"\(reason)"}
                """)
        client.advance("59m59s")
        #expect(send("GET /draws/draw_open/status", guest).string("/denyReason") == reason)
        client.advance("1s")
        #expect(backend("validate", guest).status == 403)
    }

    @Test func `an unknown reason is refused`() {
        let answer = backend("deny", client.guest(), [JSONMember("reason", "BORED")])
        #expect(answer.status == 400)
        #expect(answer.string("/details/0/field") == "reason")
    }

    @Test func `a winner is valid, on the device that entered`() {
        let (bound, free, stranger) = (client.guest(), client.guest(), client.guest())
        _ = send("POST /draws/draw_open/enter", bound, fingerprint: "fp_1")
        _ = send("POST /draws/draw_open/enter", free)
        #expect(backend("validate", free).string("/error") == "ADMISSION_INVALID")
        client.advance("1h")
        #expect(backend("validate", free).text == "true")
        #expect(backend("validate", bound, fingerprint: "fp_1").text == "true")
        #expect(backend("validate", bound).text == "true")
        #expect(backend("validate", stranger).string("/error") == "ADMISSION_INVALID")
        let other = backend("validate", bound, fingerprint: "fp_2")
        #expect(other.status == 403)
        #expect(other.headers["X-Fingerprint-Mismatch"] == "true")
        #expect(
            other.string("/message")
                == "This winning token can only be used on the device that originally entered the draw."
        )
        let token = backend("validate", free, [JSONMember("token", "another")])
        #expect(token.string("/error") == "ADMISSION_INVALID")
        client.advance("24h")
        #expect(backend("validate", free).string("/error") == "ADMISSION_EXPIRED")
    }

    @Test func `a full draw is refused like a full queue`() {
        let client = MockClient(
            Mock.Configuration(
                world: .text(
                    """
                    {"experiences":[{"name":"E","sequences":[{"name":"S","draws":[
                      {"id":"draw_small","name":"D","drawAt":"+1h","capacity":1}]}]}]}
                    """)))
        _ = client.send("POST /draws/draw_small/enter", as: .consumer(client.guest().token))
        let full = client.send("POST /draws/draw_small/enter", as: .consumer(client.guest().token))
        #expect(full.status == 429)
        #expect(full.body == ["error": "Draw is full"])
        #expect(full.headers["Retry-After"] == "30")
    }

    @Test func `a required fingerprint is asked for after the draw is found`() {
        let client = MockClient(
            Mock.Configuration(
                world: .text(
                    """
                    {"settings":{"requiresFingerprint":true},
                     "experiences":[{"name":"E","sequences":[{"name":"S",
                       "draws":[{"id":"draw_1","name":"D","drawAt":"+1h"}],
                       "auctions":[{"id":"auction_1","name":"A","settleAt":"+1h"}]}]}]}
                    """)))
        let caller = MockClient.Caller.consumer(client.guest().token)
        for line in ["POST /draws/draw_1/enter", "POST /auctions/auction_1/bid"] {
            let answer = client.send(line, as: caller, ["amount": 100])
            #expect(answer.status == 400)
            #expect(answer.headers["X-Fingerprint-Error"] == "true")
            #expect(answer.string("/code") == "FP001")
        }
        #expect(client.send("POST /draws/draw_2/enter", as: caller).status == 404)
    }

    @Test func `the journey of a winner carries the admission`() {
        let guest = client.guest()
        _ = send("POST /draws/draw_open/enter", guest)
        let before = send("GET /consumers/me", guest)
        #expect(before.string("/active/draws/draw_open/status") == "ENTERED")
        #expect(before.string("/active/journeys/0/sequenceStage") == "participating")
        client.advance("59m59s")
        client.advance("1s")
        let fresh = client.send(
            "POST /auth/refresh", ["refreshToken": JSONNode(guest.refreshToken)])
        let me = client.send("GET /consumers/me", as: .consumer(fresh.string("/accessToken")))
        #expect(me.string("/active/journeys/0/participation/status") == "WON")
        let token = me.string("/active/journeys/0/admission/admissionToken")
        #expect(me.string("/active/draws/draw_open/admissionToken") == token)
        #expect(me.string("/active/admissions/draw_open/admissionToken") == token)
    }
}
