import Foundation
import JSONTree
import TestSupport
import Testing

@testable import FanfareMock

/// The examples of the document are what the mock answers, and what it answers fits the document.
struct OpenAPIExampleTests {
    private static let told = ExampleStory.whole.told
    private static let webhooks = ExampleStory.whole.webhooks

    /// What `fixtures/examples/v1.json` holds.
    private static var examples: JSONNode {
        let calls = told.filter { $0.name != nil }.map { told -> JSONNode in
            var members = [
                JSONMember("name", JSONNode(told.name)),
                JSONMember("summary", JSONNode(told.summary)),
                JSONMember("call", JSONNode(told.call)),
                JSONMember("status", JSONNode(told.status)),
            ]
            if told.status < 300, let request = told.request {
                members.append(JSONMember("request", request))
            }
            return JSONNode(members + [JSONMember("value", told.value)])
        }
        return ["examples": JSONNode(calls + sent)]
    }

    /// The first webhook of each type.
    private static var sent: [JSONNode] {
        V1.webhookTypes.compactMap { type in
            webhooks.first { $0["type"]?.string == type }.map { webhook in
                [
                    "name": JSONNode("webhook." + type), "summary": JSONNode("As it is sent"),
                    "call": JSONNode(type), "status": 200, "value": webhook,
                ]
            }
        }
    }

    @Test func `the examples are what the mock answers`() throws {
        try expectSnapshot(Self.examples.text(.indented) + "\n", "../examples/v1.json")
    }

    @Test(arguments: OpenAPIShapeTests.options)
    func `all that the mock answers in a story fits each document`(
        _ options: OpenAPIOptions
    ) {
        let check = SchemaCheck(document: OpenAPIShapeTests.document(options))
        for told in Self.told {
            #expect(check.problems(ofAnswer: told.value, to: told.call, told.status) == [])
            if told.status < 300, let request = told.request {
                #expect(check.problems(ofBody: request, to: told.call) == [])
            }
        }
        #expect(Self.webhooks.count > 30)
        for webhook in Self.webhooks { #expect(check.problems(ofWebhook: webhook) == []) }
    }

    @Test(arguments: [
        (#"{"queueId":"q","consumerId":"c","status":"QUEUED","position":1}"#, "no enteredAt"),
        (
            #"{"queueId":"q","consumerId":"c","status":"QUEUED","position":null,"enteredAt":"2026-01-01T00:00:00Z"}"#,
            "null"
        ),
        (#"{"status":"WAITING"}"#, "no alternative"),
        (#"{"queueId":7,"consumerId":"c","status":"NOT_QUEUED","position":null}"#, "not string"),
    ])
    func `an answer that does not fit is noticed`(_ answer: String, _ problem: String) throws {
        let answer = try JSONNode(parsing: answer)
        for dialect in OpenAPIDialect.allCases {
            var options = OpenAPIOptions()
            options.dialect = dialect
            let check = SchemaCheck(document: OpenAPIShapeTests.document(options))
            let problems = check.problems(ofAnswer: answer, to: "GET /queues/{id}/status", 200)
            #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        }
    }

    @Test func `every state and every word of a refusal has an example`() {
        let document = OpenAPIShapeTests.document()
        let texts = Set(Self.told.flatMap { $0.value.texts })
        for component in document["components"]?["schemas"]?.members ?? [] {
            guard let choice = component.node["discriminator"] else { continue }
            for state in choice["mapping"]?.members ?? [] where choice["propertyName"] != "type" {
                #expect(texts.contains(state.key), "\(component.key)")
            }
        }
        var errors = Self.words
        errors.subtract(texts)
        #expect(errors == ["The body is too large."])
    }

    /// The words that the document names.
    private static var words: Set<String> {
        var options = OpenAPIOptions()
        options.errors = .words
        let schemas = OpenAPIShapeTests.document(options)["components"]?["schemas"]?.members ?? []
        return Set(schemas.compactMap { $0.node["properties"]?["error"]?["const"]?.string })
    }

    @Test func `every operation that answers with a body has an example`() {
        let shown = Set(Self.told.filter { $0.name != nil && $0.status < 300 }.map(\.call))
        for (call, entry) in V1.description.operations where !call.contains("/openapi") {
            let hasBody = entry.answers.contains { $0.answer != nil }
            #expect(!hasBody || shown.contains(call), "\(call)")
        }
    }
}

extension JSONNode {
    /// All texts inside.
    fileprivate var texts: [String] {
        string.map { [$0] } ?? (elements ?? members?.map(\.node) ?? []).flatMap(\.texts)
    }
}
