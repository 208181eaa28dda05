import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A fault breaks the call that it names, or does not fire: nothing is green for the wrong reason.
struct UnnoticedFaultTests {
    private let client = MockClient()

    private func add(_ fault: JSONNode) -> MockClient.Answer {
        client.send("POST /__admin/faults", as: .nobody, fault)
    }

    private func fault() -> JSONNode {
        client.send("GET /__admin/faults", as: .nobody)["/faults/0"]
    }

    private func entry() -> JSONNode {
        client.send("GET /__admin/requests?limit=1", as: .nobody)["/requests/0"]
    }

    @Test(
        arguments: [
            (["headers": ["Content-Length": "5"]], "headers.Content-Length"),
            (["headers": ["content-length": .null]], "headers.content-length"),
            (["headers": ["Transfer-Encoding": "chunked"]], "headers.Transfer-Encoding"),
            (["headers": ["Connection": "keep-alive"]], "headers.Connection"),
            (["headers": ["Date": .null]], "headers.Date"),
            (["headers": ["X-Split": "a\r\nX-Other: b"]], "headers.X-Split"),
            (["contentType": "text/html\r\nX-Other: b"], "contentType"),
            (["status": 204, "body": ["a": 1]], "body"), (["status": 304, "text": "x"], "text"),
            (["status": 205, "text": "x"], "text"),
            (["status": 503, "malformedJSON": true], "malformedJSON"),
            (["status": 204, "malformedJSON": true], "malformedJSON"),
            (["status": 204, "effect": "garbledAnswer"], "effect"),
            (["status": 503, "contentLengthOff": -1], "contentLengthOff"),
            (["status": 503, "truncateAfter": 0], "truncateAfter"),
            (["status": 503, "text": "four", "truncateAfter": 4], "truncateAfter"),
            (["operation": "auth.logout", "malformedJSON": true], "malformedJSON"),
            (["operation": "auth.logout", "truncateAfter": 5], "truncateAfter"),
            (["operation": "auth.logout", "contentLengthOff": 5], "contentLengthOff"),
            (["method": "HEAD", "malformedJSON": true], "malformedJSON"),
            (["method": "OPTIONS", "contentLengthOff": 3], "contentLengthOff"),
            (["delay": "0ms"], "delay"), (["delay": ["min": "0s", "max": "0s"]], "delay"),
            (["reset": "before", "headers": ["X-Extra": "1"]], "headers"),
            (["effect": "lostCall", "contentType": "text/html"], "contentType"),
            (["effect": "lostCall", "runsOperation": true], "runsOperation"),
        ] as [(JSONNode, String)])
    func `a fault that nobody could notice is refused`(_ fault: JSONNode, _ field: String) {
        let answer = add(fault)
        #expect(answer.status == 400)
        #expect(answer["/details/0/field"].string == field, "\(answer.text)")
    }

    @Test func `the refusal of a framing header names what does it`() {
        let answer = add(["headers": ["Content-Length": "5"]])
        #expect(answer.text.contains("contentLengthOff"))
    }

    @Test(
        arguments: [
            ["status": 204], ["status": 204, "headers": ["X-Extra": "1"]],
            ["status": 503, "text": "four", "truncateAfter": 3],
            ["status": 204, "reset": "middle"], ["operation": "auth.logout", "reset": "middle"],
            ["operation": "auth.logout", "effect": "lostAnswer"],
            ["operation": "auth.logout", "drip": 5], ["headers": ["Connection": "close"]],
            ["operation": "auth.logout", "status": 500, "text": "x", "malformedJSON": true],
        ] as [JSONNode])
    func `a fault that can be noticed is not`(_ fault: JSONNode) {
        let answer = add(fault)
        #expect(answer.status == 201, "\(answer.text)")
    }

    @Test(
        arguments: ["lostCall", "lostAnswer", "halfAnswer"].map { ["effect": JSONNode($0)] }
            + [["reset": "middle"], ["reset": "afterHead"]] as [JSONNode])
    func `an answer without a body breaks too`(_ fault: JSONNode) {
        let guest = client.guest()
        _ = add(fault)
        let answer = client.send("POST /auth/logout", as: .consumer(guest.token))
        #expect(answer.delivery != .normal)
        #expect([.resetBefore, .resetInHead].contains(answer.delivery))
        #expect(client.send("HEAD /health").delivery == answer.delivery)
    }

    @Test func `an answer is cut where there is more of it, and else left whole`() {
        _ = add(["path": "/health", "truncateAfter": 15])
        #expect(client.send("GET /health").delivery == .normal)
        #expect(self.fault()["fired"] == 0)
        #expect(entry()["faultsWithoutEffect"] == ["fault_1: the answer had 15 bytes only"])
        _ = client.send("DELETE /__admin/faults", as: .nobody)
        _ = add(["path": "/health", "truncateAfter": 14])
        #expect(client.send("GET /health").delivery == .truncate(bytes: 14))
        #expect(entry()["delivery"] == "ended after 14 bytes of the body")
    }

    @Test(
        arguments: [
            (["malformedJSON": true, "times": 1], "the answer had no body"),
            (["contentLengthOff": 3, "times": 1], "the answer had no body"),
            (["truncateAfter": 3, "times": 1], "the answer had no body"),
            (["status": 204, "times": 1], "the answer was so already"),
            (["status": 204, "runsOperation": true, "times": 1], "the answer was so already"),
            (
                ["headers": ["X-Nothing": .null], "times": 1],
                "the answer's fields were so already"
            ),
        ] as [(JSONNode, String)])
    func `a fault that finds nothing to break waits for a call that it can`(
        _ fault: JSONNode, _ reason: String
    ) {
        let guest = client.guest()
        _ = add(fault)
        let answer = client.send("POST /auth/logout", as: .consumer(guest.token))
        #expect(answer.status == 204)
        #expect(self.fault()["fired"] == 0)
        #expect(self.fault()["seen"] == 1)
        #expect(entry()["faults"] == [])
        #expect(entry()["faultsWithoutEffect"] == [JSONNode("fault_1: " + reason)])
        guard fault["headers"] == nil else { return }
        _ = client.send("GET /health")
        #expect(self.fault()["fired"] == 1)
        #expect(entry()["faults"] == ["fault_1"])
    }

    @Test func `a status that an answer has already leaves the call as it is`() {
        let guest = client.guest()
        _ = add(["operation": "auth.logout", "status": 204])
        for fired in [0, 1] {
            #expect(client.send("POST /auth/logout", as: .consumer(guest.token)).status == 204)
            // The first has taken effect, so that the second finds no session.
            #expect(self.fault()["fired"] == JSONNode(fired))
        }
    }

    @Test(
        arguments: [
            ("POST /auth/logout", ["error": "authenticationRequired"]),
            ("POST /auth/logout", ["error": "authenticationRequired", "headers": ["X-No": .null]]),
            ("GET /nowhere", ["status": 404, "body": nowhere]),
        ] as [(String, JSONNode)])
    func `an error that the call would have anyhow is none of the fault's`(
        _ line: String, _ fault: JSONNode
    ) {
        let plain = client.send(line)
        #expect(add(fault).status == 201)
        let answer = client.send(line)
        #expect(answer.status == plain.status)
        #expect(answer.text == plain.text)
        #expect(self.fault()["fired"] == 0)
        let words = entry()["faultsWithoutEffect"]?.elements?.first?.string
        #expect(words?.hasPrefix("fault_1: the answer was so already") == true)
    }

    private static let nowhere = MockClient().send("GET /nowhere").body

    @Test func `a drip that takes an answer in one piece breaks nothing`() {
        _ = add(["path": "/health", "drip": 1_000_000])
        #expect(client.send("GET /health").delivery == .normal)
        #expect(self.fault()["fired"] == 0)
        #expect(entry()["faultsWithoutEffect"] == ["fault_1: the answer went out in one piece"])
        _ = client.send("DELETE /__admin/faults", as: .nobody)
        _ = add(["path": "/health", "drip": 1000])
        #expect(client.send("GET /health").delivery == .drip(bytesPerSecond: 1000))
    }

    @Test func `a lost call does not take effect, a lost answer does`() {
        for (effect, messages) in [("lostCall", 0), ("lostAnswer", 1), ("halfAnswer", 2)] {
            _ = client.send("DELETE /__admin/faults", as: .nobody)
            _ = add(["operation": "auth.otp.request", "effect": JSONNode(effect)])
            _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
            let inbox = client.send("GET /__admin/inbox", as: .nobody)
            #expect(inbox["/messages"].elements?.count == messages, "\(effect)")
        }
    }

    @Test func `a late answer is late by half a minute, or as it is told`() {
        _ = add(["effect": "lateAnswer", "times": 1])
        _ = add(["effect": "lateAnswer", "delay": "2s", "times": 1])
        #expect(client.send("GET /health").delay == .seconds(30))
        #expect(client.send("GET /health").delay == .seconds(2))
    }

    @Test func `nothing is done to an answer that never comes`() {
        _ = add(["reset": "before", "times": 1])
        _ = add(["malformedJSON": true, "times": 1])
        #expect(client.send("GET /health").delivery == .resetBefore)
        #expect(entry()["faults"] == ["fault_1"])
    }
}

/// Requests that an HTTP library sends again by itself.
struct ResentCallTests {
    private let client = MockClient()

    private func send(
        _ line: String, body: String = "", after milliseconds: Int64, by connection: String,
        isFirst: Bool = false
    ) -> HTTPResponse {
        let parts = line.split(separator: " ")
        var request = HTTPRequest(method: String(parts[0]), target: String(parts[1]))
        request.headers = ["Host": "localhost:4802", "X-Publishable-Key": "pk_test_mock00000000"]
        request.body = Array(body.utf8)
        return client.mock.respond(
            to: request, real: MockClient.start + .milliseconds(milliseconds), by: .shared,
            connection: CallersConnection(name: connection, isFirst: isFirst)
        ).response
    }

    private func add(_ fault: JSONNode) {
        #expect(client.send("POST /__admin/faults", as: .nobody, fault).status == 201)
    }

    private func entries() -> [JSONNode] {
        client.send("GET /__admin/requests", as: .nobody)["/requests"].elements ?? []
    }

    @Test func `one that was reset before its answer is the same call, and breaks again`() {
        add(["reset": "before", "times": 1])
        #expect(send("POST /auth/guest", after: 0, by: "a").delivery == .resetBefore)
        #expect(send("POST /auth/guest", after: 1, by: "b").delivery == .resetBefore)
        #expect(send("POST /auth/guest", after: 60, by: "c").delivery == .normal)
        let entries = entries()
        #expect(entries.map { $0["faults"] } == [["fault_1"], ["fault_1"], []])
        #expect(
            entries.map { $0["resent"]?.string } == [
                nil,
                "re-sent after 1 ms on another connection, byte for byte: perhaps by the HTTP "
                    + "library, not by the program", nil,
            ])
        let fault = client.send("GET /__admin/faults", as: .nobody)["/faults/0"]
        #expect(fault["fired"] == 1)
        #expect(fault["seen"] == 1)
    }

    @Test func `it breaks until it does on a connection of its own, where the program hears of it`()
    {
        add(["reset": "before", "times": 1])
        let deliveries = [("a", false), ("b", false), ("c", true), ("d", true)].map {
            send("POST /auth/guest", after: 1, by: $0, isFirst: $1).delivery
        }
        #expect(deliveries == [.resetBefore, .resetBefore, .resetBefore, .normal])
    }

    @Test func `of many calls of the same bytes at once few are taken for one`() {
        add(["reset": "before", "times": 1])
        let deliveries = (0..<20).map {
            send("GET /queues/queue_open", after: 1, by: "connection \($0)").delivery
        }
        #expect(deliveries.count { $0 == .resetBefore } == 3)
    }

    @Test func `a program's own retry gets through at once`() {
        add(["reset": "before", "times": 1])
        #expect(
            send("POST /auth/guest", after: 0, by: "a", isFirst: true).delivery == .resetBefore)
        #expect(send("POST /auth/guest", after: 1, by: "b", isFirst: true).delivery == .normal)
    }

    @Test func `what comes by the same connection, with other bytes or later is another call`() {
        add(["reset": "before", "times": 1, "path": "/auth/guest"])
        _ = send("POST /auth/guest", after: 0, by: "a")
        #expect(send("POST /auth/guest", after: 1, by: "a").delivery == .normal)
        #expect(send("POST /auth/guest", body: "{}", after: 1, by: "b").delivery == .normal)
        #expect(send("GET /health", after: 1, by: "b").delivery == .normal)
        #expect(send("POST /auth/guest", after: 51, by: "b").delivery == .normal)
        #expect(entries().allSatisfy { $0["resent"]?.isNull == true })
    }

    @Test(
        arguments: [
            // RFC 9110 section 9.2.2: none repeats what is not idempotent, unless it knows that the
            // server never had it.
            ("GET /health", "lostAnswer", false, true), ("GET /health", "halfAnswer", true, true),
            ("GET /health", "lostCall", true, true), ("GET /health", "garbledAnswer", false, false),
            ("POST /auth/guest", "lostAnswer", false, false),
            ("POST /auth/guest", "halfAnswer", true, false),
            ("POST /auth/guest", "lostCall", true, false),
        ])
    func `a second request is marked if a library may have sent it, a third after its answer never`(
        _ line: String, _ effect: String, _ isFirst: Bool, _ isMarked: Bool
    ) {
        add(["effect": JSONNode(effect), "times": 1])
        for (index, name) in ["a", "b", "c"].enumerated() {
            _ = send(line, after: Int64(index), by: name, isFirst: isFirst)
        }
        #expect(entries().map { $0["resent"]?.isNull } == [true, !isMarked, true])
        #expect(entries().map { $0["faults"] } == [["fault_1"], [], []])
    }

    @Test func `a fault that breaks no repeats breaks one request, and the next is marked`() {
        add(["effect": "lostCall", "breaksRepeats": false, "times": 1])
        let deliveries = ["a", "b", "c"].map { send("POST /auth/guest", after: 1, by: $0).delivery }
        #expect(deliveries == [.resetBefore, .normal, .normal])
        #expect(entries().map { $0["resent"]?.isNull } == [true, false, true])
    }

    @Test func `the moment of the break is that of the answer, however late it is`() {
        add(["reset": "before", "delay": "2s", "times": 1])
        _ = send("POST /auth/guest", after: 0, by: "a")
        #expect(send("POST /auth/guest", after: 100, by: "b").delivery == .normal)
        #expect(send("POST /auth/guest", after: 2001, by: "c").delivery == .resetBefore)
    }

    @Test func `a token that was used up before a lost answer is the program's to know`() {
        let guest = client.guest()
        let body = "{\"refreshToken\":\"\(guest.refreshToken)\"}"
        add(["operation": "auth.refresh", "effect": "lostAnswer", "times": 1])
        _ = send("POST /auth/refresh", body: body, after: 0, by: "a")
        #expect(send("POST /auth/refresh", body: body, after: 2, by: "b").status == 401)
        let violations = entries().last?["violations"]?.elements ?? []
        #expect(violations.contains { $0["kind"] == "tokenUsed" })
        #expect(entries().last?["resent"]?.isNull == true)
    }
}
