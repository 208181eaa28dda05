import JSONTree

/// What `$name(argument)?` in a pattern stands for, as JSON Schema says it.
struct FormSchema {
    private let type: String
    private let limits: [JSONMember]
    private let allowsNull: Bool

    static let jwt = FormSchema(
        "string", [JSONMember("pattern", #"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"#)])

    private init(_ type: String, _ limits: [JSONMember] = [], allowsNull: Bool = false) {
        self.type = type
        self.limits = limits
        self.allowsNull = allowsNull
    }

    /// Reads a form; nil for a text that stands for itself.
    init?(pattern text: String) {
        guard text.hasPrefix("$"), !text.hasPrefix("$$") else { return nil }
        let allowsNull = text.hasSuffix("?")
        let source = text.dropFirst().dropLast(allowsNull ? 1 : 0)
        let name = String(source.prefix { $0 != "(" })
        let argument = source.dropFirst(name.count + 1).dropLast()
        guard let form = Self.form(name, String(argument)) else {
            preconditionFailure("no pattern is called '\(text)'")
        }
        self = FormSchema(form.type, form.limits, allowsNull: allowsNull)
    }

    /// The members of the schema.
    var schema: [JSONMember] {
        [JSONMember("type", allowsNull ? [JSONNode(type), "null"] : JSONNode(type))] + limits
    }

    /// The bounds of `0..`, `1..9`.
    private static func bounds(_ argument: String) -> [JSONMember] {
        let parts = argument.split(separator: "..", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard parts.count == 2 else { return [] }
        return [
            parts[0].map { JSONMember("minimum", JSONNode($0)) },
            parts[1].map { JSONMember("maximum", JSONNode($0)) },
        ].compactMap(\.self)
    }

    private static func form(_ name: String, _ argument: String) -> FormSchema? {
        switch name {
        case "string": FormSchema("string", [JSONMember("minLength", 1)])
        case "id":
            FormSchema(
                "string",
                [JSONMember("minLength", 1)]
                    + (argument.isEmpty
                        ? [] : [JSONMember("examples", [JSONNode(argument + "01HXYZ123456789")])]))
        case "timestamp": FormSchema("string", [JSONMember("format", "date-time")])
        case "integer": FormSchema("integer", bounds(argument))
        case "unixTime": FormSchema("integer")
        case "number", "boolean", "object", "array": FormSchema(name)
        case "digits":
            FormSchema("string", [JSONMember("pattern", JSONNode("^[0-9]{\(argument)}$"))])
        case "jwt": jwt
        case "contains", "lists", "httpDate": FormSchema("string")
        default: nil
        }
    }
}
