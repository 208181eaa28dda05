import JSONTree

/// Every schema of an OpenAPI document, with where it stands and what is wrong with its shape there.
struct DocumentWalk {
    private let document: JSONNode
    private let isOld: Bool
    /// What no tool should meet: the place and what it is.
    private(set) var complaints: [String] = []

    /// Walks over a whole document.
    init(_ document: JSONNode) {
        self.document = document
        isOld = document["openapi"]?.string?.hasPrefix("3.0") == true
        for server in document["servers"]?.elements ?? [] where !isAbsolute(server["url"]) {
            complain("/servers", "a relative server")
        }
        visit(document, "", isComponent: false)
    }

    private mutating func complain(_ place: String, _ what: String) {
        complaints.append("\(place): \(what)")
    }

    private func isAbsolute(_ url: JSONNode?) -> Bool {
        url?.string?.contains("://") == true && url?.string?.hasSuffix("/") == false
    }

    /// Looks for what holds schemas.
    private mutating func visit(_ node: JSONNode, _ place: String, isComponent: Bool) {
        for (index, element) in (node.elements ?? []).enumerated() {
            visit(element, "\(place)/\(index)", isComponent: false)
        }
        for member in node.members ?? [] {
            let inside = "\(place)/\(member.key)"
            switch member.key {
            case "schemas" where place == "/components":
                for component in member.node.members ?? [] {
                    check(component.node, "\(inside)/\(component.key)", isNamed: true)
                }
            case "schema" where place.hasSuffix("application~1json"):
                checkContent(member.node, inside)
            case "schema": check(member.node, inside, isNamed: false)
            case "value", "example", "examples": continue
            case "application/json":
                visit(member.node, "\(place)/application~1json", isComponent: false)
            case "description" where member.node.string?.isEmpty == true:
                complain(inside, "an empty description")
            case "nullable" where !isOld: complain(inside, "nullable")
            case "webhooks" where isOld: complain(inside, "webhooks")
            default: visit(member.node, inside, isComponent: false)
            }
        }
    }

    /// A body is a component, a list of components, or a single value.
    private mutating func checkContent(_ schema: JSONNode, _ place: String) {
        check(schema, place, isNamed: false)
        if schema["type"]?.string == "array", schema["items"]?["properties"] != nil {
            complain(place, "a body without a name")
        }
        if schema["oneOf"] != nil { complain(place, "a body without a name") }
    }
}

/// One schema.
extension DocumentWalk {
    private mutating func check(_ schema: JSONNode, _ place: String, isNamed: Bool) {
        if schema.bool != nil { return complain(place, "a schema that is a boolean") }
        if schema["$ref"] != nil { return }
        checkWords(schema, place, isNamed: isNamed)
        checkAlternatives(schema, place)
        checkNumbers(schema, place)
        for key in ["prefixItems", "not", "contains", "if", "patternProperties", "anyOf"]
        where schema[key] != nil {
            complain(place, key)
        }
        switch schema["type"]?.string ?? schema["type"]?[0]?.string {
        case "array": checkList(schema, place)
        case "object": checkObject(schema, place, isNamed: isNamed)
        case "null": complain(place, "nothing but null")
        default: break
        }
        if isOld {
            for key in ["const", "examples"] where schema[key] != nil { complain(place, key) }
            if schema["type"]?.elements != nil { complain(place, "a list of types") }
        }
    }

    private mutating func checkWords(_ schema: JSONNode, _ place: String, isNamed: Bool) {
        let values = schema["const"].map { [$0] } ?? schema["enum"]?.elements
        guard let values else { return }
        if schema["type"] == nil { complain(place, "words without a type") }
        if values.contains(where: { $0.string == nil && !$0.isNull }) {
            complain(place, "words that are no texts")
        }
        if Set(values).count != values.count { complain(place, "a word twice") }
        if values.count > 1, !isNamed { complain(place, "words without a name") }
    }

    private mutating func checkAlternatives(_ schema: JSONNode, _ place: String) {
        for key in ["oneOf", "anyOf", "allOf"] where schema[key] != nil {
            if schema["properties"] != nil { complain(place, "\(key) beside properties") }
        }
        guard let alternatives = schema["oneOf"]?.elements else { return }
        let isNullable = !isOld && alternatives.count == 2 && alternatives[1] == ["type": "null"]
        if isNullable, alternatives[0]["$ref"] != nil { return }
        guard let mapping = schema["discriminator"]?["mapping"]?.members,
            let tag = schema["discriminator"]?["propertyName"]?.string,
            mapping.count == alternatives.count
        else { return complain(place, "alternatives without a tag") }
        for (alternative, state) in zip(alternatives, mapping) {
            let target = alternative["$ref"]?.string ?? ""
            let component = JSONPointer(String(target.dropFirst())).flatMap { document[$0] }
            let word = component?["properties"]?[tag]
            let isTold =
                word?["const"] == JSONNode(state.key) || word?["enum"] == [JSONNode(state.key)]
            if state.node.string != target || !isTold {
                complain(place, "\(state.key) is not told by \(tag)")
            }
        }
    }

    private mutating func checkNumbers(_ schema: JSONNode, _ place: String) {
        for key in ["exclusiveMinimum", "exclusiveMaximum"] where schema[key] != nil {
            complain(place, key)
        }
        for key in ["minimum", "maximum"] {
            if let bound = schema[key]?.number?.double, abs(bound) > 9_007_199_254_740_991 {
                complain(place, "a bound that JavaScript cannot write")
            }
        }
    }

    private mutating func checkList(_ schema: JSONNode, _ place: String) {
        guard let items = schema["items"] else { return complain(place, "a list of anything") }
        check(items, place + "/items", isNamed: false)
    }

    private mutating func checkObject(_ schema: JSONNode, _ place: String, isNamed: Bool) {
        let others = schema["additionalProperties"]
        guard let properties = schema["properties"]?.members else {
            guard let others else { return complain(place, "an object of nobody knows what") }
            if others != true { check(others, place + "/additionalProperties", isNamed: false) }
            return
        }
        if !isNamed { complain(place, "an object without a name") }
        for property in properties {
            check(property.node, "\(place)/properties/\(property.key)", isNamed: false)
            let isReference = property.node["$ref"] != nil
            let hasWords = property.node["description"]?.string?.isEmpty == false
            if !isReference, !hasWords {
                complain("\(place)/properties/\(property.key)", "nobody says what it means")
            }
        }
    }
}
