import FanfareModel
import Foundations
import JSONTree

/// Reads one object of a world file, member by member, and refuses members nobody asked for.
final class WorldReader {
    let node: JSONNode
    private let pointer: JSONPointer
    /// What all readers of one document share.
    let context: Context
    private var known: Set<String> = ["$schema"]

    /// What the parts of a document must know of each other.
    final class Context {
        let editions: Editions
        /// The organization's currency, in which amounts are read that name none.
        var currency = Currency.usDollar
        /// What must not occur twice: identifiers, slugs, emails, phones and identities.
        var names: Set<String> = []
        /// Where crowds may come to, by identifier: auctions with the currency of their bids.
        var crowdPlaces: [CrowdPlace: [String: Currency]] = [:]

        init(_ editions: Editions) { self.editions = editions }
    }

    convenience init(_ document: JSONNode, _ context: Context) throws(WorldFileError) {
        try self.init(document, at: JSONPointer(), context)
    }

    private init(
        _ node: JSONNode, at pointer: JSONPointer, _ context: Context
    ) throws(WorldFileError) {
        self.node = node
        self.pointer = pointer
        self.context = context
        guard node.members != nil else {
            throw error(node, "expected an object, found \(node.kind)")
        }
    }

    /// Refuses members that were not read, and the second of those that stand twice.
    func finish() throws(WorldFileError) {
        var seen: Set<String> = []
        for member in node.members ?? [] {
            guard !known.contains(member.key) else {
                guard seen.insert(member.key).inserted else { throw twice(member) }
                continue
            }
            let names = known.subtracting(["$schema"]).sorted()
            throw WorldFileError(
                pointer: pointer.appending(member.key), offset: member.keyOffset,
                message: "unknown member '\(member.key)'."
                    + Nearest.hint(for: member.key, in: names)
                    + " Known here: \(names.joined(separator: ", ")).")
        }
    }

    private func twice(_ member: JSONMember) -> WorldFileError {
        WorldFileError(
            pointer: pointer.appending(member.key), offset: member.keyOffset,
            message: "the member '\(member.key)' stands twice")
    }

    func error(_ node: JSONNode, _ message: String, at key: String? = nil) -> WorldFileError {
        WorldFileError(
            pointer: key.map(pointer.appending) ?? pointer, offset: node.offset, message: message)
    }

    /// The member of a name, nil when it is missing or null.
    func member(_ key: String) -> JSONNode? {
        known.insert(key)
        return node[key].flatMap { $0.isNull ? nil : $0 }
    }

    func string(_ key: String) throws(WorldFileError) -> String? {
        guard let value = member(key) else { return nil }
        guard let string = value.string, !string.isEmpty else {
            throw error(value, "expected a non-empty string", at: key)
        }
        return string
    }

    /// One of some words.
    func word(_ key: String, of words: [String]) throws(WorldFileError) -> String? {
        guard let value = member(key) else { return nil }
        guard let word = value.string, words.contains(word) else {
            throw error(
                value,
                "expected \(words.map { "\"\($0)\"" }.joined(separator: " or "))."
                    + Nearest.hint(for: value.string ?? "", in: words), at: key)
        }
        return word
    }

    func requiredString(_ key: String) throws(WorldFileError) -> String {
        guard let string = try string(key) else { throw error(node, "'\(key)' is missing") }
        return string
    }

    /// A string that no other part of the document has for itself.
    func uniqueString(_ key: String) throws(WorldFileError) -> String? {
        let string = try string(key)
        if let string { try claim(string, for: key) }
        return string
    }

    /// Refuses what another part of the document has already.
    func claim(_ name: String, for key: String) throws(WorldFileError) {
        guard !context.names.insert("\(key) \(name)").inserted else { return }
        throw error(member(key) ?? node, "'\(name)' occurs twice", at: key)
    }

    func bool(_ key: String) throws(WorldFileError) -> Bool? {
        guard let value = member(key) else { return nil }
        guard let bool = value.bool else { throw error(value, "expected true or false", at: key) }
        return bool
    }

    func integer(
        _ key: String, in range: ClosedRange<Int> = 0...Int.max
    ) throws(WorldFileError) -> Int? {
        guard let value = member(key) else { return nil }
        guard let integer = value.integer, range.contains(integer) else {
            let limit = range.upperBound == .max ? "" : ", at most \(range.upperBound)"
            throw error(
                value, "expected a whole number, at least \(range.lowerBound)\(limit)", at: key)
        }
        return integer
    }

    func duration(_ key: String) throws(WorldFileError) -> Duration? {
        guard let value = member(key) else { return nil }
        guard let duration = value.string.flatMap(Duration.init(words:)) else {
            throw error(value, Duration.help, at: key)
        }
        return duration
    }

    /// How long something lives, which is longer than nothing.
    func lifetime(_ key: String) throws(WorldFileError) -> Duration? {
        guard let lifetime = try duration(key) else { return nil }
        guard lifetime > .zero else {
            throw error(
                member(key) ?? node, "Must be longer than nothing: 1ms is the shortest", at: key)
        }
        return lifetime
    }

    /// An instant, or a duration after (`+1h`) or before (`-1h`) the start.
    func moment(_ key: String) throws(WorldFileError) -> MomentOutline? {
        guard let value = member(key) else { return nil }
        guard let moment = value.string.flatMap(MomentOutline.init) else {
            throw error(
                value, "expected an ISO 8601 instant, or +1h or -1h from the start", at: key)
        }
        return moment
    }

    func requiredMoment(_ key: String) throws(WorldFileError) -> MomentOutline {
        guard let moment = try moment(key) else { throw error(node, "'\(key)' is missing") }
        return moment
    }

    func objects<Element>(
        _ key: String, _ read: (WorldReader) throws(WorldFileError) -> Element
    ) throws(WorldFileError) -> [Element] {
        guard let value = member(key) else { return [] }
        guard let elements = value.elements else {
            throw error(value, "expected an array", at: key)
        }
        var read_: [Element] = []
        for (index, element) in elements.enumerated() {
            let reader = try WorldReader(
                element, at: pointer.appending(key).appending(String(index)), context)
            read_.append(try read(reader))
            try reader.finish()
        }
        return read_
    }

    /// The object of a name; missing reads as empty.
    func object(_ key: String) throws(WorldFileError) -> WorldReader {
        try WorldReader(
            member(key) ?? JSONNode([JSONMember](), offset: node.offset),
            at: pointer.appending(key), context)
    }
}

extension JSONNode {
    fileprivate init(_ members: [JSONMember], offset: Int) {
        self.init(.object(members), offset: offset)
    }
}

/// A point in time that may depend on when the world starts.
enum MomentOutline: Sendable {
    case at(Instant)
    case fromStart(Duration)

    init?(_ text: String) {
        if let instant = Instant(iso8601: text) {
            self = .at(instant)
        } else if text.hasPrefix("+"), let duration = Duration(words: String(text.dropFirst())) {
            self = .fromStart(duration)
        } else if text.hasPrefix("-"), let duration = Duration(words: String(text.dropFirst())) {
            self = .fromStart(.zero - duration)
        } else {
            return nil
        }
    }

    func instant(start: Instant) -> Instant {
        switch self {
        case .at(let instant): instant
        case .fromStart(let duration): start + duration
        }
    }
}
