import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The page behind a door, in a real browser.
@Suite(
    .serialized,
    .enabled(if: Chromium.path != nil, "chromium is not installed; .ci/page installs it"))
struct LockedPageTests {
    private static let token = "a-token-of-this-test"

    @Test func `the page asks for the token once, and locks itself again`() throws {
        var options = MockServer.Options()
        options.controlToken = Self.token
        let server = try MockServer.started(options)
        defer { server.stop() }
        let browser = try Chromium()
        try browser.open("http://localhost:\(server.port)/__admin/")
        try browser.wait(for: "document.querySelector('#token') !== null")
        try browser.evaluate("document.querySelector('#token').focus()")
        try browser.type("not the token")
        try browser.click("#door button")
        try browser.wait(
            for: "document.querySelector('#wrong').textContent.includes('not the token')")
        try browser.evaluate("document.querySelector('#token').value = ''")
        try browser.evaluate("document.querySelector('#token').focus()")
        try browser.type(Self.token)
        try browser.click("#door button")
        try wait(browser, for: "document.querySelector('#live')?.dataset.live === 'true'")
        #expect(try browser.evaluate("document.cookie") == "")
        try browser.click("nav a[href='#setup']")
        try browser.wait(for: "document.querySelector('#keys').textContent.includes('org_mock.')")
        try browser.click("#freeze")
        try browser.wait(for: "document.querySelector('#mode').textContent === 'frozen'")
        try browser.click("#lock")
        try wait(browser, for: "document.querySelector('#token') !== null")
    }

    /// Waits also while one page gives way to the next, which ends whoever looks at it.
    private func wait(_ browser: Chromium, for expression: String) throws {
        for _ in 0..<3 where (try? browser.wait(for: expression)) != nil { return }
        try browser.wait(for: expression)
    }

    @Test func `a script on the API's port reads nothing of the control protocol`() throws {
        var options = MockServer.Options()
        options.controlPort = 0
        let server = try MockServer.started(options)
        defer { server.stop() }
        let page = try #require(server.pageURL)
        let browser = try Chromium()
        try browser.open(page)
        try browser.wait(for: "document.querySelector('#live')?.dataset.live === 'true'")
        try browser.click("nav a[href='#setup']")
        try browser.wait(
            for: "document.querySelector('#keys').textContent.includes(':\(server.port)')")
        #expect(
            try browser.evaluate("document.querySelector('#openapi').href").string?
                .contains(":\(server.port)/openapi.json") == true)
        // A page of the API's origin, as one of the server behind would be.
        try browser.open("http://localhost:\(server.port)/health")
        let own = "fetch('/__admin/overview')"
        let other = "fetch('\(page)overview')"
        for (name, call) in [("own", own), ("other", other)] {
            try browser.evaluate(
                "\(call).then((r) => r.status, () => 'refused').then((s) => window.\(name) = s)")
            try browser.wait(for: "window.\(name) !== undefined")
        }
        #expect(try browser.evaluate("window.own") == 403)
        #expect(try browser.evaluate("window.other") == "refused")
    }
}
