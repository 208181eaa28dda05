import FanfareModel
import JSONTree

/// The consumers and what they hold.
extension Control {
    /// How many records one search looks at; whoever wants more asks for the next page.
    private static let examined = 5000

    /// GET /__admin/consumers: newest first, in pages.
    static func listConsumers(_ context: RequestContext) throws(FanfareError) -> Reply {
        let limit = try context.limit(else: 50, atMost: 200)
        var place: Int?
        if let after = context.query("after") {
            guard let number = Int(after), number >= 0 else {
                throw .validation([
                    FieldIssue("after", .unreadable("Expected the \"next\" of the page before"))
                ])
            }
            place = number
        }
        let (first, search) = (place, context.query("search").map { $0.lowercased() } ?? "")
        let (world, words) = (context.world, context.organization.edition.words)
        guard !search.isEmpty else { return list(from: first, limit, search, world, words) }
        return .later(Errand(.short) { list(from: first, limit, search, world, words) })
    }

    private static func list(
        from place: Int?, _ limit: Int, _ search: String, _ world: World,
        _ words: Edition.StatusWords
    ) -> Reply {
        let wanted = Array(search.utf8)
        var page = world.consumers.newest(from: place, limit: limit, examining: examined) {
            wanted.isEmpty || $1.matches(wanted, as: world.identifier(of: $0))
        }
        // Whoever is found by an index comes first, however many there are.
        if place == nil, let found = world.consumer(called: search), !page.keys.contains(found) {
            page.keys.insert(found, at: 0)
        }
        let consumers = page.keys.map { key in
            JSONNode(summary(key, world) + [JSONMember("holdings", holdings(key, world, 6, words))])
        }
        return .ok([
            "consumers": JSONNode(consumers),
            "next": JSONNode(page.next.map(String.init)),
            "total": JSONNode(world.consumers.count),
        ])
    }

    /// GET /__admin/consumers/{id}: a consumer with all tokens.
    static func readConsumer(_ context: RequestContext) throws(FanfareError) -> Reply {
        consumer(try context.consumerOfPath(), context)
    }

    /// A consumer with all tokens.
    static func consumer(_ key: ConsumerKey, _ context: RequestContext) -> Reply {
        let (world, words) = (context.world, context.organization.edition.words)
        let orders = world[key].orders.suffix(100).map { order -> JSONNode in
            [
                "distributionId": JSONNode(world.catalogue.id(of: order.distribution)),
                "completedAt": order.completedAt.json,
            ]
        }
        return .ok(
            JSONNode(
                summary(key, world) + [
                    JSONMember("holdings", holdings(key, world, 100, words, withTokens: true)),
                    JSONMember("orders", JSONNode(orders)),
                ]))
    }

    /// Who somebody is, in short.
    static func person(_ key: ConsumerKey, _ world: World) -> JSONNode {
        let (consumer, id) = (world[key], world.identifier(of: key))
        let bot = consumer.isBot ? "Bot …\(id.suffix(6))" : nil
        return [
            "id": JSONNode(id),
            "label": JSONNode(consumer.email ?? consumer.phone ?? consumer.fullName ?? bot),
        ]
    }

    private static func summary(_ key: ConsumerKey, _ world: World) -> [JSONMember] {
        let consumer = world[key]
        return [
            JSONMember("id", JSONNode(world.identifier(of: key))),
            JSONMember("isGuest", JSONNode(consumer.isGuest)),
            JSONMember("isBot", JSONNode(consumer.isBot)),
            JSONMember("email", JSONNode(consumer.email)),
            JSONMember("phone", JSONNode(consumer.phone)),
            JSONMember("fullName", JSONNode(consumer.fullName)),
            JSONMember("createdAt", consumer.createdAt.json),
            JSONMember("holdingCount", JSONNode(consumer.holdings.count)),
        ]
    }

    private static func holdings(
        _ key: ConsumerKey, _ world: World, _ limit: Int, _ words: Edition.StatusWords,
        withTokens: Bool = false
    ) -> JSONNode {
        JSONNode(
            world[key].holdings.suffix(limit).map { holding in
                JSONNode(words.holding(holding, key, world, withTokens))
            })
    }
}

extension RequestContext {
    /// The consumer whom the path names.
    func consumerOfPath() throws(FanfareError) -> ConsumerKey {
        guard let consumer = world.consumer(parameter) else { throw .notFound(.consumer) }
        return consumer
    }
}

extension Consumer {
    /// Whether bytes in lower case stand in what people know a consumer by.
    fileprivate func matches(_ search: [UInt8], as identifier: String) -> Bool {
        Self.contains(identifier, search) || email.map { Self.contains($0, search) } == true
            || phone.map { Self.contains($0, search) } == true
            || fullName.map { Self.contains($0.lowercased(), search) } == true
    }

    /// Compares bytes: a search looks at thousands of texts while every other request waits.
    private static func contains(_ text: String, _ search: [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count >= search.count else { return false }
            return (0...bytes.count - search.count).contains { start in
                search.indices.allSatisfy { lowerCase(bytes[start + $0]) == search[$0] }
            }
        }
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

extension World {
    /// The consumer with exactly that identifier, email or phone.
    fileprivate func consumer(called text: String) -> ConsumerKey? {
        if let email = Recipient(email: text), let key = consumers[email] { return key }
        if let phone = Recipient(phone: text, defaultCountry: nil), let key = consumers[phone] {
            return key
        }
        if let key = consumer(text) { return key }
        guard let mark = text.firstIndex(of: "_") else { return nil }
        return consumer(text[...mark] + text[mark...].dropFirst().uppercased())
    }
}
