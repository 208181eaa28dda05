import FanfareModel
import JSONTree

/// Holds values against the schemas of an OpenAPI document of either dialect.
struct SchemaCheck {
    let document: JSONNode

    /// What a value does not fit, each with its place.
    func problems(_ value: JSONNode, _ schema: JSONNode, at place: String = "") -> [String] {
        if let reference = schema["$ref"]?.string {
            return problems(value, resolved(reference), at: place)
        }
        if value.isNull { return allowsNull(schema) ? [] : ["\(place): null"] }
        if let alternatives = schema["oneOf"]?.elements {
            return oneOf(value, alternatives, schema, place)
        }
        let parts = schema["allOf"]?.elements ?? []
        return parts.flatMap { problems(value, $0, at: place) } + type(value, schema, place)
            + words(value, schema, place) + inside(value, schema, place)
    }

    private func resolved(_ reference: String) -> JSONNode {
        JSONPointer(String(reference.dropFirst())).flatMap { document[$0] } ?? .null
    }

    private func allowsNull(_ schema: JSONNode) -> Bool {
        if let alternatives = schema["oneOf"]?.elements {
            return alternatives.contains(["type": "null"])
        }
        return schema.members?.allSatisfy {
            ["description", "examples", "example"].contains($0.key)
        }
            == true || schema["nullable"] == true
            || schema["type"]?.elements?.contains("null") == true
    }

    private func oneOf(
        _ value: JSONNode, _ alternatives: [JSONNode], _ schema: JSONNode, _ place: String
    ) -> [String] {
        if let tag = schema["discriminator"]?["propertyName"]?.string {
            let word = value[tag]?.string ?? ""
            guard let target = schema["discriminator"]?["mapping"]?[word]?.string else {
                return ["\(place): no alternative for \(tag) '\(word)'"]
            }
            return problems(value, resolved(target), at: place)
        }
        let fitting = alternatives.filter { problems(value, $0).isEmpty }
        return fitting.count == 1 ? [] : ["\(place): fits \(fitting.count) alternatives"]
    }

    private func type(_ value: JSONNode, _ schema: JSONNode, _ place: String) -> [String] {
        guard let type = schema["type"]?.string ?? schema["type"]?[0]?.string else { return [] }
        let fits =
            switch type {
            case "integer": value.integer != nil
            default: value.kind == type
            }
        return fits ? [] : ["\(place): \(value.kind), not \(type)"]
    }

    private func words(_ value: JSONNode, _ schema: JSONNode, _ place: String) -> [String] {
        let words = schema["const"].map { [$0] } ?? schema["enum"]?.elements
        if let words, !words.contains(value) { return ["\(place): \(value.text()) is no word"] }
        guard let text = value.string else {
            let number = value.number?.double ?? 0
            let least = schema["minimum"]?.number?.double ?? -.infinity
            let most = schema["maximum"]?.number?.double ?? .infinity
            return (least...most).contains(number) ? [] : ["\(place): \(number) is out of bounds"]
        }
        if schema["format"] == "date-time", Instant(iso8601: text) == nil {
            return ["\(place): '\(text)' is no instant"]
        }
        if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern),
            text.firstMatch(of: regex) == nil
        {
            return ["\(place): '\(text)' is not \(pattern)"]
        }
        return text.count >= schema["minLength"]?.integer ?? 0 ? [] : ["\(place): too short"]
    }

    private func inside(_ value: JSONNode, _ schema: JSONNode, _ place: String) -> [String] {
        if let elements = value.elements, let items = schema["items"] {
            return elements.enumerated().flatMap { problems($1, items, at: "\(place)/\($0)") }
        }
        guard let members = value.members else { return [] }
        let missing = (schema["required"]?.elements ?? []).compactMap(\.string)
            .filter { value[$0] == nil }.map { "\(place): no \($0)" }
        return missing
            + members.flatMap { member -> [String] in
                let others = schema["additionalProperties"].flatMap { $0.bool == nil ? $0 : nil }
                guard let schema = schema["properties"]?[member.key] ?? others else { return [] }
                return problems(member.node, schema, at: "\(place)/\(member.key)")
            }
    }
}

extension SchemaCheck {
    /// What an answer to `METHOD /template` does not fit.
    func problems(ofAnswer value: JSONNode, to call: String, _ status: Int) -> [String] {
        let parts = call.split(separator: " ").map(String.init)
        let responses = document["paths"]?[parts[1]]?[parts[0].lowercased()]?["responses"]
        guard var response = responses?[String(status)] else {
            return ["\(call): \(status) is not described"]
        }
        if let reference = response["$ref"]?.string { response = resolved(reference) }
        guard let schema = response["content"]?["application/json"]?["schema"] else {
            return value.isNull ? [] : ["\(call): \(status) has a body"]
        }
        return problems(value, schema, at: "\(call) \(status)")
    }

    /// What a request's body does not fit.
    func problems(ofBody value: JSONNode, to call: String) -> [String] {
        let parts = call.split(separator: " ").map(String.init)
        let body = document["paths"]?[parts[1]]?[parts[0].lowercased()]?["requestBody"]
        guard let schema = body?["content"]?["application/json"]?["schema"] else {
            return ["\(call) takes no body"]
        }
        return problems(value, schema, at: "\(call) body")
    }

    /// What a webhook does not fit.
    func problems(ofWebhook value: JSONNode) -> [String] {
        let type = value["type"]?.string ?? ""
        let post = (document["webhooks"] ?? document["x-webhooks"])?[type]?["post"]
        guard let schema = post?["requestBody"]?["content"]?["application/json"]?["schema"] else {
            return ["\(type) is not described"]
        }
        return problems(value, schema, at: type)
    }
}
