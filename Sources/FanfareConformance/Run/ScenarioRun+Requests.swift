import HTTPEngine
import JSONTree

extension ScenarioRun {
    /// A request with the values of its variables.
    func request(_ pattern: RequestPattern) throws(Halt) -> HTTPRequest {
        let base = pattern.atOrigin ? "" : context.target.address.basePath
        var request = HTTPRequest(method: pattern.method, target: base + (try filled(pattern.path)))
        request.headers.append("Host", context.target.address.authority)
        try authorize(&request, as: pattern.credential, token: pattern.token)
        switch pattern.body {
        case .none: break
        case .json(let node): request.body = try filled(node).bytes()
        case .text(let text): request.body = Array(try filled(text).utf8)
        }
        if case .none = pattern.body {
        } else {
            request.headers.append("Content-Type", "application/json")
        }
        for (name, value) in pattern.headers {
            request.headers[name] = try value.map { value throws(Halt) in try filled(value) }
        }
        return request
    }

    private func authorize(
        _ request: inout HTTPRequest, as credential: RequestPattern.Credential, token: Template?
    ) throws(Halt) {
        switch credential {
        case .publishable: request.headers["X-Publishable-Key"] = try text("publishableKey")
        case .secret: request.headers["Authorization"] = "Bearer " + (try text("secretKey"))
        case .secretHeaders:
            request.headers["X-Organization-Id"] = try text("organizationId")
            request.headers["X-Secret-Key"] = try text("secretKey")
        case .nobody: break
        }
        guard let token else { return }
        let value = try filled(token)
        // What a target gave out is a secret once it is used as one; what the suite says is none.
        if token.source != value { result.mask.add(value, as: "TOKEN") }
        request.headers["Authorization"] = "Bearer " + value
    }

    func text(_ name: String) throws(Halt) -> String {
        guard let value = value(name) else {
            let word = name.prefix { $0 != "." }
            throw NationalNumber.parts[String(word)] == nil
                ? .blocked("there is no {\(name)}")
                : .inconclusive("the telephone numbers of the target are none of North America")
        }
        return Variables.text(value)
    }

    func filled(_ template: Template) throws(Halt) -> String {
        var filled = ""
        for segment in template.segments {
            switch segment {
            case .text(let text): filled += text
            case .variable(let name): filled += try text(name)
            }
        }
        return filled
    }

    private func filled(_ node: JSONNode) throws(Halt) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: return node
        case .string(let string):
            let template = Template(string)
            if let name = template.onlyVariable {
                guard let value = value(name) else { throw .blocked("there is no {\(name)}") }
                return value
            }
            return JSONNode(try filled(template))
        case .array(let elements):
            var filled: [JSONNode] = []
            for element in elements { filled.append(try self.filled(element)) }
            return JSONNode(filled)
        case .object(let members):
            var filled: [JSONMember] = []
            for member in members {
                let key = try self.filled(Template(member.key))
                filled.append(JSONMember(key, try self.filled(member.node)))
            }
            return JSONNode(filled)
        }
    }
}
