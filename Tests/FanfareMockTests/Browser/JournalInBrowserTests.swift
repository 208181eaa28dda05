import JSONTree
import Testing

@testable import FanfareMock

/// The journal on the page, and one visitor, in a real browser.
@Suite(
    .serialized,
    .enabled(if: Chromium.path != nil, "chromium is not installed; .ci/page installs it"))
struct JournalInBrowserTests {
    private let server: MockServer
    private let api: APIClient
    private let browser: Chromium

    init() throws {
        server = try MockServer()
        try server.start()
        api = APIClient(server)
        browser = try Chromium()
    }

    private func open(_ place: String) throws {
        try browser.open("about:blank")
        try browser.open("http://localhost:\(server.port)/__admin/#\(place)")
        try browser.wait(for: "document.querySelector('#live').dataset.live === 'true'")
    }

    private func rows(_ count: Int) throws {
        try browser.wait(for: "document.querySelectorAll('#request-list > li').length === \(count)")
    }

    private func text(_ selector: String) throws -> String {
        try browser.evaluate("document.querySelector(\(JSONNode(selector).text()))?.innerText")
            .string
            ?? ""
    }

    private func newestID() throws -> String {
        try api.send("GET /__admin/requests?limit=1")["requests"]?[0]?["id"]?.string ?? ""
    }

    @Test func `polls that say the same are one row, and unfold`() throws {
        defer { server.stop() }
        let (ann, ben) = (try api.guest(), try api.guest())
        for guest in [ann, ben] { _ = try api.send("POST /queues/queue_open/enter", token: guest) }
        for _ in 0..<5 {
            for guest in [ann, ben] {
                _ = try api.send("GET /queues/queue_open/status", token: guest)
            }
        }
        try open("requests")
        try rows(6)
        #expect(try text("#request-list li .times") == "×5")
        _ = try api.send("GET /queues/queue_open/status", token: ben)
        try browser.wait(
            for: "document.querySelector('#request-list li .times').innerText === '×6'")
        try browser.click("#request-list li .times")
        try browser.wait(for: "document.querySelectorAll('.earlier > li').length === 5")
        // Who reads is not disturbed.
        _ = try api.send("POST /queues/queue_open/leave", token: ben)
        try browser.wait(for: "document.querySelector('#newer-requests').innerText === '1 new'")
        try rows(6)
        try browser.click("#newer-requests")
        try rows(7)
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `the journal is searched and filtered, and an address opens a request again`() throws
    {
        defer { server.stop() }
        let guest = try api.guest()
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        _ = try api.send("POST /queues/queue_soon/enter", token: guest)
        let id = try newestID()
        try open("requests")
        try rows(3)
        try browser.click("[name=search]")
        try browser.type("NOT OPEN")
        try rows(1)
        #expect(try text("#request-list .word") == "Queue is not open yet")
        try browser.click("#clear-filters")
        try rows(3)
        try browser.click("#request-list summary")
        try browser.wait(for: "location.hash === '#requests/\(id)'")
        try browser.wait(
            for: "document.querySelector('.violations').innerText.includes('queues.enter.not-open')"
        )
        try browser.evaluate("history.back()")
        try browser.wait(for: "!document.querySelector('#request-list details[open]')")
        try open("requests/\(id)")
        try browser.wait(for: "document.querySelector('[data-request=\(id)] details').open")
        try browser.click("[data-request=\(id)] .curl > button:last-of-type")
        try browser.wait(
            for: "document.querySelector('.outcome')?.innerText.includes('Replay: 423')")
        #expect(try api.send("GET /__admin/requests?status=423")["count"] == 2)
        try browser.keepPicture("request")
        try open("requests/req_nope")
        try browser.wait(for: "document.querySelector('.gone')")
        #expect(browser.complaints.allSatisfy { $0.contains("423") }, "\(browser.complaints)")
    }

    @Test func `a copy holds no secret unless it is asked for`() throws {
        defer { server.stop() }
        let guest = try api.guest()
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        try open("requests/\(try newestID())")
        let copies =
            "[...document.querySelectorAll('.curl button')].map((one) => one.copies ?? '').join()"
        try browser.wait(for: "document.querySelector('.curl button')?.copies")
        let plain = try browser.evaluate(copies).string ?? ""
        #expect(!plain.contains(guest))
        for part in [
            #"'Authorization: Bearer '"$TOKEN""#, "`Bearer ${TOKEN}`", #""Bearer \(token)""#,
        ] {
            #expect(plain.contains(part), "\(part) in \(plain)")
        }
        try browser.click(".curl input")
        try browser.wait(for: "\(copies).split('\(guest)').length === 4")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `what a careful production refuses a page is said with the line to change`() throws {
        defer { server.stop() }
        // A page of another origin, with the headers that tracing adds.
        try browser.open("http://127.0.0.1:\(server.port)/health")
        let base = "http://localhost:\(server.port)"
        let key = "'X-Publishable-Key': '\(server.publishableKey)'"
        for call in [
            "fetch('\(base)/auth/guest', {method: 'POST', headers: {\(key), 'sentry-trace': '1-2-1', baggage: 'a=b'}})",
            "fetch('\(base)/queue/queue_open', {headers: {\(key)}})",
            "fetch('\(base)/queues/queue_open/enter', {method: 'PUT', headers: {\(key)}})",
            "fetch('\(base)/auth/guest', {method: 'POST', headers: {'X-Publishable-Key': 'pk_test_nope'}})",
        ] {
            try browser.evaluate("\(call).then((answer) => answer.status)")
        }
        try open("requests")
        try browser.wait(for: "document.querySelectorAll('#request-list .odd').length >= 4")
        try browser.evaluate(
            "for (const one of document.querySelectorAll('#request-list > li > details')) one.open = true"
        )
        try browser.wait(for: "document.querySelector('.line-of-code')")
        let said = try text("#request-list")
        for part in [
            "Sentry.init({ tracePropagationTargets", "http://127.0.0.1:\(server.port)",
            "Failed to fetch",
            "Did you mean GET /queues/{id}", "The path takes POST", "serving.cors.preflight",
        ] {
            #expect(said.contains(part), "\(part) in \(said)")
        }
        try browser.wait(for: "!document.querySelector('#stray').hidden")
        #expect(try text("#stray").contains("No organization of this mock has the key"))
        try browser.keepPicture("preflight")
    }

    @Test func `one visitor is followed from a name, admitted and denied`() throws {
        defer { server.stop() }
        let guest = try api.guest()
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        for _ in 0..<2 { _ = try api.send("POST /auth/otp/request", ["email": "ann@example.com"]) }
        let code = try api.send("GET /__admin/inbox")["messages"]?[1]?["code"] ?? ""
        let verified = try api.send(
            "POST /auth/otp/verify", ["email": "ann@example.com", "code": code], token: guest)
        let ann = try #require(verified["accessToken"]?.string)
        try open("overview")
        try browser.click("#queues .people a")
        try browser.wait(
            for: "document.querySelector('#person h2')?.innerText === 'ann@example.com'")
        try browser.wait(for: "document.querySelectorAll('#person .messages li').length === 2")
        #expect(
            try text("#person .messages [data-state=used]").contains("Somebody signed in with it."))
        #expect(
            try text("#person .messages [data-state=replaced]").contains(
                "went to the same recipient"))
        let holding = "#person [data-holding=queue_open]"
        try browser.click("\(holding) .buttons button")
        try browser.wait(for: "document.querySelector('\(holding) .chip').innerText === 'ADMITTED'")
        #expect(
            try text("\(holding) .left").hasPrefix("time left 9:")
                || text("\(holding) .left").contains("10:00"))
        #expect(try api.send("GET /queues/queue_open/status", token: ann)["status"] == "ADMITTED")
        try browser.keepPicture("visitor")
        try browser.click("\(holding) button[aria-label^='Let expire']")
        try browser.wait(
            for:
                "document.querySelector('\(holding) .chip').innerText.includes('ADMISSION_EXPIRED')"
        )
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `the palette goes to what is typed`() throws {
        defer { server.stop() }
        _ = try api.send("POST /queues/queue_soon/enter", token: try api.guest())
        let id = try newestID()
        try open("overview")
        try browser.click("#open-palette")
        try browser.type("faults")
        try browser.wait(for: "document.querySelectorAll('#choices li').length === 1")
        try browser.press("Enter", code: 13)
        try browser.wait(for: "location.hash === '#faults'")
        try browser.click("#open-palette")
        try browser.type("queue_soon")
        try browser.wait(
            for: "document.querySelector('#choices li')?.innerText.includes('423 POST')")
        try browser.press("Enter", code: 13)
        try browser.wait(for: "location.hash === '#requests/\(id)'")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }
}
