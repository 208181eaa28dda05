import JSONTree

/// What of one server stands for what of another: bound on first sight, and the same ever after.
struct Correspondence {
    /// The target's value for each of the oracle's.
    private(set) var actual: [String: String] = [:]
    /// The oracle's value for each of the target's.
    private(set) var expected: [String: String] = [:]

    /// The pairs of tokens whose claims have been compared, each with where they stood.
    private var seen: Set<[String]> = []

    /// Whether people have other addresses and names on the two servers.
    private let bindsEchoes: Bool

    /// Knows nothing yet but what places are called, where they have other names on the target.
    init(names: [String: String]? = nil) {
        bindsEchoes = names != nil
        for (one, other) in names ?? StoryWorld.ownNames {
            actual[one] = other
            expected[other] = one
        }
    }

    /// The members of an answer that nobody promises word for word.
    private static let free: Set = ["message", "requestId", "createdBy", "updatedBy"]
    /// The members that follow from what was sent.
    private static let echoed: Set = ["email", "phone", "fullName", "name", "selectedVariantId"]
    /// Words that the target chooses where nobody has set them.
    private static let settings: Set = ["currencyCode", "timeZone"]
    /// The members that are null only where there is nothing to tell.
    private static let told: Set = ["currentHighBid"]
    /// Numbers that are no more than a guess.
    private static let guesses: Set = ["estimatedWaitTimeInSeconds"]
    /// Claims that are moments.
    private static let stamps: Set = ["iat", "exp", "nbf"]

    /// What is compared: one answer of each server, what is documented of it, and both clocks.
    struct Context {
        let documented: DocumentedAnswers.Answers
        let expected: JSONNode
        let expectedNow: Timestamp
        let actualNow: Timestamp
        /// Whether people may have other names there than their own.
        var hasAliases = false
        /// Whether a list of bids may be the other way round.
        var mayReverse = false
    }

    /// One documented value that is not as the oracle says.
    struct Flaw: Sendable, Hashable {
        /// Where in the answer, numbers and names as they are.
        let path: [String]
        /// Where it is documented, with stars.
        let place: [String]
        /// What is wrong with it.
        let kind: Kind
        /// What the oracle says, nil for nothing.
        let expected: JSONNode?
        /// What the target says, nil for nothing.
        let actual: JSONNode?
        /// How far the target's moment is from its now; nil where none is compared.
        var distance: TimeSpan?

        /// The ways to be wrong.
        enum Kind: Sendable, Hashable {
            /// Another value, or none.
            case value
            /// Another moment; expected is so long after now.
            case moment(TimeSpan)
            /// A stamp of a token that is another moment; expected is so long after now.
            case stamp(TimeSpan)
            /// What should be the same as something before is not; the target's own value of it.
            case notTheSame(String)
            /// What should be new is the same as something before.
            case notNew
            /// A list of another length; expected is so long.
            case count(Int)
            /// A name of a table that should not be there.
            case unexpected
        }
    }

    /// Everything documented in which the target's answer differs.
    mutating func flaws(_ actual: JSONNode, in context: Context) -> [Flaw] {
        var flaws: [Flaw] = []
        compare(context.expected, actual, [], [], context, &flaws)
        return flaws
    }

    private mutating func compare(
        _ one: JSONNode, _ other: JSONNode?, _ path: [String], _ place: [String],
        _ context: Context, _ flaws: inout [Flaw]
    ) {
        func flaw(_ kind: Flaw.Kind) {
            flaws.append(
                Flaw(
                    path: path, place: place, kind: kind, expected: one, actual: other,
                    distance: Self.distance(other, kind, context.actualNow)))
        }
        guard let other else {
            let member = context.documented.members[place]
            let isRequired =
                place.last == "*" || member?.isRequired ?? false && member?.isOptional == false
            if !one.isNull, isRequired {
                flaw(.value)
            }
            return
        }
        guard !other.isNull, !one.isNull else {
            if one.isNull, other.isNull || Self.settings.contains(place.last ?? "") { return }
            let isTold = !one.isNull && Self.told.contains(place.last ?? "")
            if isTold || !context.documented.leavesOpen(other, at: path, in: context.expected) {
                flaw(.value)
            }
            return
        }
        switch (one.value, other.value) {
        case (.object(let members), .object(let others)):
            objects(members, others, other, path, place, context, &flaws)
        case (.array(let elements), .array(let others)):
            let others = context.mayReverse ? others.inOrder(of: elements) : others
            if !areAsMany(elements, others, at: place) { flaw(.count(elements.count)) }
            for (index, element, counterpart) in pairs(elements, others) {
                // What is not there has been counted already where the lengths differ.
                guard counterpart != nil || elements.count == others.count else { continue }
                compare(
                    element, counterpart, path + ["\(index)"], place + ["*"], context, &flaws)
            }
        case (.string(let text), .string(let otherText)):
            if let kind = difference(text, otherText, place, context) { flaw(kind) }
            claims(text, otherText, path, place, context, &flaws)
        case (.number, .number):
            if Self.stamps.contains(place.last ?? ""), place.contains("$jwt") {
                if let kind = stamp(one, other, context) { flaw(kind) }
            } else if !Matching.equal(one, other), !Self.guesses.contains(place.last ?? "") {
                flaw(.value)
            }
        default:
            if one != other { flaw(.value) }
        }
    }

    /// The lists in which a target may have what no story made: of an experience, and of what somebody does.
    private static let shared: Set = ["sequences", "journeys"]

    /// Whether two lists are of one length, but for what nobody has named.
    private func areAsMany(
        _ elements: [JSONNode], _ others: [JSONNode], at place: [String]
    ) -> Bool {
        guard elements.count != others.count else { return true }
        guard Self.shared.contains(place.last ?? "") else { return false }
        let unnamed = elements.count { $0.subject.map { actual[$0] == nil } ?? false }
        let strange = others.count { $0.subject.map { expected[$0] == nil } ?? false }
        return strange >= unnamed && elements.count - unnamed == others.count - strange
    }

    /// The elements of two lists that belong together, with their places in the first: by what they speak
    /// of, wherever that is listed, or as they stand.
    ///
    /// What nobody has named yet is paired with nothing; a name that is not there, with nil.
    private func pairs(
        _ elements: [JSONNode], _ others: [JSONNode]
    ) -> [(index: Int, element: JSONNode, counterpart: JSONNode?)] {
        let names = elements.map { $0.subject.flatMap { actual[$0] } }
        let counterparts = Dictionary(
            others.compactMap { other in other.subject.map { ($0, other) } },
            uniquingKeysWith: { one, _ in one })
        guard !counterparts.isEmpty, names.contains(where: { $0 != nil }) else {
            guard elements.count == others.count else { return [] }
            return zip(elements, others).enumerated().map {
                ($0.offset, $0.element.0, $0.element.1)
            }
        }
        return zip(elements, names).enumerated().compactMap { index, pair in
            pair.1.map { (index, pair.0, counterparts[$0]) }
        }
    }

    private mutating func objects(
        _ members: [JSONMember], _ others: [JSONMember], _ other: JSONNode, _ path: [String],
        _ place: [String], _ context: Context, _ flaws: inout [Flaw]
    ) {
        let isTable =
            context.documented.members[place + ["*"]] != nil
            && !members.contains { context.documented.members[place + [$0.key]] != nil }
        for member in members {
            let inner = place + [isTable ? "*" : member.key]
            guard context.documented.members[inner] != nil else { continue }
            let key = isTable ? actual[member.key] ?? member.key : member.key
            compare(member.node, other[key], path + [key], inner, context, &flaws)
        }
        guard isTable else { return }
        let known = Set(members.map { actual[$0.key] ?? $0.key })
        // A table may have undocumented members too: what counts is what is known by its name.
        for extra in others
        where !known.contains(extra.key)
            && (StoryWorld.ids.contains(extra.key) || expected[extra.key] != nil)
        {
            flaws.append(
                Flaw(
                    path: path + [extra.key], place: place + ["*"], kind: .unexpected,
                    expected: nil, actual: extra.node))
        }
    }

    private mutating func difference(
        _ one: String, _ other: String, _ place: [String], _ context: Context
    ) -> Flaw.Kind? {
        let key = place.last ?? ""
        guard !Self.free.contains(key), !Self.settings.contains(key) else { return nil }
        if bindsEchoes, Self.echoed.contains(key) { return bind(one, other, mayChange: false) }
        if context.hasAliases, key == "consumerId" { return alias(one, other) }
        let words = context.documented.members[place]?.words ?? []
        if words.contains(one) || key == "status" || key == "error"
            || Self.echoed.contains(key)
        {
            return one == other ? nil : .value
        }
        if let moment = Self.moment(one), let otherMoment = Self.moment(other) {
            // What somebody has set stands in no relation to the clock.
            if moment == otherMoment { return nil }
            let span = moment.milliseconds - context.expectedNow.milliseconds
            let otherSpan = otherMoment.milliseconds - context.actualNow.milliseconds
            return abs(span - otherSpan) <= Matching.tolerance.milliseconds
                ? nil : .moment(TimeSpan(milliseconds: span))
        }
        // An organization may have the id of something else.
        if key == "organizationId" { return bind("organization " + one, "organization " + other) }
        // The same right may be shown by another token each time.
        return bind(one, other, mayChange: key.hasSuffix("Token"))
    }

    /// Holds a name of somebody to no more than that it is nobody else's own.
    private func alias(_ one: String, _ other: String) -> Flaw.Kind? {
        guard let owner = expected[other], owner != one else { return nil }
        return actual[one].map { .notTheSame($0) } ?? .notNew
    }

    static func moment(_ text: String) -> Timestamp? {
        let bytes = text.utf8
        guard bytes.count >= 16, bytes.count <= 40, bytes.dropFirst(4).first == UInt8(ascii: "-")
        else { return nil }
        return Timestamp(iso8601: text, allowsOffset: true)
    }

    /// How far a moment is from now, where one is compared.
    private static func distance(
        _ value: JSONNode?, _ kind: Flaw.Kind, _ now: Timestamp
    ) -> TimeSpan? {
        switch kind {
        case .moment:
            return (value?.string).flatMap(moment).map {
                TimeSpan(milliseconds: $0.milliseconds - now.milliseconds)
            }
        case .stamp:
            return (value?.number?.double).flatMap {
                Int(exactly: ($0 * 1000 - Double(now.milliseconds)).rounded())
            }.map { TimeSpan(milliseconds: $0) }
        case .value, .notTheSame, .notNew, .count, .unexpected: return nil
        }
    }

    private func stamp(_ one: JSONNode, _ other: JSONNode, _ context: Context) -> Flaw.Kind? {
        guard let moment = one.number?.double, let otherMoment = other.number?.double else {
            return .value
        }
        let span = moment * 1000 - Double(context.expectedNow.milliseconds)
        let otherSpan = otherMoment * 1000 - Double(context.actualNow.milliseconds)
        return abs(span - otherSpan) <= Double(Matching.tolerance.milliseconds)
            ? nil : .stamp(TimeSpan(milliseconds: Int(span)))
    }

    /// Holds two values to what has been bound.
    private mutating func bind(
        _ one: String, _ other: String, mayChange: Bool = false
    ) -> Flaw.Kind? {
        if let known = actual[one], !mayChange || known == other {
            return known == other ? nil : .notTheSame(known)
        }
        guard expected[other] == nil || expected[other] == one else { return .notNew }
        actual[one] = other
        expected[other] = one
        return nil
    }

    private mutating func claims(
        _ one: String, _ other: String, _ path: [String], _ place: [String], _ context: Context,
        _ flaws: inout [Flaw]
    ) {
        guard one.hasPrefix("eyJ"), other.hasPrefix("eyJ"), one != other || path.isEmpty == false
        else { return }
        let inner = place + ["$jwt"]
        guard context.documented.tokens.contains(place),
            seen.insert([one, other] + place).inserted,
            let token = try? CompactToken(one), let otherToken = try? CompactToken(other)
        else { return }
        compare(token.claims, otherToken.claims, path + ["$jwt"], inner, context, &flaws)
    }
}

extension JSONNode {
    /// The id of what an element of a list stands for: its own, or that of what somebody takes part in.
    fileprivate var subject: String? {
        [self["participation"]?["id"], self["id"], self["slotId"]].lazy.compactMap { $0?.string }
            .first
    }
}
