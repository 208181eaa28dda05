import JSONTree

/// What of one target stands for what of another as a scenario goes on: whoever is somebody there is
/// somebody here, and stays so.
struct Likeness {
    /// Whether what others do at the same time shows in the answers of either.
    let isShared: Bool
    /// Whether a name that has stood for one thing must go on to do so; where chance decides who gets
    /// what, it need not.
    var isBinding = true
    private var there: [String: String] = [:]
    private var here: [String: String] = [:]

    init(isShared: Bool) { self.isShared = isShared }

    /// How the second of two values differs from the first.
    mutating func difference(
        _ one: JSONNode, _ other: JSONNode, under key: String = "", at place: FileLocation
    ) -> Difference {
        switch (one.value, other.value) {
        case (.object(let members), .object(let others)):
            return object(members, others, other, at: place)
        case (.array(let elements), .array(let others)):
            return array(elements, others, under: key, at: place)
        case (.string(let text), .string(let otherText)):
            guard let flaw = flaw(text, otherText, under: key) else { return .same(other) }
            return leaf(.value, one, other, flaw.isEmpty ? nil : flaw, place)
        case (.number, .number):
            let isAlike = isCounted(one, other, under: key) || Matching.equal(one, other)
            return isAlike ? .same(other) : leaf(.value, one, other, nil, place)
        case (.null, .number), (.number, .null):
            // Nobody has bid there yet, and somebody has here.
            return isShared && Self.countsOthers(key)
                ? .same(other) : leaf(.kind, one, other, nil, place)
        default:
            return one == other
                ? .same(other)
                : leaf(one.kind == other.kind ? .value : .kind, one, other, nil, place)
        }
    }

    private mutating func object(
        _ members: [JSONMember], _ others: [JSONMember], _ other: JSONNode, at place: FileLocation
    ) -> Difference {
        var entries: [Difference.Entry] = []
        let names = otherNames(of: members, others)
        for member in members {
            let difference =
                other[names[member.key] ?? member.key].map {
                    self.difference(member.node, $0, under: member.key, at: place)
                } ?? leaf(.missing, member.node, nil, nil, place)
            entries.append(.init(key: member.key, difference: difference, isExtra: false))
        }
        let named = Set(members.map { names[$0.key] ?? $0.key })
        for extra in others where !named.contains(extra.key) {
            let difference = Difference.leaf(
                .init(
                    kind: .unexpected, expected: "", actual: extra.node,
                    remark: "only in the second", place: place))
            entries.append(.init(key: extra.key, difference: difference, isExtra: false))
        }
        return .object(entries)
    }

    /// What members that are called by an id there are called here.
    private mutating func otherNames(
        of members: [JSONMember], _ others: [JSONMember]
    ) -> [String: String] {
        var rest = others.map(\.key).filter { key in !members.contains { $0.key == key } }
        var names: [String: String] = [:]
        let unknown = members.map(\.key).filter { key in !others.contains { $0.key == key } }
        for key in unknown {
            guard let index = rest.firstIndex(where: { there[key] == $0 }) else { continue }
            names[key] = rest.remove(at: index)
        }
        // Of one that is left on either side the one may stand for the other.
        let left = unknown.filter { names[$0] == nil }
        if left.count == 1, rest.count == 1, stands(left[0], for: rest[0], under: "") {
            names[left[0]] = rest[0]
        }
        return names
    }

    private mutating func array(
        _ elements: [JSONNode], _ others: [JSONNode], under key: String, at place: FileLocation
    ) -> Difference {
        var found: [Difference] = []
        for (index, element) in elements.enumerated() {
            found.append(
                index < others.count
                    ? difference(element, others[index], under: key, at: place)
                    : leaf(.length, element, nil, "missing element", place))
        }
        for extra in others.dropFirst(elements.count) {
            let leaf = Difference.Leaf(
                kind: .length, expected: "", actual: extra, remark: "only in the second",
                place: place)
            found.append(.leaf(leaf))
        }
        return .array(found)
    }

    private func leaf(
        _ kind: Difference.Kind, _ one: JSONNode, _ other: JSONNode?, _ remark: String?,
        _ place: FileLocation
    ) -> Difference {
        .leaf(
            .init(kind: kind, expected: one.text(), actual: other, remark: remark, place: place))
    }

    /// Seconds since 1970 and those that are left differ with the moment; where others are there too, so
    /// does what counts them.
    private func isCounted(_ one: JSONNode, _ other: JSONNode, under key: String) -> Bool {
        let isTime = [one, other].allSatisfy { ($0.number?.integer ?? 0) > 1_000_000_000 }
        return isTime || key == "retryAfter" || isShared && Self.countsOthers(key)
    }

    /// Members whose number is what other people have done.
    private static func countsOthers(_ key: String) -> Bool {
        [
            "position", "available", "remaining", "estimatedWaitTimeInSeconds", "lastBidAmount",
            "currentHighBid", "minimumBid",
        ].contains(key) || key.hasSuffix("Count")
    }
}

extension Likeness {
    /// Why a text does not stand for another: a remark, empty where both texts say it all; nil where it does.
    private mutating func flaw(_ one: String, _ other: String, under key: String) -> String? {
        let times = [one, other].map { Timestamp(iso8601: $0, allowsOffset: true) != nil }
        if times == [true, true] { return nil }
        let tokens = [one, other].map { try? CompactToken($0) }
        if let first = tokens[0], let second = tokens[1] { return flaw(first, second) }
        if tokens.contains(where: { $0 != nil }) { return "one of them is a JWT" }
        // A text with words or a path in it says something; what is made stands between.
        let marks: Set<Character> = [" ", "/", "?", "&", "=", "#", "\n", ",", "'"]
        guard one.contains(where: marks.contains) || other.contains(where: marks.contains) else {
            return stands(one, for: other, under: key) ? nil : change(one, other, under: key)
        }
        let words = one.split(omittingEmptySubsequences: false, whereSeparator: marks.contains)
        let others = other.split(omittingEmptySubsequences: false, whereSeparator: marks.contains)
        guard words.count == others.count,
            one.filter(marks.contains) == other.filter(marks.contains)
        else { return "" }
        for (word, otherWord) in zip(words, others)
        where !stands(String(word), for: String(otherWord), under: key) { return "" }
        return nil
    }

    /// Tokens are signed alike and say alike what they say.
    private mutating func flaw(_ one: CompactToken, _ other: CompactToken) -> String? {
        for name in ["alg", "typ"] where one.header[name] != other.header[name] {
            let words = [one, other].map { $0.header[name]?.text() ?? "none" }
            return
                "the \(name) of its header is \(words[0]) in the first, \(words[1]) in the second"
        }
        let place = FileLocation(SuiteFile(path: "", bytes: []), 0)
        let claims = difference(one.claims, other.claims, at: place)
        guard let (pointer, _) = claims.leavesWithPointers().first else { return nil }
        return "its claims differ at \(pointer)"
    }

    private mutating func stands(_ one: String, for other: String, under key: String) -> Bool {
        // Codes are too short to be anybody's name: two of them may be equal by chance.
        if Self.isCode(one, key), Self.isCode(other, key) { return true }
        guard Self.isMade(one, key), Self.isMade(other, key) else { return one == other }
        guard isBinding else { return true }
        if there[one] == nil, here[other] == nil {
            there[one] = other
            here[other] = one
        }
        return there[one] == other
    }

    /// What is wrong with names that were bound otherwise before, empty for texts that are no names.
    private func change(_ one: String, _ other: String, under key: String) -> String {
        guard Self.isMade(one, key), Self.isMade(other, key) else { return "" }
        switch (there[one], here[other]) {
        case (nil, _): return "new in the first, known in the second"
        case (_, nil): return "known in the first, new in the second"
        default: return "another than before in one of them"
        }
    }

    /// Whether a text is one that somebody made for this run: an id, an opaque token, a person's address.
    private static func isMade(_ text: String, _ key: String) -> Bool {
        let isOpaque = text.count >= 10 && text.contains(where: \.isNumber)
        return isOpaque || isName(key) || text.contains("fanfare-kit-") || text.hasPrefix("+1")
    }

    /// Members that hold a name or a token, which need not have a digit in it.
    private static func isName(_ key: String) -> Bool {
        ["id", "jti", "slug"].contains(key)
            || ["Id", "Token", "exchangeCode"].contains(where: key.hasSuffix)
    }

    /// `"code": "FP002"` says what happened; a `confirmationCode` was made for one person.
    private static func isCode(_ text: String, _ key: String) -> Bool {
        text.count >= 4 && (key.hasSuffix("Code") || text.allSatisfy(\.isNumber))
    }
}
