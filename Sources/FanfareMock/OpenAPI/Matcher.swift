import JSONTree

/// What `$name(argument)?` in a pattern stands for, as JSON Schema says it.
struct Matcher {
    private let type: String
    private let limits: [JSONMember]
    private let allowsNull: Bool

    static let jwt = Matcher(
        "string", [JSONMember("pattern", #"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"#)])

    private init(_ type: String, _ limits: [JSONMember] = [], allowsNull: Bool = false) {
        self.type = type
        self.limits = limits
        self.allowsNull = allowsNull
    }

    /// Reads a matcher; nil for a text that stands for itself.
    init?(pattern text: String) {
        guard text.hasPrefix("$"), !text.hasPrefix("$$") else { return nil }
        let allowsNull = text.hasSuffix("?")
        let source = text.dropFirst().dropLast(allowsNull ? 1 : 0)
        let name = String(source.prefix { $0 != "(" })
        let argument = source.dropFirst(name.count + 1).dropLast()
        guard let matcher = Self.matcher(name, String(argument)) else {
            preconditionFailure("no pattern is called '\(text)'")
        }
        self = Matcher(matcher.type, matcher.limits, allowsNull: allowsNull)
    }

    /// The members of the schema.
    var schema: [JSONMember] {
        [JSONMember("type", allowsNull ? [JSONNode(type), "null"] : JSONNode(type))] + limits
    }

    private static func matcher(_ name: String, _ argument: String) -> Matcher? {
        switch name {
        case "string": Matcher("string", [JSONMember("minLength", 1)])
        case "id":
            Matcher(
                "string",
                [JSONMember("minLength", 1)]
                    + (argument.isEmpty
                        ? [] : [JSONMember("examples", [JSONNode(argument + "01HXYZ123456789")])]))
        case "timestamp": Matcher("string", [JSONMember("format", "date-time")])
        case "integer", "unixTime": Matcher("integer")
        case "number", "boolean", "object", "array": Matcher(name)
        case "digits": Matcher("string", [JSONMember("pattern", JSONNode("^[0-9]{\(argument)}$"))])
        case "jwt": jwt
        case "contains", "httpDate": Matcher("string")
        default: nil
        }
    }
}
