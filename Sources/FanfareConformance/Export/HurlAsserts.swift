import JSONTree
import SafeText

/// Expectations in the words of Hurl; what it has no words for stays as a comment.
struct HurlAsserts {
    let names: HurlNames
    /// The asserts, and comments for what could not be written, in the order of the expectations.
    private(set) var lines: [String] = []
    /// The one status that all expectations agree on, nil where several are right.
    private(set) var status: Int?

    /// Writes down what blocks expect of one answer.
    init(_ blocks: [AnswerBlock], _ names: HurlNames) {
        self.names = names
        let statuses = blocks.compactMap(\.status)
        status = statuses.lazy.compactMap(\.only).first
        if let only = status, !statuses.allSatisfy({ $0.allows(only) }) { status = nil }
        if status == nil { for status in statuses { text(status).forEach { add($0) } } }
        for block in blocks {
            for (name, pattern) in block.headers { header("header \"\(name)\"", pattern) }
            if block.empty != nil { add("bytes count == 0") }
            if let body = block.body { below("$", body) }
        }
    }

    /// What could not be written, in whole or in part.
    var unwritten: Int { lines.count { $0.hasPrefix("#") } }

    mutating func add(_ line: String) {
        if !lines.contains(line) { lines.append(line) }
    }

    mutating func leaveOut(_ query: String, _ pattern: Pattern, part: String? = nil) {
        let words = part ?? PatternText(pattern).lines.joined(separator: " ")
        add(Printable.line("# not written: \(query): \(words)"))
    }

    private func text(_ status: StatusPattern) -> [String] {
        if case .hundred(let number) = status.alternatives.first, status.alternatives.count == 1 {
            return ["status >= \(number)00", "status < \(number + 1)00"]
        }
        let forms = status.alternatives.map { alternative in
            switch alternative {
            case .exactly(let number): String(number)
            case .hundred(let number): "\(number).."
            }
        }
        return ["status toString matches /^(\(forms.joined(separator: "|")))$/"]
    }

    /// A JSON pointer as a JSONPath.
    static func path(_ pointer: String) -> String {
        (JSONPointer(pointer)?.tokens ?? []).reduce("$") { $0 + step($1) }
    }

    private static func step(_ token: String) -> String {
        if Int(token) != nil { return "[\(token)]" }
        let isPlain = token.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
        return isPlain ? ".\(token)" : "['\(token)']"
    }

    private mutating func below(_ path: String, _ pattern: Pattern) {
        let query = "jsonpath \"\(path)\""
        switch pattern.kind {
        case .object(let members):
            for member in members {
                below(path + Self.step(names.text(member.key)), member.pattern)
            }
        case .array(let elements):
            add("\(query) count == \(elements.count)")
            for (index, element) in elements.enumerated() { below("\(path)[\(index)]", element) }
        case .each(let element):
            add("\(query) count >= 1")
            below("\(path)[0]", element)
            leaveOut(query, pattern, part: "the same of every further element")
        case .includes(let elements):
            for element in elements { includes(path, element) }
        default: value(query, pattern)
        }
    }

    /// An element is found by one of its texts; its other members are there at least.
    private mutating func includes(_ path: String, _ element: Pattern) {
        guard case .object(let members) = element.kind,
            let found = members.lazy.compactMap({ [names] in Self.condition($0, names) }).first
        else { return leaveOut("jsonpath \"\(path)\"", element) }
        let filtered = "\(path)[?(@.\(found.member)=='\(found.text)')]"
        add("jsonpath \"\(filtered)\" count >= 1")
        for member in members where member.key.source != found.member {
            if member.pattern.allowsAbsence {
                leaveOut("jsonpath \"\(filtered)\"", member.pattern)
                continue
            }
            let query = "jsonpath \"\(filtered)\(Self.step(names.text(member.key)))\""
            add("\(query) count >= 1")
            switch member.pattern.kind {
            case .matcher(.string, orNull: false), .matcher(.id, orNull: false): continue
            default: leaveOut(query, member.pattern)
            }
        }
    }

    private static func condition(
        _ member: Pattern.Member, _ names: HurlNames
    ) -> (member: String, text: String)? {
        let text: String
        switch member.pattern.kind {
        case .scalar(let node): text = node.string ?? ""
        case .text(let template): text = names.text(template)
        default: return nil
        }
        let isPlain = !text.isEmpty && !text.contains { "'\"\\".contains($0) }
        return isPlain ? (member.key.source, text) : nil
    }

    /// A header is a text, whatever is in it.
    private mutating func header(_ query: String, _ pattern: Pattern) {
        switch pattern.kind {
        case .scalar(let node): add("\(query) == \(Self.quoted(node.string ?? node.text()))")
        case .text(let template): add("\(query) == \(Self.quoted(names.text(template)))")
        case .once(let inner): header(query, inner)
        case .matcher(.integer(let range), orNull: false):
            add("\(query) matches /^-?\\d+$/")
            bounds("\(query) toInt", range)
        case .matcher(.unixTime(let offset), orNull: false):
            add("\(query) matches /^\\d+$/")
            if offset != nil { leaveOut(query, pattern) }
        default: value(query, pattern)
        }
    }

    private mutating func value(_ query: String, _ pattern: Pattern) {
        switch pattern.kind {
        case .scalar(let node): add("\(query) == \(Self.literal(node))")
        case .text(let template): add("\(query) == \(literal(template))")
        case .matcher(let matcher, orNull: false): matches(query, matcher, pattern)
        case .matcher(_, orNull: true):
            add("\(query) exists")
            leaveOut(query, pattern)
        case .once(let inner): value(query, inner)
        case .not(let other): not(query, other, pattern)
        case .oneOf(let patterns): oneOf(query, patterns, pattern)
        case .claims:
            add("\(query) matches /^[\\w-]+\\.[\\w-]+\\.[\\w-]+$/")
            leaveOut(query, pattern)
        case .each, .includes, .object, .array: leaveOut(query, pattern)
        }
    }

    func literal(_ template: Template) -> String {
        names.onlyVariable(template).map { "{{\($0)}}" } ?? Self.quoted(names.text(template))
    }

    static func literal(_ node: JSONNode) -> String {
        node.string.map(quoted) ?? node.text()
    }

    /// A text as Hurl quotes it.
    static func quoted(_ text: String) -> String {
        let inside = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
        return "\"\(inside)\""
    }

    /// A text inside a regular expression between two slashes.
    static func escaped(_ text: String) -> String {
        text.map { letter in
            let isMark = letter.isASCII && !letter.isLetter && !letter.isNumber && letter != " "
            return isMark && letter != "_" ? "\\\(letter)" : "\(letter)"
        }.joined()
    }
}

extension StatusPattern {
    /// The status, where exactly one is right.
    fileprivate var only: Int? {
        guard case .exactly(let number) = alternatives.first, alternatives.count == 1 else {
            return nil
        }
        return number
    }
}
