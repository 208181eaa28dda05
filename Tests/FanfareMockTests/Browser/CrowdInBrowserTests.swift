import JSONTree
import Testing

@testable import FanfareMock

/// Crowds as a person slides them up and down.
@Suite(
    .serialized,
    .enabled(if: Chromium.path != nil, "chromium is not installed; .ci/page installs it"))
struct CrowdInBrowserTests {
    @Test func `a slider puts nine thousand before whoever comes, and takes them away`() throws {
        let server = try MockServer()
        try server.start()
        defer { server.stop() }
        let (api, browser) = (APIClient(server), try Chromium())
        try browser.open("http://localhost:\(server.port)/__admin/#overview")
        try browser.wait(for: "document.querySelector('#live').dataset.live === 'true'")
        try browser.click("[data-id=queue_open] .crowd summary")
        let slider = "document.querySelector('[data-id=queue_open] [name=waiting]')"
        try browser.evaluate(
            "\(slider).value = 8; for (const type of ['input', 'change']) \(slider).dispatchEvent(new Event(type))"
        )
        let card = "document.querySelector('[data-id=queue_open]').innerText"
        try browser.wait(for: "\(card).includes('9,000 waiting, next place 9,001')")
        #expect(
            try browser.evaluate("\(slider).getAttribute('aria-valuetext')") == "9,000 waiting")
        let guest = try api.guest()
        #expect(try api.send("POST /queues/queue_open/enter", token: guest)["position"] == 9001)
        let place = "document.querySelector('[data-id=queue_open] .people b').textContent"
        try browser.wait(for: "\(place) === '9,001'")
        try browser.keepPicture("crowd")
        try browser.click("[data-id=queue_open] .crowd button")
        try browser.wait(for: "\(place) === '1'")
        #expect(browser.complaints == [])
    }
}
