import HTTPEngine
import JSONTree

/// Makes moves on one server, with the values that this server has given.
final class StoryPlayer {
    private let side: any LockstepSide
    /// When it was last asked something, in milliseconds of the monotonic clock, and how long it took at most
    /// to answer until then.
    private var asked = 0
    private var slowest = 0
    private let book = PhraseBook()
    private var bindings = Bindings()

    private let basePath: String
    private let authority: String

    init(_ side: any LockstepSide) {
        self.side = side
        basePath = side.address.basePath
        authority = side.address.authority
    }

    var now: Timestamp { side.now }

    func begin(_ world: JSONNode) throws(LockstepFailure) {
        try timed { () throws(LockstepFailure) in try side.begin(world) }
        bindings = Bindings()
        let keys = side.keys(elsewhere: false)
        bindings.add(keys.publishableKey, as: "publishableKey")
        if let key = keys.secretKey { bindings.add(key, as: "secretKey") }
        if let id = keys.organizationId { bindings.add(id, as: "organizationId") }
    }

    func end() { side.end() }

    func advance(_ span: TimeSpan) throws(LockstepFailure) {
        try timed { () throws(LockstepFailure) in try side.advance(span) }
    }

    /// How many seconds it has not answered, if that is much longer than any answer took; nil otherwise.
    var silence: Int? {
        let silence = Environment.monotonicMilliseconds() - asked
        return silence >= 3000 && silence > 4 * slowest ? silence / 1000 : nil
    }

    private func timed<Value>(
        _ ask: () throws(LockstepFailure) -> Value
    ) throws(LockstepFailure) -> Value {
        asked = Environment.monotonicMilliseconds()
        let value = try ask()
        slowest = max(slowest, Environment.monotonicMilliseconds() - asked)
        return value
    }

    /// Makes a call; nil where it speaks of what is not there yet.
    func play(_ call: CallMove) throws(LockstepFailure) -> HTTPResponse? {
        guard let request = request(call) else { return nil }
        return try timed { () throws(LockstepFailure) in try side.answer(to: request) }
    }

    /// Takes what a good answer gives, and says whether a code was sent with it.
    func take(
        _ call: CallMove, _ response: HTTPResponse, _ document: JSONNode?
    ) throws(LockstepFailure) -> Bool {
        guard response.status < 300 else { return false }
        for gift in call.gives {
            guard let value = document?[JSONPointer(tokens: gift.path)]?.string else { continue }
            bindings.add(value, as: gift.name)
        }
        guard let recipient = call.codeTo, let code = try side.code(to: recipient) else {
            return false
        }
        bindings.add(code, as: call.codeName)
        return true
    }

    /// The values that a call speaks of, by their names, each with its number among those of the name.
    func spoken(_ call: CallMove) -> [(key: String, name: String, number: Int)] {
        let texts =
            [call.path, call.token].compactMap(\.self) + call.headers.compactMap(\.value.string)
            + (call.body ?? []).flatMap { $0.value.texts }
        return texts.flatMap { text in
            book[text].pieces.compactMap { piece in
                guard case .value(let name, let age) = piece else { return nil }
                let number = bindings.count(name) - 1 - age
                return number < 0 ? nil : (age == 0 ? name : "\(name)_\(age)", name, number)
            }
        }
    }

    /// How many values of a name there are.
    func count(_ name: String) -> Int { bindings.count(name) }
}

extension StoryPlayer {
    private func request(_ call: CallMove) -> HTTPRequest? {
        guard let path = bindings.filled(book[call.path]) else { return nil }
        var request = HTTPRequest(method: call.method, target: basePath + path)
        request.headers.append("Host", authority)
        authorize(&request, call)
        if let token = call.token {
            guard let value = bindings.filled(book[token]) else { return nil }
            request.headers["Authorization"] = "Bearer " + value
        }
        for header in call.headers {
            guard let text = header.value.string, let value = bindings.filled(book[text]) else {
                return nil
            }
            request.headers[header.name] = value
        }
        guard let body = call.body else { return request }
        var members: [JSONMember] = []
        for field in body {
            guard let value = filled(field.value) else { return nil }
            members.append(JSONMember(field.name, value))
        }
        if !request.headers.contains("Content-Type") {
            request.headers.append("Content-Type", "application/json")
        }
        request.body =
            call.layout == .plain
            ? JSONNode(members).bytes() : Array(call.layout.text(JSONNode(members)).utf8)
        return request
    }

    private func authorize(_ request: inout HTTPRequest, _ call: CallMove) {
        let keys = side.keys(elsewhere: call.isElsewhere)
        switch call.credential {
        case .publishable: request.headers.append("X-Publishable-Key", keys.publishableKey)
        case .secret: request.headers.append("Authorization", "Bearer " + (keys.secretKey ?? ""))
        case .secretHeaders:
            request.headers.append("X-Organization-Id", keys.organizationId ?? "")
            request.headers.append("X-Secret-Key", keys.secretKey ?? "")
        case .nobody: break
        }
    }

    private func filled(_ node: JSONNode) -> JSONNode? {
        switch node.value {
        case .null, .bool, .number, .array: return node
        case .string(let text): return bindings.filled(book[text]).map { JSONNode($0) }
        case .object(let members):
            var filled: [JSONMember] = []
            for member in members {
                guard let value = self.filled(member.node) else { return nil }
                filled.append(JSONMember(member.key, value))
            }
            return JSONNode(filled)
        }
    }
}

extension JSONNode {
    /// Every text inside.
    var texts: [String] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let members): members.flatMap { $0.node.texts }
        }
    }
}
