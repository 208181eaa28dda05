import Foundation
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The linking story as a person sees it on the page, told in three looks.
///
/// `PAGE_SCREENSHOTS` names the folder in which its pictures are kept.
@Suite(
    .serialized,
    .enabled(if: Chromium.path != nil, "chromium is not installed; .ci/page installs it"))
struct LinkingStoryTests {
    private let server: MockServer
    private let api: APIClient
    private let browser: Chromium
    private let queue = #"document.querySelector('[data-id="queue_open"]')"#

    init() throws {
        server = try MockServer.started()
        api = APIClient(server)
        browser = try Chromium()
    }

    private func open(_ view: String) throws {
        try browser.open("http://localhost:\(server.port)/__admin/#\(view)")
        try browser.wait(for: "document.querySelector('#live').dataset.live === 'true'")
    }

    /// Light, dark and as wide as a phone.
    private func keepPictures(_ name: String) throws {
        for (look, width, height, isDark) in [
            ("light", 1280, 860, false), ("dark", 1280, 860, true), ("phone", 360, 740, false),
            ("phone-dark", 360, 740, true),
        ] {
            try browser.look(width: width, height: height, isDark: isDark)
            try browser.evaluate("scrollTo(0, 0)")
            #expect(
                try browser.evaluate("document.documentElement.scrollWidth <= \(width)") == true)
            try browser.keepPicture("\(name)-\(look)")
        }
        try browser.look(width: 1280, height: 860)
    }

    private func code(for email: String) throws -> JSONNode {
        _ = try api.send("POST /auth/otp/request", ["email": JSONNode(email)])
        let code =
            "document.querySelector('#messages li[data-state=sent][data-to=\"\(email)\"] .code')"
        try browser.wait(for: code)
        return try browser.evaluate("\(code).textContent")
    }

    @Test func `a guest is linked, admitted, sent back by a snapshot, and told anew`() throws {
        defer { server.stop() }
        try browser.look(width: 1280, height: 860)
        try open("overview")
        // While the clock stands, the same calls give the same tokens.
        try browser.click("#freeze")
        try browser.wait(for: "document.querySelector('#mode').textContent === 'frozen'")
        let (other, guest) = (try api.guest(), try api.guest())
        _ = try api.send("POST /queues/queue_open/enter", token: other)
        _ = try api.send("POST /queues/queue_open/enter", token: guest)
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 2")
        let verification: JSONNode = [
            "email": "ann@example.com", "code": try code(for: "ann@example.com"),
        ]
        try keepPictures("1-the-code-has-come")

        try takeSnapshot(named: "Before the code")
        let ann = try #require(
            try api.send("POST /auth/otp/verify", verification, token: guest)["accessToken"]?.string
        )
        #expect(try api.send("GET /queues/queue_open/status", token: ann)["position"] == 2)
        try browser.click("nav a[href='#overview']")
        try browser.wait(
            for: "\(queue).querySelectorAll('.people li')[1].textContent === '2ann@example.com'")
        try keepPictures("2-ann-holds-the-place")

        let again: JSONNode = [
            "email": "ann@example.com", "code": try code(for: "ann@example.com"),
        ]
        let refused = try api.send("POST /auth/otp/verify", again, token: other)
        #expect(refused["error"] == "already_linked")
        for _ in 0..<2 { try browser.click("[data-admit='queue_open']") }
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 0")
        try browser.click("nav a[href='#consumers']")
        try browser.wait(
            for: "document.querySelector('.chip').textContent === 'queue_open · ADMITTED'")
        try keepPictures("3-both-are-admitted")

        try restoreSnapshot()
        #expect(try api.send("GET /consumers/me", token: ann)["error"] != nil)
        let tokens = try api.send("POST /auth/otp/verify", verification, token: guest)
        #expect(tokens["accessToken"]?.string == ann)
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    private func takeSnapshot(named name: String) throws {
        try browser.click("nav a[href='#setup']")
        try browser.click("#snapshot-form input")
        try browser.type(name)
        try browser.press("Enter", code: 13)
        try browser.wait(
            for: "document.querySelector('#snapshot-list span')?.textContent === '\(name)'")
        try keepPictures("4-snapshots")
    }

    private func restoreSnapshot() throws {
        try browser.click("nav a[href='#setup']")
        try browser.click("#snapshot-list li button")
        try browser.wait(for: "document.querySelector('#confirm').open")
        try keepPictures("5-asked-before-going-back")
        try browser.click("#confirm [value='yes']")
        try browser.wait(
            for: "document.querySelector('#happened').textContent.startsWith('Everything is as')")
        try browser.click("nav a[href='#overview']")
        try browser.wait(for: "\(queue).querySelectorAll('.people li').length === 2")
    }

    @Test func `a state is exported, imported elsewhere, and nonsense is refused`() async throws {
        defer { server.stop() }
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appending(path: "story-\(UUID().uuidString).state")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try api.guest()
        try open("setup")
        #expect(try browser.evaluate("document.querySelector('#export').download") == "")
        let address = "document.querySelector('#export').href"
        let length = try browser.evaluate(
            "fetch(\(address)).then((answer) => answer.arrayBuffer()).then((it) => it.byteLength)")
        let state = try await server.defaultOrganization.exportState()
        #expect(length.integer == state.count)
        try Data(state).write(to: file)

        try browser.click("#create-organization")
        try browser.wait(for: "\(address).includes('?organization=org_')")
        try browser.choose(file.path(), in: "#import-file")
        try browser.click("#confirm [value='yes']")
        try browser.wait(
            for: "document.querySelector('#happened').textContent.includes('with 1 consumer.')")
        try Data("nonsense".utf8).write(to: file)
        try browser.choose(file.path(), in: "#import-file")
        try browser.click("#confirm [value='yes']")
        try browser.wait(
            for: "document.querySelector('#happened').textContent.includes('It is no state')")
    }
}
