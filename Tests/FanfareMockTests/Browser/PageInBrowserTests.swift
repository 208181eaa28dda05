import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The page in a real browser, beside a client of the API.
@Suite(
    .serialized,
    .enabled(if: Chromium.path != nil, "chromium is not installed; .ci/page installs it"))
struct PageInBrowserTests {
    private let server: MockServer
    private let api: APIClient
    private let browser: Chromium

    init() throws {
        server = try MockServer()
        try server.start()
        api = APIClient(server)
        browser = try Chromium()
    }

    private func open(_ view: String = "overview") throws {
        try browser.open("http://localhost:\(server.port)/__admin/#\(view)")
        try browser.wait(for: "document.querySelector('#live').dataset.live === 'true'")
    }

    private let queue = #"document.querySelector('[data-id="queue_open"]')"#

    @Test func `a person follows a guest from the code to the admission`() throws {
        defer { server.stop() }
        try open()
        let other = try api.guest()
        let guest = try api.guest()
        _ = try api.send("POST /queues/queue_open/enter", token: other)
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 2")

        // The code is read from the page, and the place in line stays.
        _ = try api.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let code = #"document.querySelector('#messages [data-to="ann@example.com"] .code')"#
        try browser.wait(for: code)
        let verified = try api.send(
            "POST /auth/otp/verify",
            ["email": "ann@example.com", "code": try browser.evaluate("\(code).textContent")],
            token: guest)
        let ann = try #require(verified["accessToken"]?.string)
        try browser.wait(
            for: "\(queue).querySelectorAll('.people li')[1].textContent === '2ann@example.com'")
        try browser.wait(for: "document.querySelector('#messages li[data-state=used]')")
        try browser.keepPicture("story-waiting")

        // Two clicks: first the other one, then Ann.
        try browser.click("[data-admit='queue_open']")
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 1")
        let before = try api.send("GET /queues/queue_open/status", token: ann)
        #expect(before["position"] == 1)
        try browser.click("[data-admit='queue_open']")
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 0")
        let after = try api.send("GET /queues/queue_open/status", token: ann)
        #expect(after["status"] == "ADMITTED")
        #expect(after["admissionToken"]?.string?.isEmpty == false)

        try browser.click("nav a[href='#consumers']")
        try browser.wait(
            for: "document.querySelector('.chip').textContent === 'queue_open · ADMITTED'")
        try browser.keepPicture("story-admitted")
        try browser.click("[data-advance='10m']")
        try browser.wait(for: "document.querySelector('#mode').textContent === 'shifted'")
        try browser.wait(
            for: "document.querySelector('.chip').textContent.includes('ADMISSION_EXPIRED')")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `faults are switched on and off, and the journal shows what they broke`() throws {
        defer { server.stop() }
        try open("faults")
        let fault = "#fault-list li:nth-child(2) [role='switch']"
        try browser.click(fault)
        try browser.wait(for: "document.querySelector('#count-faults').textContent === '1'")
        #expect(try api.send("POST /auth/guest")["error"] == "Rate limit exceeded")
        try browser.click(fault)
        try browser.wait(for: "document.querySelector('#count-faults').textContent === ''")
        #expect(try api.send("POST /auth/guest")["error"] == nil)

        _ = try api.send("POST /auth/otp/request", ["email": "o'hara@example.com", "extra": 1])
        try browser.click("nav a[href='#requests']")
        try browser.wait(for: "document.querySelectorAll('#request-list > li').length === 3")
        try browser.click("#request-list summary")
        try browser.wait(
            for: "document.querySelector('.violations').textContent.includes(\"'extra'\")")
        let curl = try browser.evaluate("document.querySelector('.curl button').copies").string
        #expect(
            curl?.hasSuffix(#"--data '{"email":"o'\''hara@example.com","extra":1}'"#) == true,
            "\(curl ?? "")")
        try browser.keepPicture("requests")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `the timeline selects by keys and goes to what falls due`() throws {
        defer { server.stop() }
        let guest = try api.guest()
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        _ = try api.send("POST /__admin/queues/queue_open/admit-next")
        try open("timeline")
        try browser.wait(for: "document.querySelectorAll('.due-row button').length > 1")
        try browser.evaluate("document.querySelector('.track').focus()")
        for key in ["ArrowDown", "ArrowDown"] { try browser.press(key, code: 40) }
        try browser.wait(for: "document.querySelector('.lane[data-lane^=guest] [data-cursor]')")
        try browser.press("Enter", code: 13)
        try browser.wait(
            for: "document.querySelector('.panel:not([hidden]) a[href^=\"#requests/\"]')")

        try browser.click(".due-row button[aria-label*='the admission in Open queue expires']")
        try browser.wait(
            for: "document.querySelector('#happened').textContent.includes('expired unused')")
        let status = try api.send("GET /queues/queue_open/status", token: guest)
        #expect(status["denyReason"] == "ADMISSION_EXPIRED")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `text from the world never becomes markup`() throws {
        defer { server.stop() }
        let hostile = "<img src=x onerror=window.hacked=1>"
        let code = try api.send(
            "POST /auth/external/authorize",
            [
                "provider": "shop", "issuer": "shop", "subject": "1",
                "claims": ["name": JSONNode(hostile), "email": "\"><script>hacked=1</script>"],
            ], secret: true)
        let tokens = try api.send(
            "POST /auth/external/exchange", ["exchangeCode": code["exchangeCode"] ?? ""])
        let token = try #require(tokens["accessToken"]?.string)
        _ = try api.send("POST /queues/queue_open/enter", token: token)
        _ = try api.send("POST /auth/otp/request", ["email": "<b>&'@example.com", "<i>": "</pre>"])
        _ = try api.send("GET /queues/<script>window.hacked=1</script>?<b>")
        for (view, row) in [
            ("overview", "#queues .people li"), ("consumers", "#consumer-list a.person"),
            ("requests", "#request-list details"), ("faults", "#fault-list li"),
            ("setup", "#values td"), ("timeline", ".track .mark"),
            ("webhooks", "#view-webhooks h2"),
        ] {
            try open(view)
            try browser.wait(for: "document.querySelector('\(row)')")
            try browser.evaluate(
                "for (const one of document.querySelectorAll('\(row)')) one.open = true")
            try browser.wait(for: "!document.querySelector('#view-\(view) .detail:empty')")
            let markup = "main script, main b b, main [onerror], main img, main i"
            #expect(try browser.evaluate("document.querySelectorAll('\(markup)').length") == 0)
        }
        try browser.wait(for: "document.body.textContent.includes(\(JSONNode(hostile).text()))")
        #expect(try browser.evaluate("typeof window.hacked") == "undefined")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        // And if the page ever tried, the browser would refuse.
        #expect(throws: Chromium.Failure.self) {
            try browser.evaluate("document.body.innerHTML = '<b>x</b>'")
        }
    }

    @Test func `every view fits a phone, in light and dark`() async throws {
        defer { server.stop() }
        for index in 0..<12 {
            let guest = try api.guest()
            _ = try api.send("POST /queues/queue_open/enter", token: guest)
            let bid = JSONNode(1_000_000 + 10 * index)
            _ = try api.send("POST /auctions/auction_open/bid", ["amount": bid], token: guest)
            let name = String(repeating: "long", count: 15)
            let email = JSONNode("\(name)\(index)@example.com")
            _ = try api.send("POST /auth/otp/request", ["email": email])
        }
        try await server.defaultOrganization.advance(by: .seconds(2592000))
        _ = try api.send("POST /__admin/faults", ["operation": "queues.enter", "status": 503])
        for isDark in [false, true] {
            try browser.look(width: 360, height: 740, isDark: isDark)
            for view in ["overview", "consumers", "requests", "faults", "setup"] {
                try open(view)
                try browser.evaluate(
                    "document.querySelectorAll('details').forEach((d) => d.open = true)")
                #expect(
                    try browser.evaluate("document.documentElement.scrollWidth <= 360") == true,
                    "\(view)")
                try browser.keepPicture("\(view)-phone-\(isDark ? "dark" : "light")")
            }
            let ground = try browser.evaluate("getComputedStyle(document.body).backgroundColor")
            #expect(ground == (isDark ? "rgb(20, 21, 24)" : "rgb(245, 244, 241)"))
        }
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func `the keyboard reaches everything, and focus stays while the line moves`() throws {
        defer { server.stop() }
        for _ in 0..<3 {
            _ = try api.send("POST /queues/queue_open/enter", token: try api.guest())
        }
        try open()
        let active = "document.activeElement"
        var reached: Set<String> = []
        for _ in 0..<25 {
            try browser.press("Tab", code: 9)
            #expect(try browser.evaluate("getComputedStyle(\(active)).outlineStyle") == "solid")
            let name = try browser.evaluate(
                "\(active).id || \(active).dataset.admit || \(active).hash || ''")
            reached.insert(name.string ?? "")
        }
        let wanted: Set = [
            "organization", "create-organization", "freeze", "next-event", "#overview", "#setup",
            "queue_open",
        ]
        #expect(reached.isSuperset(of: wanted), "\(wanted.subtracting(reached))")
        try browser.evaluate("document.querySelector('[data-admit=\"queue_open\"]').focus()")
        for left in [2, 1, 0] {
            try browser.press("Enter", code: 13)
            try browser.wait(for: "\(queue).querySelectorAll('.people li').length === \(left)")
            #expect(try browser.evaluate("\(active).dataset.admit") == "queue_open")
        }
    }

    @Test func `an organization is made, kept in the address, and deleted`() throws {
        defer { server.stop() }
        try open()
        try browser.click("#create-organization")
        try browser.wait(for: "location.search.startsWith('?organization=org_')")
        try browser.wait(for: "document.querySelector('#organization').value !== 'org_mock'")
        try browser.click("#freeze")
        try browser.wait(for: "document.querySelector('#mode').textContent === 'frozen'")
        let clock = try api.send("GET /__admin/clock")
        #expect(clock["mode"] == "real")
        try browser.click("#delete-organization")
        try browser.click("#confirm [value='yes']")
        try browser.wait(for: "location.search === ''")
        try browser.wait(for: "document.querySelector('#organization').options.length === 1")
        try browser.wait(for: "document.querySelector('#mode').textContent === 'real'")
    }

    @Test func `an address that names no organization leads to the default one`() throws {
        defer { server.stop() }
        try browser.open("http://localhost:\(server.port)/__admin/?organization=org_nope#faults")
        try browser.wait(for: "document.querySelector('#live').dataset.live === 'true'")
        let words = try browser.evaluate(
            "document.querySelector('#gone:not([hidden]) p').textContent")
        #expect(
            words.string?.hasPrefix("There is no organization org_nope: this is the default one.")
                == true)
        #expect(try browser.evaluate("location.search") == "")
        try browser.wait(
            for: "document.querySelector('#fault-form').elements.operation.options.length > 1")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }
}
