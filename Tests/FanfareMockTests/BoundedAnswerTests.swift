import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

private let long = String(repeating: "a", count: 500_000)

private func members(_ count: Int, _ member: (Int) -> String) -> String {
    "{" + (0..<count).map(member).joined(separator: ",") + "}"
}

/// What somebody sends who means no good or has a mistake in a loop.
struct Stranger: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let body: String

    init(_ name: String, _ body: String) {
        self.init(name, "POST /auth/otp/request", body)
    }

    init(_ name: String, _ line: String, _ body: String) {
        testDescription = name
        self.line = line
        self.body = body
    }
}

/// However long what a stranger sends, an answer stays as long as somebody would read.
struct BoundedAnswerTests {
    private let client = MockClient()
    private let strict = MockClient.strict()

    /// More than the longest list of issues takes.
    private static let limit = 64 << 10

    @Test(arguments: [
        Stranger("one field again and again", members(100_000) { _ in #""e":1"# }),
        Stranger("many fields", members(50_000) { #""field\#($0)":1"# }),
        Stranger("a long field", #"{"email":"ann@example.com","\#(long)":1}"#),
        Stranger("a long field twice", #"{"email":"a@b.example","\#(long)":1,"\#(long)":1}"#),
    ])
    func `a strict mock names the first departures and counts the others`(_ stranger: Stranger) {
        let answer = strict.send(stranger.line, text: stranger.body)
        #expect(answer.status == 400)
        #expect(answer.text.utf8.count < Self.limit)
        #expect((1...21).contains(answer["/details"].elements?.count ?? 0))
    }

    @Test func `what is left out is counted`() {
        let body = members(50_000) { #""field\#($0)":1"# }
        let details = strict.send("POST /auth/otp/request", text: body)["/details"].elements
        #expect(details?.count == 21)
        #expect(details?.last?["message"] == "And 49980 more, which are left out.")
    }

    @Test(arguments: [
        Stranger(
            "many events", "POST /__admin/webhooks",
            #"{"url":"http://127.0.0.1:1/","events":[0\#(String(repeating: ",0", count: 100_000))]}"#
        ),
        Stranger("many members", "POST /__admin/clock", members(50_000) { #""field\#($0)":1"# }),
        Stranger("a long member", "POST /__admin/clock", #"{"\#(long)":1}"#),
        Stranger(
            "a long operation", "POST /__admin/faults", #"{"operation":"\#(long)","status":500}"#),
        Stranger("a long world", "POST /__admin/organizations", #"{"world":"\#(long)"}"#),
        Stranger("a strange world", "POST /__admin/organizations", #"{"world":{"\#(long)":1}}"#),
        Stranger("a long email", #"{"email":"\#(long)"}"#),
        Stranger("no JSON", #"{"email":\#(long)}"#),
    ])
    func `issues are named in short, however many and however long`(_ stranger: Stranger) {
        let answer = client.send(stranger.line, text: stranger.body)
        #expect(answer.status == 400)
        #expect(answer.text.utf8.count < Self.limit, "\(answer.text.prefix(300))")
    }

    @Test(arguments: ["/__admin/state?organization=", "/__admin/", "/auth/", "/queues/"])
    func `a long path or query is not repeated in full`(_ prefix: String) {
        let name = String(repeating: "x", count: 20_000)
        let answer = client.send("GET \(prefix)\(name)")
        #expect((400..<500).contains(answer.status))
        #expect(answer.text.utf8.count < 4096)
    }

    @Test func `a list of deliveries holds the newest as far as it goes`() {
        for _ in 0..<20 {
            _ = client.send(
                "POST /__admin/webhooks", as: .nobody, ["url": "http://127.0.0.1:9/hooks"])
        }
        for _ in 0..<60 { _ = client.send("POST /auth/guest") }
        _ = client.send("GET /health")
        func count(_ query: String) -> Int? {
            client.send("GET /__admin/webhooks/deliveries\(query)", as: .nobody)["/deliveries"]
                .elements?.count
        }
        #expect(count("") == 1000)
        #expect(count("?limit=5") == 5)
        #expect(count("?limit=1100") == 1100)
    }
}
