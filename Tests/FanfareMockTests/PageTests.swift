import HTTPEngine
import JSONTree
import TestSupport
import Testing

@testable import FanfareMock

/// The page for people, without a browser.
struct PageTests {
    private let client = MockClient()

    @Test func `the page is fenced in`() {
        let page = client.send("GET /__admin/", as: .nobody)
        #expect(page.status == 200)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.headers["X-Frame-Options"] == "DENY")
        #expect(page.headers["X-Content-Type-Options"] == "nosniff")
        let policy = page.headers["Content-Security-Policy"] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(page.headers["Access-Control-Allow-Origin"] == nil)
    }

    @Test func `everything that the page names is served, and nothing lies elsewhere`() throws {
        for name in try Fixtures.names(in: "fixtures/page") {
            let path = name == "index.html" ? "/__admin/" : "/__admin/page/\(name)"
            let file = client.send("GET \(path)", as: .nobody)
            #expect(file.status == 200, "\(name)")
            #expect(file.headers["Content-Type"] != "application/octet-stream", "\(name)")
            // Relative, so that they lead to the mock behind a proxy's path as well.
            for reference in file.text.matches(of: /\s(?:src|href)="([^"#{]+)"/).map(\.output.1) {
                #expect(!reference.hasPrefix("/"), "\(reference)")
                let path =
                    reference.hasPrefix("../") ? reference.dropFirst(2) : "/__admin/" + reference
                #expect(client.send("GET \(path)", as: .nobody).status == 200, "\(reference)")
            }
            for module in file.text.matches(of: /from "\.(\/[^"]*)"/).map(\.output.1) {
                let path = "/__admin/page\(module)"
                #expect(client.send("GET \(path)", as: .nobody).status == 200, "\(module)")
            }
            let addresses = file.text.matches(of: /https?:\/\/[^\s"']+/).map { String($0.output) }
            // Those of this machine are examples to read.
            #expect(
                addresses.allSatisfy {
                    $0 == "http://www.w3.org/2000/svg" || $0.hasPrefix("http://localhost:")
                }, "\(addresses)")
            #expect(!file.text.contains("innerHTML"), "\(name)")
        }
        #expect(client.send("GET /__admin/page/nothing.js", as: .nobody).status == 404)
        #expect(
            client.send("GET /__admin/page/..%2Fworlds%2Fdefault.json", as: .nobody).status == 404)
    }

    @Test func `who forgets the slash is sent to the page`() {
        let answer = client.send("GET /__admin", as: .nobody)
        #expect(answer.status == 308)
        #expect(answer.headers["Location"] == "__admin/")
    }

    @Test func `a browser that looks at the root sees the page, a program that the mock is up`() {
        let html = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")]
        let person = client.send("GET /", as: .nobody, headers: html)
        #expect(person.status == 307)
        #expect(person.headers["Location"] == "__admin/")
        #expect(client.send("GET /", as: .nobody).status == 200)
        #expect(client.send("GET /favicon.ico", as: .nobody).status == 204)
        let odd = client.send("GET /__admin/requests?odd=true", as: .nobody)
        #expect(odd["/count"] == 0)
    }

    @Test func `the clauses that the page quotes are those of the suite`() throws {
        let page = String(decoding: try Fixtures.bytes("fixtures/page/clauses.js"), as: UTF8.self)
        let quoted = page.matches(of: /"([a-z0-9.-]+)": "([^"]+\.)",/)
            .map { (id: String($0.output.1), text: String($0.output.2)) }
        #expect(quoted.count > 25)
        var known: [String: String] = [:]
        for name in try Fixtures.names(in: "specs/v1/clauses") where name.hasSuffix(".json") {
            let file = try JSONNode(parsing: Fixtures.bytes("specs/v1/clauses/\(name)"))
            for clause in (file["clauses"] ?? file).elements ?? [] {
                known[clause["id"]?.string ?? ""] = clause["text"]?.string
            }
        }
        for (id, text) in quoted { #expect(known[id] == text, "\(id)") }
        let named = page.matches(of: /[:] "([a-z0-9-]+(?:\.[a-z0-9-]+)+)"/).map {
            String($0.output.1)
        }
        #expect(Set(named).isSubset(of: Set(quoted.map(\.id))))
    }

    @Test(arguments: [
        ("/__admin/", "none", "navigate", "document", 200),
        ("/__admin/", "cross-site", "navigate", "document", 200),
        ("/__admin/", "same-site", "navigate", "document", 200),
        ("/__admin/", "cross-site", "navigate", "iframe", 403),
        ("/__admin/", "cross-site", "no-cors", "script", 403),
        ("/__admin/page/main.js", "cross-site", "no-cors", "script", 403),
        ("/__admin/overview", "cross-site", "navigate", "document", 403),
        ("/__admin/events", "same-site", "cors", "empty", 403),
        ("/__admin/events", "same-origin", "cors", "empty", 200),
    ])
    func `a link from elsewhere opens the page and nothing else`(
        _ path: String, _ site: String, _ mode: String, _ destination: String, _ status: Int
    ) {
        let answer = client.send(
            "GET \(path)", as: .nobody,
            headers: [
                ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination),
            ])
        #expect(answer.status == status)
    }

    @Test func `a link names the organization, and opens the page when that is gone`() {
        let made = client.send("POST /__admin/organizations", as: .nobody)
            .string("/organizationId")
        let overview = client.send("GET /__admin/overview?organization=\(made)", as: .nobody)
        #expect(overview.string("/organization/organizationId") == made)
        #expect(client.send("GET /__admin/?organization=org_gone", as: .nobody).status == 200)
        #expect(
            client.send("GET /__admin/overview?organization=org_gone", as: .nobody).status == 404)
        #expect(client.send("GET /__admin/events?organization=org_gone", as: .nobody).status == 404)
    }

    @Test func `the next in line is admitted, one or several at a time`() {
        let guests = (0..<4).map { _ in client.guest() }
        for guest in guests {
            _ = client.send("POST /queues/queue_open/enter", as: .consumer(guest.token))
        }
        let admit = "POST /__admin/queues/queue_open/admit-next"
        let first = client.send(admit, as: .nobody)
        #expect(first["/admitted"] == [JSONNode(guests[0].id)])
        let others = client.send(admit, as: .nobody, ["count": 1000])
        #expect(others["/admitted"] == JSONNode(guests.dropFirst().map { JSONNode($0.id) }))
        #expect(others["/waitingCount"] == 0)
        #expect(client.send(admit, as: .nobody)["/admitted"] == [])
        #expect(client.send(admit, as: .nobody, ["count": 0]).status == 400)
        #expect(client.send("POST /__admin/queues/nope/admit-next", as: .nobody).status == 404)
        let status = client.send("GET /queues/queue_open/status", as: .consumer(guests[3].token))
        #expect(status.string("/status") == "ADMITTED")
    }
}
