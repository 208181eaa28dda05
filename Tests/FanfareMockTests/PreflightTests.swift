import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// Browsers ask before they call; whatever a page wants to send arrives and is answered.
struct PreflightTests {
    private let wire = Wire(
        Mock(Mock.Configuration(startAt: MockClient.start), real: MockClient.start))
    private let strict: Wire
    private let page = ("Origin", "http://localhost:3000")

    init() {
        var configuration = Mock.Configuration(startAt: MockClient.start)
        configuration.strict = true
        strict = Wire(Mock(configuration, real: MockClient.start))
    }

    private func ask(
        _ wire: Wire, _ path: String, _ method: String = "POST", _ names: String? = nil
    ) -> MockClient.Answer {
        var headers = [page, ("Access-Control-Request-Method", method)]
        if let names { headers.append(("Access-Control-Request-Headers", names)) }
        return wire.send("OPTIONS \(path)", headers)
    }

    /// Whether a browser would go on to the call (Fetch, "CORS-preflight fetch").
    private func permits(_ answer: MockClient.Answer, _ method: String, _ names: String?) -> Bool {
        func list(_ name: String) -> [String] {
            (answer.headers[name] ?? "").split(separator: ",").map {
                $0.trimming(while: { $0 == " " }).lowercased()
            }
        }
        let asked = (names ?? "").split(separator: ",").map {
            $0.trimming(while: { $0 == " " }).lowercased()
        }
        return (200...299).contains(answer.status)
            && answer.headers["Access-Control-Allow-Origin"] == page.1
            && answer.headers["Access-Control-Allow-Credentials"] == "true"
            && list("Access-Control-Allow-Methods").contains(method.lowercased())
            && asked.allSatisfy { list("Access-Control-Allow-Headers").contains($0) }
    }

    private static let foreign = [
        "sentry-trace,baggage", "traceparent, tracestate", "x-datadog-trace-id", "request-id",
        "x-xsrf-token", "X-Requested-With", "cache-control", "if-none-match", "x-request-id",
        "idempotency-key,content-type,x-publishable-key",
    ]

    @Test(arguments: foreign)
    func `any header is permitted, and what production may refuse is named`(_ names: String) {
        let answer = ask(wire, "/auth/guest", "POST", names)
        #expect(permits(answer, "POST", names))
        let first = names.prefix { $0 != "," }
        #expect(answer.headers["X-Mock-Notice"]?.contains(first) == true)
        #expect(answer.headers["X-Mock-Notice"]?.contains("x-publishable-key") == false)
    }

    @Test(arguments: [
        ("/queue/queue_open", "GET", "Did you mean GET /queues/{id}?"),
        ("/auth/guest/", "POST", "Did you mean POST /auth/guest?"),
        ("/auth/guest", "PUT", "the path takes POST"),
        ("/auth/guest", "PATCH", "the path takes POST"),
        ("/queues/queue_open/enter", "DELETE", "the path takes POST"),
        ("/what/is/this", "GET", "no documented path"),
    ])
    func `a wrong path or method is permitted, and named`(
        _ path: String, _ method: String, _ words: String
    ) {
        let key = "x-publishable-key"
        for wire in [wire, strict] {
            let answer = ask(wire, path, method, key)
            #expect(permits(answer, method, key))
            #expect(answer.headers["X-Mock-Notice"]?.contains(words) == true, "\(answer.headers)")
            let call = wire.send(
                "\(method) \(path)", [page, ("X-Publishable-Key", Mock.Default.publishableKey)])
            #expect([404, 405].contains(call.status))
            #expect(call.headers["X-Mock-Notice"]?.contains(words) == true)
            #expect(call.headers["Access-Control-Allow-Origin"] == page.1)
        }
    }

    @Test func `what is documented needs no notice`() {
        let names = "content-type, authorization, x-publishable-key, x-fingerprint"
        for wire in [wire, strict] {
            let answer = ask(wire, "/queues/queue_open/enter", "POST", names)
            #expect(permits(answer, "POST", names))
            #expect(answer.headers["X-Mock-Notice"] == nil)
        }
    }

    @Test func `the call names the header too, and the journal calls it odd`() {
        let headers = [
            page, ("X-Publishable-Key", Mock.Default.publishableKey), ("sentry-trace", "1-2-0"),
            ("User-Agent", "Mozilla/5.0"), ("Sec-Fetch-Mode", "cors"), ("Accept", "*/*"),
            ("Sec-Fetch-Site", "same-site"), ("Referer", "http://localhost:3000/"),
        ]
        let answer = wire.send("POST /auth/guest", headers)
        #expect(answer.status == 200)
        #expect(
            answer.headers["X-Mock-Notice"]
                == "Production may refuse a page this call: sentry-trace: no documented request header"
        )
        let entry = wire.send("GET /__admin/requests", [])["/requests/0"]
        #expect(entry["notice"]?.string == answer.headers["X-Mock-Notice"])
        #expect(
            entry["violations"]?.elements?.map { $0["kind"] } == ["undocumentedHeader"])
    }

    @Test func `who is no page of another origin hears nothing of it`() {
        let sentry = ("sentry-trace", "1-2-0")
        #expect(wire.send("POST /auth/guest", [sentry]).headers["X-Mock-Notice"] == nil)
        let same = [page, sentry, ("Sec-Fetch-Site", "same-origin")]
        #expect(wire.send("POST /auth/guest", same).headers["X-Mock-Notice"] == nil)
        #expect(wire.send("GET /queue/x", []).headers["X-Mock-Notice"] == nil)
    }

    @Test func `a strict mock permits the documented headers alone, and keeps the refusal`() {
        let names = "sentry-trace, x-publishable-key"
        let answer = ask(strict, "/auth/guest", "POST", names)
        #expect(!permits(answer, "POST", names))
        #expect(permits(answer, "POST", "x-publishable-key"))
        let list = strict.send("GET /__admin/requests", [])
        #expect(list["/count"] == 1)
        #expect(list["/requests/0/preflight"] == true)
        #expect(list["/requests/0/operation"] == "auth.guest")
        #expect(list["/requests/0/violations/0/kind"] == "undocumentedHeader")
        #expect(list["/requests/0/notice"].string?.contains("sentry-trace") == true)
        // No call was made, so none is counted.
        let count = strict.send("POST /__admin/requests/count", [], ["operation": "auth.guest"])
        #expect(count["/count"] == 0)
    }

    @Test func `preflights are kept apart from the calls, and shown to who asks`() {
        _ = ask(wire, "/auth/guest", "POST", "sentry-trace")
        _ = wire.send("POST /auth/guest", [("X-Publishable-Key", Mock.Default.publishableKey)])
        #expect(wire.send("GET /__admin/requests", [])["/count"] == 1)
        #expect(wire.send("GET /__admin/requests", [])["/requests/0/preflight"] == false)
        #expect(wire.send("GET /__admin/requests", [])["/requests/0/number"] == 1)
        let asked = wire.send("GET /__admin/requests?preflight=true", [])
        #expect(asked["/count"] == 1)
        #expect(asked["/requests/0/operation"] == "auth.guest")
        #expect(asked["/requests/0/method"] == "OPTIONS")
        let filter: JSONNode = ["preflight": true, "operation": "auth.guest"]
        #expect(wire.send("POST /__admin/requests/count", [], filter)["/count"] == 1)
        #expect(wire.send("DELETE /__admin/requests", [])["/count"] == 1)
        #expect(wire.send("GET /__admin/requests?preflight=true", [])["/count"] == 0)
    }

    @Test func `one that the server refuses stands among the calls, which never come`() {
        for status in [414, 431] {
            var request = HTTPRequest(method: "OPTIONS", target: "/auth/guest")
            request.headers.append("Origin", page.1)
            request.headers.append("Access-Control-Request-Method", "POST")
            let refusal = HTTPRefusal(status: status, message: "It is too large.")
            _ = wire.mock.refuse(refusal, request, real: MockClient.start)
            let list = wire.send("GET /__admin/requests", [])
            #expect(list["/requests"].elements?.last?["refusal"] == "It is too large.")
            #expect(list["/requests"].elements?.last?["preflight"] == true)
            _ = ask(wire, "/auth/guest")
        }
        #expect(wire.send("GET /__admin/requests", [])["/count"] == 2)
        #expect(wire.send("GET /__admin/requests?preflight=true", [])["/count"] == 4)
        #expect(wire.send("POST /__admin/requests/count", [], [:])["/count"] == 0)
    }

    @Test(
        arguments: [
            (["status": 500], 1), (["effect": "lostCall"], 1), (["reset": "middle"], 1),
            (["headers": ["Access-Control-Allow-Origin": .null]], 1),
            (["delay": "1s"], 0), (["drip": 50], 0), (["status": 200], 1),
        ] as [(JSONNode, Int)])
    func `one that a fault breaks stands among the calls, too`(_ fault: JSONNode, _ count: Int) {
        let members = (fault.members ?? []) + [JSONMember("method", "OPTIONS")]
        #expect(wire.send("POST /__admin/faults", [], JSONNode(members)).status == 201)
        _ = ask(wire, "/auth/guest", "POST", "x-publishable-key")
        #expect(wire.send("GET /__admin/requests", [])["/count"] == JSONNode(count))
    }

    @Test func `preflights never grow beyond their own limit`() {
        for number in 0..<300 { _ = ask(wire, "/queues/q\(number)", "GET") }
        let asked = wire.send("GET /__admin/requests?preflight=true&limit=1000", [])
        #expect(asked["/count"] == 200)
        #expect(asked["/dropped"] == 100)
        #expect(wire.send("GET /__admin/requests", [])["/count"] == 0)
    }

    @Test func `a page of the public network may call into a private one`() {
        let answer = wire.send(
            "OPTIONS /auth/guest",
            [
                page, ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Private-Network", "true"),
            ])
        #expect(answer.headers["Access-Control-Allow-Private-Network"] == "true")
        let plain = ask(wire, "/auth/guest")
        #expect(plain.headers["Access-Control-Allow-Private-Network"] == nil)
    }

    @Test(arguments: [
        "a\u{7}b, sentry-trace", ",,,", " , x", "x y", String(repeating: "h,", count: 500),
    ])
    func `a list of headers that is none permits what can be read of it`(_ names: String) {
        let answer = ask(wire, "/auth/guest", "POST", names)
        #expect(answer.status == 204)
        #expect(permits(answer, "POST", "x-publishable-key"))
    }
}

extension Substring {
    fileprivate func trimming(while isUnwanted: (Character) -> Bool) -> String {
        String(drop(while: isUnwanted).reversed().drop(while: isUnwanted).reversed())
    }
}
