import FanfareModel
import HTTPEngine
import JSONTree

/// Which requests of a journal are meant.
struct JournalFilter: Sendable {
    private let path: PathPattern?
    private let method: String?
    private let operation: String?
    private let status: StatusPattern?
    private let since: Instant?
    private let until: Instant?
    private let odd: Bool?
    private let id: String?
    /// What stands in the path, the id or a body, in lower case.
    private let search: [UInt8]?
    /// Whom it is about, by its id.
    private let consumer: String?
    /// Whether an id is the same consumer's, for one whom the organization knows.
    private var isConsumer: (@Sendable (String) -> Bool)?
    /// Whether preflights are meant, and nothing else; nil for calls.
    let preflight: Bool?
    /// How many of the newest are shown.
    let limit: Int
    /// Whether the one that is named by its id is shown as it came, secrets and all.
    let showsSecrets: Bool
    /// Whether they are wanted as other programs open them.
    let asHAR: Bool

    static let fields: [ControlField] = [
        .init("path", .path), .init("method", .text), .init("operation", .text),
        .init("status", .status), .init("since", .instant), .init("until", .instant),
        .init("odd", .flag),
        .init("preflight", .flag), .init("search", .text), .init("consumer", .text),
        .init("limit", .wholeNumber),
    ]

    /// What a call that lists them takes: in what form, and to wait for enough of them as well.
    static let listFields =
        fields
        + [
            .init("format", .text), .init("id", .text), .init("before", .text),
            .init("secrets", .flag),
        ]
        + PatientQuery.fields.filter { field in !fields.contains { $0.name == field.name } }

    /// A status or a class of them: `404`, `4xx`.
    struct StatusPattern: Sendable {
        private let range: ClosedRange<Int>

        init?(_ text: String) {
            if text.utf8.count == 3, text.hasSuffix("xx"), let hundreds = Int(text.prefix(1)) {
                range = hundreds * 100...hundreds * 100 + 99
            } else if let status = Int(text), (100...599).contains(status) {
                range = status...status
            } else {
                return nil
            }
        }

        func matches(_ status: Int) -> Bool { range.contains(status) }
    }

    /// Reads the filter of a call, from its query or the members of its body.
    init(_ context: RequestContext) throws(FanfareError) {
        try self.init(FieldReader(try context.control.together()), context.mock.editions)
        knowEverybody(of: context.world)
    }

    /// Reads it out of the members of a call; whatever else is wrong with them is refused with it.
    init(_ reader: FieldReader, _ editions: Editions) throws(FanfareError) {
        var fields = reader
        path = fields.optionalPathPattern("path")
        method = fields.optionalString("method")?.uppercased()
        operation = fields.optionalWord("operation", of: editions.routes.map(\.name))
        status = fields.optionalStatus("status")
        since = fields.optionalInstant("since")
        until = fields.optionalInstant("until")
        odd = fields.optionalBool("odd")
        preflight = fields.optionalBool("preflight")
        id = fields.optionalString("id")
        search = fields.optionalString("search").map { Array($0.lowercased().utf8) }
        consumer = fields.optionalString("consumer")
        showsSecrets = fields.optionalBool("secrets") == true
        if showsSecrets, id == nil {
            fields.report(
                "secrets", .unreadable("Secrets are shown of one request: name its id as well."))
        }
        asHAR = fields.optionalWord("format", of: ["json", "har"]) == "har"
        // Whoever takes them elsewhere wants them all.
        limit = fields.optionalInteger("limit", in: 0...Int.max) ?? (asHAR ? .max : 100)
        try fields.finish()
    }

    /// Finds a consumer also under what they were called before they linked.
    mutating func knowEverybody(of world: World) {
        guard let key = consumer.flatMap(world.consumer) else { return }
        isConsumer = { world.consumer($0) == key }
    }

    /// Whether it leaves nothing out.
    var isEmpty: Bool {
        path == nil && method == nil && operation == nil && status == nil && since == nil
            && until == nil && odd == nil && preflight == nil && id == nil && search == nil
            && consumer == nil
    }

    func matches(_ entry: JournalEntry, _ reader: JournalReader) -> Bool {
        if let preflight, preflight != entry.request.isPreflight { return false }
        if let method, method != entry.request.method { return false }
        if let id, id != entry.response.headers["X-Request-Id"] { return false }
        if let status, !status.matches(entry.response.status) { return false }
        if let since, entry.facts.at < since { return false }
        if let until, entry.facts.at > until { return false }
        if let path, !path.matches(reader.find(entry.request).path) { return false }
        if let operation, entry.route(reader)?.name != operation { return false }
        if let search, !entry.holds(search) { return false }
        if let consumer {
            guard let id = entry.consumerID else { return false }
            guard isConsumer?(id) ?? (id == consumer) else { return false }
        }
        return odd == nil || odd != entry.violations(reader).isEmpty
    }
}

extension FieldReader {
    fileprivate mutating func optionalStatus(_ field: String) -> JournalFilter.StatusPattern? {
        guard let node = body[field], !node.isNull else { return nil }
        let pattern = (node.string ?? node.number?.text).flatMap(JournalFilter.StatusPattern.init)
        if pattern == nil { report(field, .wrongType(expected: "a status such as 404, or 4xx")) }
        return pattern
    }
}
