import FanfareModel
import JSONTree
import TestSupport
import Testing

@testable import FanfareMock

/// World files, design "The mock's command and control".
struct WorldFileTests {
    /// What a text is refused with: line and column, place and message.
    private func refusal(_ text: String) throws -> String {
        let bytes = Array(text.utf8)
        do {
            _ = try WorldFile(JSONNode(parsing: bytes))
            return "accepted"
        } catch let error as WorldFileError {
            return
                "\(JSONPosition(offset: error.offset, in: bytes)) \(error.pointer): \(error.message)"
        }
    }

    @Test func `an unknown member is named with its place and the nearest known one`() throws {
        let text = """
            { "experiences": [
              { "name": "E", "sequences": [{ "name": "S",
                "queues": [{ "name": "Q", "capcity": 5 }] }] }
            ] }
            """
        #expect(
            try refusal(text) == """
                3:31 /experiences/0/sequences/0/queues/0/capcity: unknown member 'capcity'. \
                Did you mean 'capacity'? Known here: admissionWindow, admissionsPerMinute, \
                capacity, closeAt, id, name, openAt, timeZone.
                """)
    }

    @Test(
        "a value of the wrong form is refused at its place",
        arguments: [
            (
                #"{"consumers": [], "consumers": []}"#,
                "1:19 /consumers: the member 'consumers' stands twice"
            ),
            (
                #"{"settings": {"orderLimit": 1, "orderLimit": 2}}"#,
                "1:32 /settings/orderLimit: the member 'orderLimit' stands twice"
            ),
            (#"{"settings": {"orderLimit": "one"}}"#, "1:29 /settings/orderLimit"),
            (
                #"{"settings": {"linking": {"onConflict": "maybe"}}}"#,
                "/settings/linking/onConflict"
            ),
            (#"{"experiences": {}}"#, "1:17 /experiences"),
            (#"{"experiences": [{}]}"#, "1:18 /experiences/0: 'name' is missing"),
            (#"{"experiences": [{"name": "E", "openAt": "noon"}]}"#, "/experiences/0/openAt"),
            (#"{"experiences": [{"name": "E", "theme": []}]}"#, "expected an object, found array"),
            (
                #"{"extends": "defualt"}"#,
                "1:13 /extends: there is no world 'defualt'. Did you mean"
            ),
            (#"{"consumers": [{}]}"#, "1:16 /consumers/0: a consumer needs"),
            (#"{"consumers": [{"email": "ann"}]}"#, "1:26 /consumers/0/email"),
            (#"{"consumers": [{"phone": "12"}]}"#, "1:26 /consumers/0/phone"),
            (
                #"{"consumers": [{"email": "a@b.io"}, {"email": "A@B.io"}]}"#,
                "/consumers/1/email: 'a@b.io' occurs twice"
            ),
            (
                #"{"extends": "default", "experiences": [{"id": "exp_holiday_sale", "name": "E"}]}"#,
                "/experiences/0/id: 'exp_holiday_sale' occurs twice"
            ),
        ])
    func refused(text: String, place: String) throws {
        let refusal = try refusal(text)
        #expect(refusal.contains(place), "\(refusal)")
    }

    @Test(arguments: [
        "9223372036854775807d", "9223372036854775808ms", "99999999999999999999h", "366001d",
        "31622400000000ms1ms", "366000d1ms", String(repeating: "366000d", count: 300_000),
    ])
    func `a duration of more than a thousand years is none`(_ words: String) {
        #expect(Duration(words: words) == nil)
        #expect(Duration(words: "366000d") == .seconds(31_622_400_000))
    }

    @Test func `a world that extends another begins like it, its own settings on top`() {
        let client = MockClient(
            .init(
                world: .text(#"{"extends": "default", "settings": {"requiresFingerprint": true}}"#))
        )
        let answer = client.send(
            "POST /queues/queue_open/enter", as: .consumer(client.guest().token))
        #expect(answer["/code"] == "FP001")
    }

    @Test func `in the conflict world emails, phones and identities are taken`() {
        let client = MockClient(.init(world: WorldFile.embedded["conflict"] ?? .default))
        let conflict = client.signIn(email: "taken@example.com", linking: client.guest())
        #expect(conflict["/error"] == "already_linked")
        let person = MockClient.Person(client.signIn(email: "taken@example.com"))
        let me = client.send("GET /consumers/me", as: .consumer(person.token))
        #expect(me["/fullName"] == "Ann Example")
    }

    @Test func `the flash sale admits two a second once it is open`() {
        let client = MockClient(.init(world: WorldFile.embedded["flash-sale"] ?? .default))
        let guests = (0..<5).map { _ in client.guest() }
        let early = client.send(
            "POST /queues/queue_flash_sale/enter", as: .consumer(guests[0].token))
        #expect(early.status == 423)
        client.advance("10m")
        for guest in guests {
            _ = client.send("POST /queues/queue_flash_sale/enter", as: .consumer(guest.token))
        }
        client.advance("1s")
        let states = guests.map { guest in
            client.send("GET /queues/queue_flash_sale/status", as: .consumer(guest.token))
                .string("/status")
        }
        #expect(states == ["ADMITTED", "ADMITTED", "QUEUED", "QUEUED", "QUEUED"])
    }
}

/// The decoder and the published schema know the same members.
struct WorldSchemaNameTests {
    /// A document in which one object of each kind holds a member that nobody knows.
    private static let probes: [(definition: String, text: String)] = {
        let sequence = { (inside: String) in
            #"{"experiences": [{"name": "E", "sequences": [{"name": "S", \#(inside)}]}]}"#
        }
        return [
            ("", #"{"?": 1}"#), ("settings", #"{"settings": {"?": 1}}"#),
            ("linking", #"{"settings": {"linking": {"?": 1}}}"#),
            ("experience", #"{"experiences": [{"name": "E", "?": 1}]}"#),
            ("sequence", sequence(#""?": 1"#)),
            ("queue", sequence(#""queues": [{"name": "Q", "?": 1}]"#)),
            ("draw", sequence(#""draws": [{"name": "D", "drawAt": "+1h", "?": 1}]"#)),
            ("auction", sequence(#""auctions": [{"name": "A", "settleAt": "+1h", "?": 1}]"#)),
            ("timedRelease", sequence(#""timedReleases": [{"name": "R", "?": 1}]"#)),
            ("appointment", sequence(#""appointments": [{"name": "A", "?": 1}]"#)),
            (
                "slot",
                sequence(#""appointments": [{"name": "A", "slots": [{"startAt": "+1h", "?": 1}]}]"#)
            ), ("waitlist", sequence(#""waitlist": {"name": "W", "?": 1}"#)),
            ("consumer", #"{"consumers": [{"email": "a@b.io", "?": 1}]}"#),
            ("webhook", #"{"webhooks": [{"url": "http://localhost", "?": 1}]}"#),
            (
                "identity",
                #"{"consumers": [{"identities": [{"provider": "p", "issuer": "i", "subject": "s", "?": 1}]}]}"#
            ),
        ]
    }()

    @Test func `every object of the schema is probed`() throws {
        let schema = try JSONNode(parsing: Fixtures.bytes("fixtures/schema/world.schema.json"))
        let objects = schema["$defs"]?.members?.filter { $0.node["properties"] != nil }.map(\.key)
        #expect(Set(objects ?? []).union([""]) == Set(Self.probes.map(\.definition)))
    }

    @Test func `schema and mock know the same webhooks`() throws {
        let schema = try JSONNode(parsing: Fixtures.bytes("fixtures/schema/world.schema.json"))
        let types = schema["$defs"]?["webhookType"]?["enum"]?.elements?.compactMap(\.string)
        #expect(types == V1.webhookTypes)
    }

    @Test(arguments: probes)
    func `schema and decoder know the same members`(definition: String, text: String) throws {
        let schema = try JSONNode(parsing: Fixtures.bytes("fixtures/schema/world.schema.json"))
        let object = definition.isEmpty ? schema : schema["$defs"]?[definition]
        let members = (object?["properties"]?.members ?? []).map(\.key).filter { $0 != "$schema" }
        let error = #expect(throws: WorldFileError.self) {
            try WorldFile(JSONNode(parsing: text))
        }
        let known = error?.message.split(separator: "Known here: ").last?.dropLast()
        #expect(known?.split(separator: ", ").map(String.init) == members.sorted())
    }
}
