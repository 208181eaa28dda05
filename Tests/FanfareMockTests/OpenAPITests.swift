import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// The description of the API as a whole.
struct OpenAPITests {
    private let document = Edition.v1.document

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

    @Test func `every payload that an answer names exists`() {
        for (call, entry) in V1.description.operations {
            for name in entry.answers.flatMap(\.patterns).compactMap(\.string) {
                #expect(V1.description.payloads.byName[name] != nil, "\(call): \(name)")
            }
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
        for (call, status, response) in document.responses {
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

    @Test(arguments: ["/openapi.json", "/api/v1/openapi.json"])
    func `anybody is served the document`(_ path: String) {
        let answer = MockClient().send("GET \(path)", as: .nobody)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(answer.string("/openapi") == "3.1.0")
        #expect(answer.body == document)
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
                    ("\(operation.key.uppercased()) \(path.key)", response.key, response.node)
                }
            }
        }
    }
}
