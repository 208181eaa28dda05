import JSONTree
import Testing

@testable import FanfareMock

/// The control protocol described: every call, and nothing that it does not answer.
struct ControlDocumentTests {
    private static let options = OpenAPIShapeTests.options.filter { $0.errors == .one }

    private static func document(_ options: OpenAPIOptions) -> JSONNode {
        ControlDescription.document(options).node(servers: [OpenAPIDocument.standardServer])
    }

    @Test(arguments: options)
    func `the control protocol's document has no shape that breaks a tool`(
        _ options: OpenAPIOptions
    ) {
        #expect(DocumentWalk(Self.document(options)).complaints == [])
    }

    @Test func `every control call is described once, and every description has a call`() {
        let calls = ControlDescription.description.operations.map(\.call)
        #expect(calls.sorted() == controlRoutes.map(\.row).sorted())
    }

    @Test func `no two control calls share a name, and every link leads to one`() {
        let names = controlRoutes.map(\.name)
        #expect(Set(names).count == names.count)
        for (call, entry) in ControlDescription.description.operations {
            for link in entry.links { #expect(names.contains(link.operation), "\(call)") }
        }
    }

    @Test func `words are said of every parameter and member, and of no other`() {
        for route in controlRoutes {
            guard let entry = ControlDescription.description.entry(of: route) else { continue }
            // A body beside a reading call is for those who cannot write a query.
            let takesBody = ["POST", "PATCH"].contains(route.method)
            let members = takesBody ? route.input.members?.map(\.name) ?? [] : []
            #expect(
                (entry.fields?.members ?? []).map(\.key).sorted() == members.sorted(),
                "\(route.row)")
            #expect(
                entry.query.map(\.name).sorted() == route.input.query.map(\.name).sorted(),
                "\(route.row)")
        }
    }

    @Test(arguments: options)
    func `what control calls answer in a story fits the document`(_ options: OpenAPIOptions) {
        let check = SchemaCheck(document: Self.document(options))
        for told in Self.story {
            #expect(
                check.problems(ofAnswer: told.body, to: told.call, told.status) == [], "\(told)")
        }
        let answered = Set(Self.story.filter { $0.status < 300 }.map(\.call))
        let silent = [
            "GET /__admin/", "GET /__admin/page/{file}", "GET /__admin/events",
            "GET /__admin/dev.js", "GET /__admin/dev-bar.js", "POST /__admin/origins/ask",
            "GET /__admin/state", "PUT /__admin/state", "POST /__admin/session",
        ]
        #expect(Set(controlRoutes.map(\.row)).subtracting(answered) == Set(silent))
    }

    /// Every call that answers with JSON, with what it is answered.
    private static let story: [(call: String, status: Int, body: JSONNode)] = {
        var told: [(String, Int, JSONNode)] = []
        let client = MockClient()
        func call(_ line: String, _ body: JSONNode? = nil, path: String? = nil) {
            let method = line.split(separator: " ")[0]
            let answer = client.send(path.map { "\(method) \($0)" } ?? line, as: .nobody, body)
            let template = String(line.prefix { $0 != "?" })
            told.append((template, answer.status, answer.body))
        }
        call("POST /__admin/webhooks", ["url": "http://localhost:1/"])
        let (ann, ben) = (client.guest(), client.guest())
        for guest in [ann, ben] {
            for thing in [
                "queues/queue_open", "draws/draw_open", "timed-releases/release_open",
                "waitlists/waitlist_main", "experiences/exp_holiday_sale",
            ] {
                _ = client.send("POST /\(thing)/enter", as: .consumer(guest.token))
            }
        }
        _ = client.send(
            "POST /auctions/auction_open/bid", as: .consumer(ann.token), ["amount": 100])
        _ = client.send(
            "POST /appointments/appointment_main/book", as: .consumer(ann.token),
            ["slotId": "slot_first"])
        _ = client.signIn(email: "ann@example.com")
        _ = client.send("POST /queues/queue_open/enter?odd=1", as: .nobody)
        call("GET /__admin/health")
        call("DELETE /__admin/session")
        call("POST /__admin/session", ["token": "x"])
        call("GET /__admin/organizations")
        call("POST /__admin/organizations", [:])
        call("GET /__admin/clock")
        call("GET /__admin/keys")
        call("POST /__admin/keys/rotate", [:])
        call("POST /__admin/keys/retire-earlier")
        call("GET /__admin/inbox")
        call("GET /__admin/inbox?wait=soon")
        call("GET /__admin/values")
        call("POST /__admin/crowds", ["queue": "queue_open", "waiting": 2, "leave": "3%"])
        call("POST /__admin/crowds", ["queue": "queue_open", "arrivalsPerMinute": 60])
        call("POST /__admin/crowds", ["draw": "draw_open", "entrants": 9])
        call("POST /__admin/crowds", ["auction": "auction_open", "bots": 2, "limit": 500])
        call("POST /__admin/crowds", ["queue": "queue_opn"])
        call("POST /__admin/crowds", ["queue": "queue_closed", "waiting": 1])
        call("GET /__admin/crowds")
        call("GET /__admin/crowds/{id}", path: "/__admin/crowds/queue_open")
        call("PATCH /__admin/settings", ["strict": true, "rateLimits": ["bid": 3]])
        call("PATCH /__admin/settings", ["rateLimts": [:]])
        call("GET /__admin/settings")
        call("DELETE /__admin/settings")
        call("GET /__admin/overview")
        call("GET /__admin/origins")
        call("POST /__admin/origins", ["origin": "http://localhost:5173"])
        call("POST /__admin/origins", ["origin": "localhost"])
        call("DELETE /__admin/origins")
        call("GET /__admin/consumers")
        call("GET /__admin/consumers/{id}", path: "/__admin/consumers/\(ann.id)")
        call("GET /__admin/consumers/{id}", path: "/__admin/consumers/none")
        for (act, distribution) in [
            ("admit", "queue_open"), ("complete", "queue_open"), ("win", "draw_open"),
            ("outbid", "auction_open"), ("expire", "release_open"), ("order", "queue_open"),
            ("deny", "draw_open"),
        ] {
            for person in [ann.id, "none"] {
                call(
                    "POST /__admin/consumers/{id}/\(act)", ["in": JSONNode(distribution)],
                    path: "/__admin/consumers/\(person)/\(act)")
            }
        }
        call(
            "POST /__admin/consumers/{id}/expire", ["in": "draw_open"],
            path: "/__admin/consumers/\(ben.id)/expire")
        for act in ["sign-in", "sign-out"] {
            call(
                "POST /__admin/consumers/{id}/\(act)",
                path: "/__admin/consumers/\(ann.id)/\(act)")
        }
        call(
            "POST /__admin/queues/{id}/admit-next", [:],
            path: "/__admin/queues/queue_open/admit-next")
        call("POST /__admin/queues/{id}/admit-next", [:], path: "/__admin/queues/none/admit-next")
        call("DELETE /__admin/crowds/{id}", path: "/__admin/crowds/queue_open")
        call("GET /__admin/crowds/{id}", path: "/__admin/crowds/queue_open")
        call("DELETE /__admin/crowds")
        call("POST /__admin/clock", ["advance": "20m", "freeze": true])
        call("POST /__admin/clock", ["advanse": "1s"])
        call("GET /__admin/requests")
        call("POST /__admin/requests/count", ["method": "POST"])
        call("DELETE /__admin/requests?method=POST")
        call("GET /__admin/routes")
        call(
            "POST /__admin/faults", ["operation": "auth.guest", "effect": "halfAnswer", "times": 1])
        call("POST /__admin/faults", ["path": "/queues/*/enter", "delay": "5ms", "every": 2])
        call("POST /__admin/faults", ["operation": "auth.gest", "status": 500])
        call("GET /__admin/faults")
        call("DELETE /__admin/faults/{id}", path: "/__admin/faults/fault_1")
        call("DELETE /__admin/faults/{id}", path: "/__admin/faults/fault_1")
        call("DELETE /__admin/faults")
        call("GET /__admin/webhooks")
        call("GET /__admin/webhooks/deliveries")
        let deliveries = client.send("GET /__admin/webhooks/deliveries", as: .nobody)
        let delivery = deliveries["/deliveries/0/id"].string ?? ""
        call(
            "POST /__admin/webhooks/deliveries/{id}/redeliver",
            path: "/__admin/webhooks/deliveries/\(delivery)/redeliver")
        call(
            "POST /__admin/webhooks/deliveries/{id}/redeliver",
            path: "/__admin/webhooks/deliveries/none/redeliver")
        let listeners = client.send("GET /__admin/webhooks", as: .nobody)
        let listener = listeners["/webhooks/0/id"].string ?? ""
        call("DELETE /__admin/webhooks/{id}", path: "/__admin/webhooks/\(listener)")
        call("DELETE /__admin/webhooks/{id}", path: "/__admin/webhooks/\(listener)")
        call("DELETE /__admin/webhooks")
        call("POST /__admin/snapshots", ["name": "before"])
        let snapshots = client.send("GET /__admin/snapshots", as: .nobody)
        let snapshot = snapshots["/snapshots/0/id"].string ?? ""
        call("GET /__admin/snapshots")
        call("POST /__admin/snapshots/{id}/restore", path: "/__admin/snapshots/\(snapshot)/restore")
        call("DELETE /__admin/snapshots/{id}", path: "/__admin/snapshots/\(snapshot)")
        call("DELETE /__admin/snapshots/{id}", path: "/__admin/snapshots/\(snapshot)")
        call("POST /__admin/reset", [:])
        call("GET /__admin/openapi.json")
        call("GET /__admin/openapi-3.0.json")
        let others = client.send("GET /__admin/organizations", as: .nobody)
        let other = others["/organizations/1/organizationId"].string ?? ""
        call("DELETE /__admin/organizations/{id}", path: "/__admin/organizations/\(other)")
        call("DELETE /__admin/organizations/{id}", path: "/__admin/organizations/org_mock")
        call("GET /__admin/clock?organization=none")
        return told
    }()
}
