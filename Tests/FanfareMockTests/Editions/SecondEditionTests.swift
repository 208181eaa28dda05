import FanfareModel
import Foundation
import HTTPEngine
import JSONTree
import TestSupport
import Testing
import TokenSigning

@testable import FanfareMock

/// A second edition beside the first, without a line in any file that both share.
@Suite struct SecondEditionTests {
    private let client: MockClient

    /// A mock of both whose organization speaks an edition where the path names none.
    init() throws { client = try Self.client(speaking: "later") }

    private static func client(speaking edition: String) throws -> MockClient {
        let editions = Editions([.v1, .later])
        var configuration = Mock.Configuration()
        configuration.editions = editions
        configuration.world = try WorldFile(
            ["extends": "default", "settings": ["edition": JSONNode(edition)]], editions)
        return MockClient(configuration)
    }

    private func enter(_ client: MockClient, below base: String = "") -> (MockClient.Answer, String)
    {
        let session = client.send("POST \(base)/sessions")
        let token = session.string("/token")
        return (client.send("POST \(base)/queues/queue_open/enter", as: .consumer(token)), token)
    }

    @Test func `a prefix selects an edition, whatever the organization speaks`() throws {
        let plain = try Self.client(speaking: "v1")
        #expect(plain.send("POST /api/later/sessions").status == 201)
        #expect(plain.send("POST /sessions").status == 404)
        #expect(plain.send("POST /auth/guest").status == 200)
        #expect(client.send("POST /api/v1/auth/guest").status == 200)
    }

    @Test func `a path without a prefix is answered in the organization's own edition`() {
        let (entered, token) = enter(client)
        #expect(entered.string("/status") == "QUEUED")
        #expect(client.send("POST /auth/guest").string("/issue/code") == "unknown_path")
        let status = client.send("GET /queues/queue_open/status", as: .consumer(token))
        #expect(status.string("/status") == "QUEUED")
    }

    @Test func `whoever is let through is GRANTED in one edition and ADMITTED in the other`() {
        let (_, token) = enter(client)
        let admit = client.send(
            "POST /__admin/queues/queue_open/admit-next", as: .nobody, [:])
        #expect(admit.status == 200, "\(admit.text)")
        let later = client.send("GET /queues/queue_open/status", as: .consumer(token))
        let first = client.send("GET /api/v1/queues/queue_open/status", as: .consumer(token))
        #expect(later.string("/status") == "GRANTED")
        #expect(first.string("/status") == "ADMITTED")
        #expect(later.string("/admissionGrant") == first.string("/admissionToken"))
    }

    @Test func `identifiers are UUIDs, and lead to their consumers`() throws {
        let session = client.send("POST /sessions")
        let id = session.string("/consumer")
        #expect(id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil, "\(id)")
        let shown = client.send("GET /__admin/consumers/\(id)", as: .nobody)
        #expect(shown.string("/id") == id)
        let claims = try JWT.decode(session.string("/token")).claims
        #expect(claims["sub"]?.string == id)
        #expect(claims["consumerId"] == nil)
    }

    @Test func `errors and headers have the form of their edition`() {
        let refused = client.send("POST /queues/queue_open/enter", as: .nobody)
        #expect(refused.status == 422)
        #expect(refused.string("/issue/code") == "authenticationRequired")
        #expect(refused.headers["RateLimit-Remaining"] != nil)
        #expect(refused.headers["X-RateLimit-Remaining"] == nil)
        #expect(client.send("DELETE /sessions").string("/issue/code") == "takes POST")
        let first = client.send("POST /api/v1/queues/queue_open/enter", as: .nobody)
        #expect(first.string("/error") == "Authentication required")
        #expect(first.headers["X-RateLimit-Remaining"] != nil)
    }

    @Test func `faults, journal and page know the calls of the organization's edition`() {
        let fault: JSONNode = ["operation": "queues.status", "error": "closed"]
        #expect(client.send("POST /__admin/faults", as: .nobody, fault).status == 201)
        let (_, token) = enter(client)
        let broken = client.send("GET /queues/queue_open/status", as: .consumer(token))
        #expect(broken.string("/issue/code").hasPrefix("closed"))
        let journal = client.send("GET /__admin/requests?operation=sessions.create", as: .nobody)
        #expect(journal["/requests"].elements?.count == 1, "\(journal.text)")
        let overview = client.send("GET /__admin/overview", as: .nobody)
        #expect(overview.string("/queues/0/status") == "open")
    }

    @Test func `each edition keeps answers of its own`() {
        let path = "/experiences/exp_holiday_sale"
        #expect(client.send("GET \(path)").string("/kept") == "later")
        #expect(client.send("GET /api/v1\(path)").string("/id") == "exp_holiday_sale")
        #expect(client.send("GET \(path)").string("/kept") == "later")
    }

    @Test func `webhooks carry what the organization's edition tells`() {
        let hook: JSONNode = ["url": "http://127.0.0.1:9/", "events": ["journey.entered"]]
        let added = client.send("POST /__admin/webhooks", as: .nobody, hook)
        #expect(added.status == 201, "\(added.text)")
        _ = enter(client)
        let deliveries = client.send("GET /__admin/webhooks/deliveries", as: .nobody)
        #expect(deliveries.string("/deliveries/0/type") == "journey.entered")
    }

    @Test func `an edition that nobody knows is refused with those there are`() throws {
        let error = #expect(throws: WorldFileError.self) {
            try WorldFile(["settings": ["edition": "v2"]])
        }
        #expect(error?.message.contains("there is no edition 'v2'") == true)
        #expect(error?.message.contains("v1") == true)
    }
}

/// No file speaks of an edition but those of its folder and the one list.
@Suite struct EditionBoundaryTests {
    @Test func `no code outside its folder names an edition`() throws {
        let names = try Regex(#"\bV1\b|\.v1\b|"/?api/v1"#)
        let sources = Fixtures.packageRoot.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var looked = 0
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let path = file.path(percentEncoded: false)
            // A client of the API, as fuzzing is, calls what it likes.
            let isFree = [
                "/Editions/V1/", "/Editions/Editions.swift", "/Suite/SuiteEdition.swift",
                "/Fuzzing/",
            ]
            .contains { path.contains($0) }
            if isFree { continue }
            looked += 1
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains(names) {
                let code = line.drop { $0 == " " }
                if code.hasPrefix("//") { continue }
                Issue.record("\(path):\(index + 1) names an edition: \(code)")
            }
        }
        #expect(looked > 400)
    }
}
