import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The description of the API as a whole.
struct OpenAPITests {
    private let document = OpenAPIShapeTests.document()

    @Test func `every route is described once, and every description has a route`() {
        let routes = Edition.v1.routes.map { "\($0.method) \($0.template)" }
        #expect(V1.description.operations.map(\.call).sorted() == routes.sorted())
    }

    @Test func `every operation has a name of its own, a summary and answers`() {
        let names = Edition.v1.routes.map(\.name)
        #expect(Set(names).count == names.count)
        for (call, entry) in V1.description.operations {
            #expect(!entry.summary.isEmpty, "\(call)")
            #expect(!entry.answers.isEmpty, "\(call)")
        }
    }

    @Test func `every component is referred to, or is the one for all webhooks`() {
        let components = document["components"]?["schemas"]?.members?.map(\.key) ?? []
        let used = Set(document.references.map { $0.split(separator: "/").last.map(String.init) })
        #expect(components.filter { !used.contains($0) } == ["WebhookEvent"])
    }

    @Test func `every link leads to an operation whose path has a parameter`() {
        let routes = Edition.v1.routes
        for (call, entry) in V1.description.operations {
            for link in entry.links {
                let route = routes.first { $0.name == link.operation }
                #expect(route?.template.contains("{id}") == true, "\(call): \(link.operation)")
            }
        }
    }

    @Test func `every clause that an operation names is one, and most operations name some`() {
        let clauses = ClauseTexts("v1")
        for (call, entry) in V1.description.operations {
            #expect(!clauses.clauses(of: entry).isEmpty, "\(call)")
        }
    }

    @Test func `every reference leads somewhere`() {
        let references = document.references
        #expect(references.count > 100)
        for reference in Set(references) {
            let pointer = JSONPointer(String(reference.dropFirst()))
            #expect(pointer.flatMap { document[$0] } != nil, "\(reference)")
        }
    }

    @Test func `every answer carries the headers that every answer carries`() {
        let headers = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
        for (call, status, response) in document.responses where status != "default" {
            let described = response["headers"]?.members?.map(\.key) ?? []
            for header in headers + ["X-Request-Id"] {
                #expect(described.contains(header), "\(call) \(status)")
            }
            #expect(
                described.contains("Retry-After") == ["423", "429"].contains(status),
                "\(call) \(status)")
        }
    }

    @Test func `a body brings the refusals of bodies with it`() {
        for (call, entry) in V1.description.operations where entry.body != nil {
            let statuses = document.responses.filter { $0.call == call }.map(\.status)
            #expect(statuses.contains("400") && statuses.contains("413"), "\(call)")
        }
    }

    @Test(arguments: [
        ("/openapi.json", "3.1.0"), ("/api/v1/openapi.json", "3.1.0"),
        ("/openapi-3.0.json", "3.0.3"),
    ])
    func `anybody is served the document`(_ path: String, _ version: String) {
        let answer = MockClient().send("GET \(path)", as: .nobody)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(answer.string("/openapi") == version)
        #expect(answer.body["paths"]?.members?.count == document["paths"]?.members?.count)
    }

    @Test(arguments: [
        ("mock.test:81", "http://mock.test:81"), ("[::1]:4802", "http://[::1]:4802"),
        ("a b\"", "http://localhost:4802"),
    ])
    func `the address that was asked stands first`(_ host: String, _ server: String) {
        let answer = MockClient().send(
            "GET /openapi.json", as: .nobody, headers: [("Host", host)])
        #expect(answer.string("/servers/0/url") == server + "/api/v1")
        #expect(answer.string("/servers/1/url") == server)
    }
}

extension JSONNode {
    /// The targets of all `$ref` inside.
    fileprivate var references: [String] {
        let members = members ?? []
        let here = members.filter { $0.key == "$ref" }.compactMap(\.node.string)
        return here + (elements ?? members.map(\.node)).flatMap(\.references)
    }

    /// The responses of an OpenAPI document.
    fileprivate var responses: [(call: String, status: String, response: JSONNode)] {
        (self["paths"]?.members ?? []).flatMap { path in
            (path.node.members ?? []).flatMap { operation in
                (operation.node["responses"]?.members ?? []).map { response in
                    let name = response.node["$ref"]?.string?.split(separator: "/").last ?? ""
                    let shared = self["components"]?["responses"]?[String(name)]
                    return (
                        "\(operation.key.uppercased()) \(path.key)", response.key,
                        shared ?? response.node
                    )
                }
            }
        }
    }
}
