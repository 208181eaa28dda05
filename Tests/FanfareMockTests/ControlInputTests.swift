import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// A control call takes what it is declared to take, and refuses the rest with the nearest name.
struct ControlInputTests {
    private let client = MockClient()

    private static func path(_ route: Route) -> String {
        route.template.replacing("{id}", with: "x").replacing("{file}", with: "main.js")
    }

    private func send(
        _ route: Route, query: String = "", text: String? = nil
    ) -> MockClient.Answer {
        client.send(
            "\(route.method) \(Self.path(route))\(query)", as: .nobody, text: text)
    }

    private func expectRefusal(
        _ answer: MockClient.Answer, of field: String, naming words: String, _ route: Route,
        location: SourceLocation = #_sourceLocation
    ) {
        let line = Comment(rawValue: "\(route.method) \(route.template): \(answer.text)")
        #expect(answer.status == 400, line, sourceLocation: location)
        let details = answer.body["details"]?.elements ?? []
        #expect(
            details.contains {
                $0["field"]?.string == field && $0["message"]?.string?.contains(words) == true
            }, line, sourceLocation: location)
    }

    /// A word that is one letter away.
    private static func misspelt(_ name: String) -> String {
        String(name.prefix(1)) + "x" + name.dropFirst(name.count > 3 ? 2 : 1)
    }

    @Test func `every call refuses a parameter that it does not know`() {
        for route in controlRoutes {
            expectRefusal(
                send(route, query: "?zzzzzzzzzz=1"), of: "zzzzzzzzzz", naming: "organization", route
            )
            for field in route.input.query + [ControlInput.organization] {
                let wrong = Self.misspelt(field.name)
                expectRefusal(
                    send(route, query: "?\(wrong)=1"), of: wrong,
                    naming: "Did you mean '\(field.name)'?", route)
            }
        }
    }

    @Test func `every call refuses a parameter that stands twice`() {
        for route in controlRoutes {
            for field in route.input.query {
                let answer = send(route, query: "?\(field.name)=1&\(field.name)=1")
                expectRefusal(answer, of: field.name, naming: "twice", route)
            }
        }
    }

    @Test func `every call refuses a member that it does not know`() {
        for route in controlRoutes where route.input.members != nil {
            expectRefusal(
                send(route, text: #"{"zzzzzzzzzz":1}"#), of: "zzzzzzzzzz", naming: "takes ", route)
            for field in route.input.members ?? [] {
                let wrong = Self.misspelt(field.name)
                expectRefusal(
                    send(route, text: "{\"\(wrong)\":1}"), of: wrong,
                    naming: "Did you mean '\(field.name)'?", route)
                expectRefusal(
                    send(route, text: "{\"\(field.name)\":1,\"\(field.name)\":1}"), of: field.name,
                    naming: "twice", route)
            }
        }
    }

    @Test func `every call refuses a body that is no object`() {
        for route in controlRoutes where route.input.members != nil {
            for text in ["advance=1s", "{", "[]", "1", "null", "\"x\"", "{}{}", " "] {
                expectRefusal(send(route, text: text), of: "body", naming: "", route)
            }
        }
    }

    @Test func `every call refuses a member of another type`() {
        for route in controlRoutes {
            for field in route.input.members ?? [] where field.form != .json {
                for wrong in field.form.wrongValues {
                    let answer = send(route, text: "{\"\(field.name)\":\(wrong)}")
                    #expect(answer.status == 400, "\(route.name) \(field.name): \(answer.text)")
                }
            }
        }
    }

    @Test func `every call refuses a value of its query that it cannot read`() {
        for route in controlRoutes {
            for field in route.input.query where ![.text, .recipient].contains(field.form) {
                let answer = send(route, query: "?\(field.name)=%20x")
                #expect(answer.status == 400, "\(route.name) \(field.name): \(answer.text)")
            }
            for field in route.input.query {
                expectRefusal(
                    send(route, query: "?\(field.name)=%ff"), of: field.name, naming: "UTF-8", route
                )
            }
        }
    }

    @Test(arguments: [
        ("POST /__admin/clock", #"{"advance":"1s","freze":true}"#, "Did you mean 'freeze'?"),
        ("POST /__admin/organizations", #"{"seeed":1}"#, "Did you mean 'seed'?"),
        (
            "POST /__admin/webhooks", #"{"url":"http://localhost:1/","event":[]}"#,
            "Did you mean 'events'?"
        ),
        (
            "POST /__admin/queues/queue_open/admit-next", #"{"cuont":2}"#, "Did you mean 'count'?"
        ),
        (
            "POST /__admin/snapshots/x/restore", #"{"keep":true}"#,
            "POST /__admin/snapshots/{id}/restore takes no body."
        ),
        ("POST /__admin/clock?advance=1s", "{}", "It belongs into the body"),
        ("POST /__admin/clock", #"{"organization":"org_x"}"#, "It belongs into the query"),
        ("GET /__admin/inbox?recipient=x", "", "takes to, defaultCountry,"),
    ])
    func `what is misspelt is not swallowed`(_ line: String, _ text: String, _ words: String) {
        let before = client.send("GET /__admin/clock", as: .nobody).text
        let answer = client.send(line, as: .nobody, text: text)
        #expect(answer.status == 400)
        #expect(answer.text.contains(words), "\(answer.text)")
        #expect(client.send("GET /__admin/clock", as: .nobody).text == before)
    }

    @Test(
        arguments: [
            (["set": "2020-01-01T00:00:00Z"], "set", "Must be from 2026-01-01T00:00:00Z"),
            (["set": "soon"], "set", "Invalid ISO 8601 timestamp"),
            (["advance": "61"], "advance", "Expected a duration"),
            (
                ["advance": "400000d"], "advance",
                "Expected a duration such as 500ms, 61s, 10m1s, 1h or 30d, at most 366000d"
            ),
            (["advance": 61], "advance", "Expected string"),
            (["advance": "-61s"], "advance", "Expected a duration"),
            (["freeze": "yes"], "freeze", "Expected boolean"), ([:], "advance", "Required"),
            (["advance": "1s", "set": "2026-01-02T00:00:00Z"], "set", "Must not stand beside"),
        ] as [(JSONNode, String, String)])
    func `what is wrong with a move of the clock is said once`(
        _ body: JSONNode, _ field: String, _ words: String
    ) {
        let answer = client.send("POST /__admin/clock", as: .nobody, body)
        #expect(answer.status == 400)
        #expect(answer["/details"].elements?.count == 1, "\(answer.text)")
        #expect(answer.string("/details/0/field") == field)
        #expect(answer.string("/details/0/message").hasPrefix(words), "\(answer.text)")
    }

    @Test(arguments: [
        (
            "POST /__admin/webhooks",
            #"{"url":"http://localhost:1","events":["distribution.opend"]}"#,
            "distribution.opened"
        ),
        ("GET /__admin/webhooks/deliveries?state=deliverd", "", "delivered"),
        ("GET /__admin/inbox?channel=emial", "", "email"),
        ("POST /__admin/organizations", #"{"world":"flash-sail"}"#, "flash-sale"),
    ])
    func `a value that is misspelt is told the nearest`(
        _ line: String, _ text: String, _ nearest: String
    ) {
        let answer = client.send(line, as: .nobody, text: text)
        #expect(answer.status == 400)
        let message = answer.string("/details/0/message")
        #expect(message.hasPrefix("Did you mean '\(nearest)"), "\(answer.text)")
    }

    @Test func `the same twice by query and body is refused`() {
        let answer = client.send(
            "POST /__admin/requests/count?method=GET", as: .nobody, ["method": "POST"])
        #expect(answer.status == 400, "\(answer.text)")
    }

    @Test func `a call names one organization`() {
        let made = client.send("POST /__admin/organizations", as: .nobody).string("/organizationId")
        let header = [("X-Organization-Id", made)]
        for (query, status) in [(made, 200), (Mock.Default.organizationID, 400)] {
            let answer = client.send(
                "GET /__admin/clock?organization=\(query)", as: .nobody, headers: header)
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func `a misspelt call is told the nearest`() {
        let answer = client.send("GET /__admin/clok", as: .nobody)
        #expect(answer.status == 404)
        #expect(answer.text.contains("Did you mean GET /__admin/clock?"), "\(answer.text)")
    }
}

/// Where a `+` can only mean a plus, it does.
struct ControlQueryTests {
    private let client = MockClient()

    @Test(arguments: ["ann+tag@example.com", "ann%2Btag@example.com", "ann+tag%40example.com"])
    func `an address with a tag is found however it is written`(_ to: String) {
        _ = client.send("POST /auth/otp/request", ["email": "ann+tag@example.com"])
        let inbox = client.send("GET /__admin/inbox?to=\(to)", as: .nobody)
        #expect(inbox["/messages"].elements?.count == 1, "\(inbox.text)")
        let found = client.send("GET /__admin/consumers?search=\(to)", as: .nobody)
        #expect(found.status == 200)
    }

    @Test(arguments: [
        "+12025551234", "%2B12025551234", "+1+202+555+1234", "%2B1+202+555+1234",
        "%2B1%20202%20555-1234", "(202)+555-1234&defaultCountry=US",
    ])
    func `a number is found however it is written`(_ to: String) {
        _ = client.send("POST /auth/otp/request", ["phone": "+12025551234"])
        let inbox = client.send("GET /__admin/inbox?to=\(to)", as: .nobody)
        #expect(inbox["/messages"].elements?.count == 1, "\(inbox.text)")
    }

    @Test(arguments: ["x", "", "ann", "12", "2025551234"])
    func `what can be no recipient is refused instead of waited for`(_ to: String) {
        let answer = client.send("GET /__admin/inbox?wait=30s&to=\(to)", as: .nobody)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(answer.text.contains("defaultCountry"))
    }

    @Test func `an offset keeps its plus`() {
        _ = client.send("POST /auth/otp/request", ["email": "ann@example.com"])
        let since = "2026-01-01T02:00:00+02:00"
        let inbox = client.send("GET /__admin/inbox?since=\(since)", as: .nobody)
        #expect(inbox["/messages"].elements?.count == 1, "\(inbox.text)")
        let requests = client.send("GET /__admin/requests?since=\(since)", as: .nobody)
        #expect(requests["/count"] == 1, "\(requests.text)")
    }

    @Test func `a plus in a path stays one`() {
        _ = client.send("GET /queues/a+b")
        let requests = client.send("GET /__admin/requests?path=/queues/a+b", as: .nobody)
        #expect(requests["/count"] == 1, "\(requests.text)")
    }

    @Test func `a name with a space is found as a form sends it`() {
        let world = """
            {"consumers": [{"email": "ann@example.com", "fullName": "Ann Smith"}]}
            """
        let made = client.send(
            "POST /__admin/organizations", as: .nobody, text: "{\"world\":\(world)}")
        let id = made.string("/organizationId")
        let found = client.send(
            "GET /__admin/consumers?organization=\(id)&search=Ann+Smith", as: .nobody)
        #expect(found["/consumers"].elements?.count == 1, "\(found.text)")
    }
}

extension ControlField.Form {
    /// JSON of another type than a member of this form has.
    fileprivate var wrongValues: [String] {
        switch self {
        case .text, .recipient: ["5", "true", "[]", "{}"]
        case .instant, .duration, .path: ["5", "true", "[]", "{}", "\"x\""]
        case .wholeNumber: ["\"5\"", "true", "[]", "{}", "1.5"]
        case .number: ["\"5\"", "true", "[]", "{}"]
        case .flag: ["\"true\"", "1", "[]", "{}"]
        case .status: ["true", "[]", "{}", "\"x\""]
        case .list: ["5", "\"x\"", "true", "{}"]
        case .object: ["5", "\"x\"", "true", "[]"]
        case .textOrObject: ["5", "true", "[]"]
        case .json: []
        }
    }
}
