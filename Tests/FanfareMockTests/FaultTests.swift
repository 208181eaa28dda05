import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Design, "The mock's command and control": `/__admin/faults`.
struct FaultTests {
    private let client = MockClient()

    private func add(_ fault: JSONNode, location: SourceLocation = #_sourceLocation) -> String {
        let answer = client.send("POST /__admin/faults", as: .nobody, fault)
        #expect(answer.status == 201, "\(answer.text)", sourceLocation: location)
        return answer["/id", location].string ?? ""
    }

    private func statuses(_ line: String, count: Int) -> [Int] {
        (0..<count).map { _ in client.send(line).status }
    }

    @Test func `a fault answers instead of the operation, which does not run`() {
        _ = add(["operation": "auth.otp.request", "status": 503, "body": ["error": "Down"]])
        let answer = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        #expect(answer.status == 503)
        #expect(answer.body == ["error": "Down"])
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(answer.headers["X-Request-Id"] != nil)
        #expect(client.code(to: "ann@example.com").isEmpty)
    }

    @Test func `a fault that lets the operation run loses only its answer`() {
        _ = add(["operation": "auth.otp.request", "reset": "before", "runsOperation": true])
        let answer = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        #expect(answer.delivery == .resetBefore)
        #expect(!client.code(to: "ann@example.com").isEmpty)
    }

    @Test func `a reset before the answer does not run the operation`() {
        _ = add(["operation": "auth.otp.request", "reset": "before"])
        let answer = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        #expect(answer.delivery == .resetBefore)
        #expect(client.code(to: "ann@example.com").isEmpty)
    }

    @Test(
        arguments: [
            (["operation": "queues.get"], [503, 404, 200]), (["method": "GET"], [503, 503, 200]),
            (["path": "/queues/*"], [503, 404, 200]), (["path": "/*/*"], [503, 503, 503]),
            (["path": "/queues/{id}"], [503, 404, 200]),
            (["path": "/api/v1/queues/**"], [503, 404, 200]),
            (["path": "/queues/*/status"], [200, 404, 200]), ([:], [503, 503, 503]),
            (["operation": "queues.get", "method": "POST"], [200, 404, 200]),
        ] as [(JSONNode, [Int])])
    func `a fault is for the calls that it selects`(_ selector: JSONNode, _ expected: [Int]) {
        _ = add(JSONNode((selector.members ?? []) + [JSONMember("status", 503)]))
        let calls = ["GET /api/v1/queues/queue_open", "GET /nothing/here", "POST /auth/guest"]
        #expect(calls.map { client.send($0).status } == expected)
    }

    @Test(
        arguments: [
            ([:], [503, 503, 503, 503, 503, 503]), (["times": 1], [503, 200, 200, 200, 200, 200]),
            (["times": 2], [503, 503, 200, 200, 200, 200]),
            (["every": 3], [200, 200, 503, 200, 200, 503]),
            (["every": 2, "times": 1], [200, 503, 200, 200, 200, 200]),
            (["probability": 0], [200, 200, 200, 200, 200, 200]),
            (["probability": 1], [503, 503, 503, 503, 503, 503]),
        ] as [(JSONNode, [Int])])
    func `a fault fires as often as it is told`(_ frequency: JSONNode, _ expected: [Int]) {
        _ = add(JSONNode((frequency.members ?? []) + [JSONMember("status", 503)]))
        #expect(statuses("GET /health", count: 6) == expected)
    }

    @Test func `chance comes from the seed and takes nothing from the world`() {
        func run(_ probability: Bool) -> (statuses: [Int], guest: String) {
            let client = MockClient()
            if probability {
                let share = JSONNode(.number(JSONNumber(text: "0.5")))
                _ = client.send(
                    "POST /__admin/faults", as: .nobody,
                    ["path": "/health", "status": 500, "probability": share])
            }
            let statuses = (0..<40).map { _ in client.send("GET /health").status }
            return (statuses, client.guest().id)
        }
        let (first, second, plain) = (run(true), run(true), run(false))
        #expect(first.statuses == second.statuses)
        #expect((10...30).contains(first.statuses.count { $0 == 500 }))
        #expect(first.guest == plain.guest)
    }

    @Test func `faults of one sort take turns, and of different sorts add up`() {
        _ = add(["delay": "2s"])
        _ = add(["status": 503, "times": 1])
        _ = add(["status": 500, "times": 1])
        _ = add(["drip": 10])
        let answers = (0..<3).map { _ in client.send("GET /health") }
        #expect(answers.map(\.status) == [503, 500, 200])
        #expect(answers.allSatisfy { $0.delay == .seconds(2) })
        #expect(answers.allSatisfy { $0.delivery == .drip(bytesPerSecond: 10) })
    }

    @Test func `a delay between two bounds is spread over them`() {
        _ = add(["delay": ["min": "100ms", "max": "300ms"]])
        let delays = (0..<50).compactMap { _ in client.send("GET /health").delay }
        #expect(delays.count == 50)
        #expect(delays.allSatisfy { .milliseconds(100)...(.milliseconds(300)) ~= $0 })
        #expect(Set(delays).count > 20)
    }

    @Test func `a delay follows its quantiles`() {
        _ = add(["delay": ["min": "1ms", "median": "100ms", "p99": "1s", "max": "1h"]])
        let delays = (0..<2000).compactMap { _ in client.send("GET /health").delay }
        let quick = delays.count { $0 <= .milliseconds(100) }
        let slow = delays.count { $0 > .seconds(1) }
        #expect((900...1100).contains(quick))
        #expect((5...40).contains(slow))
        #expect(delays.allSatisfy { .milliseconds(1)...(.seconds(3600)) ~= $0 })
    }

    @Test(
        arguments: [
            (["reset": "middle"], .resetAfter(bytes: 7)),
            (["reset": "afterHead"], .resetAfter(bytes: 0)),
            (["effect": "lostAnswer"], .resetAfter(bytes: 0)),
            (["effect": "halfAnswer"], .resetAfter(bytes: 7)),
            (["effect": "slowAnswer"], .drip(bytesPerSecond: 20)),
            (["effect": "slowAnswer", "drip": 7], .drip(bytesPerSecond: 7)),
            (["truncateAfter": 3], .truncate(bytes: 3)),
            (["contentLengthOff": -2], .contentLength(off: -2)),
            (["drip": 64], .drip(bytesPerSecond: 64)),
        ] as [(JSONNode, HTTPDelivery)])
    func `a fault on the wire spoils the operation's own answer`(
        _ fault: JSONNode, _ delivery: HTTPDelivery
    ) {
        _ = add(fault)
        let answer = client.send("GET /health")
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"ok"}"#)
        #expect(answer.delivery == delivery)
    }

    @Test func `a malformed body is no JSON, whatever it was`() {
        _ = add(["malformedJSON": true])
        for line in ["GET /health", "GET /queues/queue_open", "GET /nothing", "POST /auth/logout"] {
            let answer = client.send(line)
            #expect(throws: JSONError.self) { try JSONNode(parsing: answer.text) }
        }
    }

    @Test func `fields of the answer are set, replaced and removed`() {
        _ = add([
            "headers": ["X-Extra": "1", "X-Request-Id": .null, "Date": "yesterday"],
            "contentType": "text/html",
        ])
        let answer = client.send("GET /health")
        #expect(answer.headers["X-Extra"] == "1")
        #expect(answer.headers["X-Request-Id"] == nil)
        #expect(answer.headers["Date"] == "yesterday")
        #expect(answer.headers.values(for: "Content-Type") == ["text/html"])
    }

    @Test func `a rate limit says when to come back, in all places alike`() {
        _ = add(["operation": "queues.get", "error": "rateLimited", "retryAfter": 17])
        let answer = client.send("GET /queues/queue_open")
        #expect(answer.status == 429)
        #expect(answer.body == ["error": "Rate limit exceeded", "retryAfter": 17])
        #expect(answer.headers["Retry-After"] == "17")
        #expect(answer.headers["X-RateLimit-Remaining"] == "0")
        #expect(answer.headers["X-RateLimit-Reset"] == "1767225617")
    }

    @Test(arguments: DocumentedError.allCases)
    func `every documented error can be called by name`(_ name: DocumentedError) {
        let error = name.error(about: .draw, retryAfter: 5, now: MockClient.start)
        #expect(DocumentedError(error) == name)
        _ = add(["error": JSONNode(name.rawValue), "resource": "draw", "retryAfter": 5])
        let answer = client.send("POST /auth/guest")
        let expected = V1.reply(to: error)
        #expect(answer.status == expected.status)
        #expect(answer.body == expected.body)
    }

    @Test(arguments: [
        ("otp_expired", "otpExpired"), ("Rate limit exceeded", "rateLimited"),
        ("invalid refresh token", "invalidRefreshToken"), ("DEVICE_MISMATCH", "deviceMismatch"),
        ("Draw not found", "notFound"), ("already_linked", "alreadyLinked"),
    ])
    func `an error can be called by the word that the API answers`(_ word: String, _ name: String) {
        #expect(DocumentedError(spelling: word)?.rawValue == name)
        _ = add(["error": JSONNode(word)])
    }

    @Test(
        arguments: [
            (["error": "otp_expierd"], "Did you mean 'otpExpired'? Must be one of"),
            (
                ["operation": "queue.enter", "status": 503],
                "Did you mean 'queues.enter'? Must be one of"
            ),
            (["effect": "lostanswers"], "Did you mean 'lostAnswer'? Must be one of"),
            (["error": "boom"], "Must be one of authenticationRequired"),
            (["delay": "0s"], "Must be longer than nothing"),
            (["contentLengthOff": 0], "A length that is off by 0 is right"),
        ] as [(JSONNode, String)])
    func `a word that is misspelt is told the nearest`(_ fault: JSONNode, _ words: String) {
        let answer = client.send("POST /__admin/faults", as: .nobody, fault)
        #expect(answer.string("/details/0/message").hasPrefix(words), "\(answer.text)")
    }

    @Test func `an error speaks of what the call is about`() {
        _ = add(["error": "notFound"])
        #expect(client.send("GET /queues/queue_open").body["error"] == "Queue not found")
        #expect(client.send("GET /experiences/x").body["error"] == "Experience not found")
    }

    @Test func `a fault meets its own organization only`() {
        let other = client.send("POST /__admin/organizations", as: .nobody)
        _ = add(["status": 503])
        let key = ("X-Publishable-Key", other.string("/publishableKey"))
        #expect(client.send("POST /auth/guest", as: .nobody, headers: [key]).status == 200)
        #expect(client.send("POST /auth/guest").status == 503)
        #expect(client.send("GET /__admin/health", as: .nobody).status == 200)
    }

    @Test func `a preflight is met only by a fault that names it`() {
        _ = add(["status": 503])
        #expect(client.send("OPTIONS /auth/guest", as: .nobody).status == 204)
        _ = add(["status": 500, "method": "OPTIONS"])
        #expect(client.send("OPTIONS /auth/guest", as: .nobody).status == 500)
    }

    @Test func `faults are listed with what they did, and deleted`() {
        let first = add(["path": "/health", "every": 2, "status": 503])
        let second = add(["delay": "1s"])
        _ = statuses("GET /health", count: 3)
        let list = client.send("GET /__admin/faults", as: .nobody)
        let expected: JSONNode = [
            "id": JSONNode(first), "seen": 3, "fired": 1, "path": "/health", "every": 2,
            "status": 503,
        ]
        #expect(list["/faults/0"] == expected)
        #expect(list["/faults/1/fired"] == 3)
        #expect(client.send("DELETE /__admin/faults/\(first)", as: .nobody).status == 204)
        #expect(client.send("DELETE /__admin/faults/\(first)", as: .nobody).status == 404)
        #expect(list["/faults/1/id"].string == second)
        #expect(client.send("DELETE /__admin/faults", as: .nobody).status == 204)
        #expect(client.send("GET /__admin/faults", as: .nobody).body == ["faults": []])
    }

    @Test func `a reset of the organization removes its faults`() {
        _ = add(["status": 503])
        _ = client.send("POST /__admin/reset", as: .nobody)
        #expect(client.send("POST /auth/guest").status == 200)
    }

    @Test(
        arguments: [
            ([:], "status"), (["satus": 503], "satus"), (["status": 99], "status"),
            (["operation": "queue.enter", "status": 503], "operation"),
            (["method": "FETCH", "status": 503], "method"),
            (["path": "queues", "status": 503], "path"),
            (["path": "/**/x", "status": 503], "path"), (["times": 0, "status": 503], "times"),
            (["every": 2, "probability": 1, "status": 503], "probability"),
            (["probability": 2, "status": 503], "probability"),
            (["status": 503, "error": "full"], "error"), (["error": "boom"], "error"),
            (["status": 503, "retryAfter": 5], "retryAfter"), (["body": [:]], "body"),
            (["status": 503, "body": [:], "text": "x"], "text"), (["delay": "soon"], "delay"),
            (["delay": ["min": "2s", "max": "1s"]], "delay"),
            (["delay": ["min": "1s", "median": "1s"]], "delay"),
            (["delay": ["min": "1s", "median": "3s", "max": "2s"]], "delay"),
            (["delay": ["min": "1s", "max": "2s", "p98": "2s"]], "delay"),
            (["reset": "later"], "reset"),
            (["reset": "middle", "drip": 5], "drip"), (["drip": 0], "drip"),
            (["contentLengthOff": 0], "contentLengthOff"),
            (["headers": ["a b": "x"]], "headers.a b"),
            (["headers": 5], "headers"), (["effect": "lost"], "effect"),
            (["effect": "lostAnswer", "reset": "middle"], "reset"),
            (["delay": "1s", "runsOperation": true], "runsOperation"),
            (["delay": "1s", "breaksRepeats": false], "breaksRepeats"),
        ] as [(JSONNode, String)])
    func `a fault that makes no sense is refused by the member's name and what is allowed`(
        _ fault: JSONNode, _ field: String
    ) {
        let answer = client.send("POST /__admin/faults", as: .nobody, fault)
        #expect(answer.status == 400)
        #expect(answer["/details/0/field"].string == field, "\(answer.text)")
        #expect(answer["/details/0/message"].string?.isEmpty == false)
        #expect(answer["/details"].elements?.count == 1, "\(answer.text)")
        #expect(client.send("GET /__admin/faults", as: .nobody).body == ["faults": []])
    }

    @Test func `no two operations share a name`() {
        let names = Edition.v1.routes.map(\.name)
        #expect(Set(names).count == names.count, "\(names)")
        #expect(
            [
                "queues.get", "queues.enter", "auth.otp.request", "service.jwks",
                "auctions.bids.mine",
            ].allSatisfy {
                names.contains($0)
            })
    }
}
