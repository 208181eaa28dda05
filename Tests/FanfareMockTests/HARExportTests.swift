import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// `GET /__admin/requests?format=har`: the journal as other programs open it.
struct HARExportTests {
    private let client = MockClient()

    private func entries(_ query: String = "") -> [JSONNode] {
        client.send("GET /__admin/requests?format=har\(query)", as: .nobody)["/log/entries"]
            .elements
            ?? []
    }

    private static func value(_ name: String, in message: JSONNode?) -> String? {
        message?["headers"]?.elements?.first { $0["name"]?.string == name }?["value"]?.string
    }

    @Test func `an entry has every member that HAR 1.2 asks for`() {
        _ = client.guest()
        let answer = client.send("GET /__admin/requests?format=har", as: .nobody)
        #expect(answer["/log/version"] == "1.2")
        #expect(answer["/log/creator/name"] == "fanfare-kit")
        #expect(
            answer.headers["Content-Disposition"] == "attachment; filename=\"requests.har\"")
        let entry = answer["/log/entries/0"]
        #expect(entry["startedDateTime"] == "2026-01-01T00:00:00Z")
        #expect(entry["timings"]?["send"] == 0)
        #expect(entry["cache"] == [:])
        let request = entry["request"] ?? .null
        #expect(request["method"] == "POST")
        #expect(request["url"]?.string?.hasSuffix("/auth/guest") == true)
        #expect(request["httpVersion"] == "HTTP/1.1")
        #expect(request["cookies"] == [])
        #expect(request["queryString"] == [])
        #expect(request["headersSize"] == -1)
        let response = entry["response"] ?? .null
        #expect(response["status"] == 200)
        #expect(response["statusText"] == "OK")
        #expect(response["redirectURL"] == "")
        #expect(response["content"]?["mimeType"] == "application/json")
    }

    @Test func `a secret has one name wherever it stands, and is nowhere itself`() throws {
        let guest = client.guest()
        _ = client.send("GET /queues/queue_open/status", as: .consumer(guest.token))
        _ = client.send(
            "POST /auth/otp/verify", as: .consumer(guest.token),
            ["email": "ann@example.com", "code": "123456"])
        let found = entries()
        let given = try JSONNode(
            parsing: found[0]["response"]?["content"]?["text"]?.string ?? "")
        #expect(given["accessToken"] == "token-1")
        #expect(given["refreshToken"] == "token-2")
        #expect(Self.value("Authorization", in: found[1]["request"]) == "Bearer token-1")
        #expect(
            found[2]["request"]?["postData"]?["text"]?.string?.contains("\"code\":\"code-1\"")
                == true)
        let text = JSONNode(found).text()
        #expect(!text.contains(guest.token))
        #expect(!text.contains("123456"))
    }

    @Test func `the filters of the journal apply, and all that fit are there`() {
        for _ in 1...120 { _ = client.send("GET /queues/queue_open") }
        _ = client.send("GET /queues/nowhere?x=a%20b")
        #expect(entries().count == 121)
        #expect(entries("&limit=3").count == 3)
        let missing = entries("&status=404")
        #expect(missing.count == 1)
        #expect(
            missing.first?["request"]?["queryString"] == [["name": "x", "value": "a b"]])
    }

    @Test func `a format that there is not is refused with the nearest`() {
        let answer = client.send("GET /__admin/requests?format=hra", as: .nobody)
        #expect(answer.status == 400)
        #expect(answer["/details"].text().contains("har"))
        let count = client.send("POST /__admin/requests/count", as: .nobody, ["format": "har"])
        #expect(count.status == 400)
    }

    @Test func `what no client was given was not answered`() {
        _ = client.send(
            "POST /__admin/faults", as: .nobody,
            ["operation": "auth.guest", "effect": "lostCall", "times": 1])
        _ = client.send("POST /auth/guest")
        let entry = entries().last
        #expect(entry?["response"]?["status"] == 0)
        #expect(entry?["response"]?["_error"]?.isNull == false)
    }
}
