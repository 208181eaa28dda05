import JSONTree

extension ScenarioDecoder {
    func send(_ cursor: Cursor) throws(SuiteProblem) -> Step.Action {
        .send(
            try request(cursor),
            times: try cursor.member("times")?.integer(1...10_000) ?? 1,
            expect: try cursor.member("expect").map { value throws(SuiteProblem) in
                try blocks(value)
            })
    }

    func together(_ cursor: Cursor) throws(SuiteProblem) -> Step.Action {
        let value = try cursor.require("together")
        var requests: [RequestPattern] = []
        if value.node.members != nil {
            try value.allow(Members.releases)
            let pattern = try value.require("send")
            try pattern.allow(Members.request)
            let request = try request(pattern)
            let times = try value.require("times").integer(2...1000)
            requests = Array(repeating: request, count: times)
        } else {
            for element in try value.elements() {
                try element.allow(Members.request)
                requests.append(try request(element))
            }
            guard requests.count > 1 else { throw value.problem("expected at least two requests") }
        }
        let expect = try cursor.require("expect")
        try expect.allow(Members.answers)
        return .together(
            requests, expect: try groups(expect.require("answers"), of: requests.count))
    }

    private func groups(_ cursor: Cursor, of requests: Int) throws(SuiteProblem) -> [AnswerGroup] {
        var groups: [AnswerGroup] = []
        for element in try cursor.elements() {
            try element.allow(Members.group)
            let count = try element.require("count")
            groups.append(
                AnswerGroup(
                    count: try count.integer(0...1000), countPlace: count.place,
                    block: try block(element)))
        }
        let total = groups.reduce(0) { $0 + $1.count }
        guard total == requests else {
            throw cursor.problem("the counts add up to \(total), but \(requests) requests are sent")
        }
        return groups
    }

    private func request(_ cursor: Cursor) throws(SuiteProblem) -> RequestPattern {
        let (method, path) = try requestLine(cursor.require("send"))
        if let text = cursor.member("text"), cursor.member("body") != nil {
            throw text.problem("a request has a 'body' or a 'text', not both")
        }
        return RequestPattern(
            place: try cursor.require("send").place, method: method, path: Template(path),
            atOrigin: try cursor.member("origin")?.bool() ?? false,
            credential: try cursor.member("as")?.word(RequestPattern.Credential.self)
                ?? .publishable,
            token: try cursor.member("token")?.string().template,
            headers: try requestHeaders(cursor.member("headers")),
            body: try body(cursor))
    }

    private func requestLine(_ cursor: Cursor) throws(SuiteProblem) -> (String, String) {
        let what = "a method and a path, such as \"POST /auth/guest\""
        let text = try cursor.string(what)
        guard let space = text.firstIndex(of: " ") else { throw cursor.expected(what) }
        let method = text[..<space]
        let path = text[text.index(after: space)...]
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            path.hasPrefix("/"), !path.contains(" ")
        else { throw cursor.expected(what) }
        return (String(method), String(path))
    }

    private func requestHeaders(
        _ cursor: Cursor?
    ) throws(SuiteProblem) -> [(name: String, value: Template?)] {
        guard let cursor else { return [] }
        var headers: [(name: String, value: Template?)] = []
        for (name, _, value) in try cursor.members() {
            let isNull = value.node.isNull
            headers.append((name, isNull ? nil : try value.string("a string or null").template))
        }
        return headers
    }

    private func body(_ cursor: Cursor) throws(SuiteProblem) -> RequestPattern.Body {
        if let body = cursor.member("body") { return .json(body.node) }
        if let text = cursor.member("text") { return .text(try text.string().template) }
        return .none
    }
}

extension String {
    fileprivate var template: Template { Template(self) }
}
