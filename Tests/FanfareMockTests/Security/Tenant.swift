import FanfareModel
import HTTPEngine
import JSONTree
import Testing

@testable import FanfareMock

/// One organization of a mock that others share, with somebody in it who takes part in everything.
struct Tenant {
    let id: String
    let publishableKey: String
    let secretKey: String
    /// The end of every identifier of its world, which no other organization has.
    let suffix: String
    /// Somebody who has signed in and holds something of every kind.
    private(set) var person = MockClient.Person.nobody
    /// Values that nobody else may ever see, by what they are.
    private(set) var secrets: [String: String] = [:]

    /// The newest identifier of what every organization counts by itself.
    private var numbers: [String: String] = [:]
    private let mock: Mock

    /// Makes an organization whose identifiers and names are its own.
    init(in mock: Mock, suffix: String) throws {
        self.mock = mock
        self.suffix = suffix
        let body: JSONNode = ["world": try Self.world(suffix)]
        let made = Wire(mock).send("POST /__admin/organizations", [], body)
        id = made.string("/organizationId")
        publishableKey = made.string("/publishableKey")
        secretKey = made.string("/secretKey")
    }

    /// The default world with a suffix on every identifier and name.
    private static func world(_ suffix: String) throws -> JSONNode {
        let file = try #require(
            EmbeddedFiles.all.first { $0.path == "fixtures/worlds/default.json" })
        let settings: JSONNode = ["name": JSONNode("canary-organization\(suffix)")]
        let members = marked(try JSONNode(parsing: file.text), suffix).members ?? []
        return JSONNode(members + [JSONMember("settings", settings)])
    }

    private static func marked(_ node: JSONNode, _ suffix: String) -> JSONNode {
        switch node.value {
        case .null, .bool, .number, .string: return node
        case .array(let elements): return JSONNode(elements.map { marked($0, suffix) })
        case .object(let members):
            return JSONNode(
                members.map { member in
                    guard ["id", "name"].contains(member.key), let text = member.node.string else {
                        return JSONMember(member.key, marked(member.node, suffix))
                    }
                    return JSONMember(member.key, JSONNode(text + suffix))
                })
        }
    }

    /// The headers of a call with the publishable key.
    var key: [(String, String)] { [("X-Publishable-Key", publishableKey)] }

    /// The headers of a call of the person.
    var consumer: [(String, String)] { key + [("Authorization", "Bearer \(person.token)")] }

    /// The headers of a call of the backend.
    var backend: [(String, String)] { [("Authorization", "Bearer \(secretKey)")] }

    /// The headers of a control call.
    var control: [(String, String)] { [("X-Organization-Id", id)] }

    /// What a path's parameter means here, by the kind of thing that stands before it.
    func identifier(of kind: String) -> String? {
        let made = [
            "consumers": "consumer", "__admin/consumers": "consumer",
            "__admin/webhooks/deliveries": "delivery",
        ]
        if kind == "organizations" { return id }
        if let secret = made[kind] { return secrets[secret] }
        if let number = numbers[kind] { return number }
        let names = [
            "__admin/queues": "queue_open", "__admin/crowds": "queue_open",
            "__admin/page": "page.css",
            "experiences": "exp_holiday_sale", "sequences": "seq_main", "queues": "queue_open",
            "draws": "draw_open", "auctions": "auction_open", "timed-releases": "release_open",
            "appointments": "appointment_main", "waitlists": "waitlist_main",
        ]
        return names[kind].map { $0 + suffix }
    }

    /// Whether anything of it stands in a text.
    func leaks(into text: String) -> [String] {
        secrets.filter { text.contains($0.value) }.keys.sorted()
    }
}

extension Tenant {
    /// Lets somebody sign in and take part in everything, and leaves marks wherever there is room.
    ///
    /// Whoever has more marks has some that are numbered as nobody else's.
    mutating func fill(marks: Int = 1) {
        let wire = Wire(mock)
        let email = "canary\(suffix)@canary.test"
        _ = wire.send("POST /auth/otp/request", key, ["email": JSONNode(email)])
        let inbox = wire.send("GET /__admin/inbox", control)
        let code = inbox.string("/messages/0/code")
        let session = wire.send(
            "POST /auth/otp/verify", key + [("X-Fingerprint", "canary-device\(suffix)")],
            ["email": JSONNode(email), "code": JSONNode(code)])
        person = MockClient.Person(session)
        secrets = [
            "email": email, "consumer": person.id, "access token": person.token,
            "refresh token": person.refreshToken, "secret key": secretKey,
            "publishable key": publishableKey, "name": "canary-organization\(suffix)",
            "device": "canary-device\(suffix)", "names of the world": "queue\(suffix)",
        ]
        participate(wire)
        leaveMarks(wire, marks)
    }

    private mutating func participate(_ wire: Wire) {
        _ = wire.send("POST /experiences/exp_holiday_sale\(suffix)/enter", consumer)
        for path in [
            "queues/queue_open", "draws/draw_open", "timed-releases/release_open",
            "waitlists/waitlist_main",
        ] {
            let entered = wire.send("POST /\(path)\(suffix)/enter", consumer)
            #expect(entered.status == 200, "\(path): \(entered.text)")
        }
        let bid = wire.send("POST /auctions/auction_open\(suffix)/bid", consumer, ["amount": 100])
        #expect(bid.status == 200, "\(bid.text)")
        let booked = wire.send(
            "POST /appointments/appointment_main\(suffix)/book", consumer,
            ["slotId": JSONNode("slot_first\(suffix)")])
        secrets["booking"] = booked.string("/confirmationCode")
        let admitted = wire.send(
            "POST /queues/queue_open\(suffix)/admit", backend, ["consumerId": JSONNode(person.id)])
        secrets["admission token"] = admitted.string("/admissionToken")
    }

    private mutating func leaveMarks(_ wire: Wire, _ marks: Int) {
        let authorized = wire.send(
            "POST /auth/external/authorize", backend,
            ["provider": "p", "issuer": "i", "subject": JSONNode("canary-subject\(suffix)")])
        secrets["exchange code"] = authorized.string("/exchangeCode")
        secrets["subject"] = "canary-subject\(suffix)"
        let hook: JSONNode = [
            "url": JSONNode("http://canary-hook\(suffix).test/"),
            "secret": JSONNode("whsec_canary\(suffix)"),
        ]
        secrets["webhook"] = "canary-hook\(suffix)"
        secrets["webhook's secret"] = "whsec_canary\(suffix)"
        let fault: JSONNode = [
            "status": 503, "text": JSONNode("canary-fault\(suffix)"), "path": "/never",
        ]
        for _ in 0..<marks {
            numbers["__admin/webhooks"] =
                wire.send("POST /__admin/webhooks", control, hook).string("/id")
            numbers["__admin/snapshots"] =
                wire.send("POST /__admin/snapshots", control).string("/id")
            numbers["__admin/faults"] =
                wire.send("POST /__admin/faults", control, fault).string("/id")
            numbers["__admin/snapshots"] =
                wire.send(
                    "POST /__admin/snapshots", control,
                    ["name": JSONNode("canary-snapshot\(suffix)")]
                ).string("/id")
        }
        let crowd: JSONNode = ["queue": JSONNode("queue_open\(suffix)"), "waiting": 3]
        let joined = wire.send("POST /__admin/crowds", control, crowd)
        #expect(joined.status < 300, "\(joined.text)")
        secrets["fault"] = "canary-fault\(suffix)"
        secrets["snapshot"] = "canary-snapshot\(suffix)"
        _ = wire.send("GET /health?canary-path\(suffix)=1", key)
        secrets["journal"] = "canary-path\(suffix)"
        // A delivery that can be redelivered.
        _ = wire.send("POST /auth/guest", key)
        let deliveries = wire.send("GET /__admin/webhooks/deliveries", control)
        secrets["delivery"] = deliveries.string("/deliveries/0/id")
    }
}
