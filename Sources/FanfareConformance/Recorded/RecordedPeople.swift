import HTTPEngine
import JSONTree

/// Who was there, by the tokens that they were given and the ids that answers name.
struct RecordedPeople {
    private struct Session {
        /// The consumer, as it was first answered.
        var consumer: String?
        /// When it was ended.
        var ended: Timestamp?
        /// Whether it was a guest's that has become somebody: which id it has then is left open.
        var isLinked = false
    }

    private var sessions: [Session] = []
    private var tokens: [String: Int] = [:]
    /// The sessions that tokens name themselves.
    private var named: [String: Int] = [:]
    private var consumers: Set<String> = []
    /// Guests that have become somebody, who may be called otherwise since.
    private var former: Set<String> = []
    /// Those of them who are.
    private var renamed: Set<String> = []
    /// Those who have signed in: nobody else takes part in their name.
    private var identified: Set<String> = []
    private var adopted = 0
    private var withoutToken = 0

    /// Whether an answer has named a consumer before.
    func knows(_ consumer: String) -> Bool { consumers.contains(consumer) }
    /// Whether whoever names a consumer so is answered with the same name.
    func isCalled(_ consumer: String) -> Bool {
        consumers.contains(consumer) && !former.contains(consumer)
    }
    /// Whether whoever is called so has signed in, and can become nobody else.
    func isIdentified(_ consumer: String) -> Bool {
        identified.contains(consumer) && !former.contains(consumer)
    }
    func session(ofToken token: String) -> Int? { tokens[token] }
    func end(of session: Int) -> Timestamp? { sessions[session].ended }
    mutating func end(_ session: Int, at time: Timestamp) {
        sessions[session].ended = sessions[session].ended ?? time
    }

    /// The consumer of a session, nil where that is not determined.
    func consumer(of session: Int) -> String? {
        sessions[session].isLinked ? nil : sessions[session].consumer
    }

    /// The session in which a call was made; one that began before the recording is taken as it is.
    mutating func session(of call: RecordedCall, answer: JSONNode?) -> Int? {
        guard let token = call.request.bearer else {
            if call.response.status < 300, answer.flatMap({ $0["consumerId"] }) != nil,
                call.sent?["consumerId"] == nil
            {
                withoutToken += 1
            }
            return nil
        }
        if let session = tokens[token] { return session }
        // A server's key speaks for nobody.
        guard token.hasPrefix("eyJ") || token.hasPrefix("token-") else { return nil }
        let claims = Self.claims(token)
        let name = claims?["sessionId"]?.string
        if let session = name.flatMap({ named[$0] }) {
            tokens[token] = session
            return session
        }
        // What is refused need not be a token at all.
        guard call.response.status < 300 else { return nil }
        adopted += 1
        sessions.append(Session(consumer: claims?["consumerId"]?.string))
        tokens[token] = sessions.count - 1
        if let name { named[name] = sessions.count - 1 }
        return sessions.count - 1
    }

    /// Takes what an answer gives, and who it names.
    mutating func note(_ known: RecordedTraffic.Known, _ body: JSONNode?, _ session: Int?) {
        guard let body else { return }
        if let id = Self.consumer(body) {
            consumers.insert(id)
            if let session, sessions[session].consumer == nil, known.isOwnAnswer {
                sessions[session].consumer = id
            }
        }
        guard let access = body["accessToken"]?.string, known.operation.name.contains("/auth/")
        else { return }
        let given = [access, body["refreshToken"]?.string].compactMap(\.self)
        if let old = known.call.sent?["refreshToken"]?.string {
            let session = tokens[old] ?? adopt(consumer: nil)
            for token in given + [old] { tokens[token] = session }
            remember(access, session)
            return
        }
        // Whoever verifies or exchanges with a guest's token becomes somebody.
        if let session {
            sessions[session].isLinked = true
            if let consumer = sessions[session].consumer { former.insert(consumer) }
        }
        let consumer = body["session"]?["consumerId"]?.string
        if let consumer, body["session"]?["type"]?.string == "authenticated" {
            identified.insert(consumer)
        }
        if let session, let guest = sessions[session].consumer, let consumer, guest != consumer {
            renamed.insert(guest)
        }
        let new = adopt(consumer: consumer, isNew: true)
        for token in given { tokens[token] = new }
        remember(access, new)
    }

    private mutating func remember(_ token: String, _ session: Int) {
        if let name = Self.claims(token)?["sessionId"]?.string { named[name] = session }
    }

    private mutating func adopt(consumer: String?, isNew: Bool = false) -> Int {
        if !isNew { adopted += 1 }
        sessions.append(Session(consumer: consumer))
        return sessions.count - 1
    }

    /// The claims of a token that is not masked.
    static func claims(_ token: String) -> JSONNode? {
        token.hasPrefix("eyJ") ? (try? CompactToken(token))?.claims : nil
    }

    /// The consumer whom an answer is about.
    static func consumer(_ body: JSONNode) -> String? { named(in: body)?.id }

    /// The consumer whom an answer is about, and where it says so.
    static func named(in body: JSONNode) -> (path: [String], id: String)? {
        if let id = body["session"]?["consumerId"]?.string {
            return (["session", "consumerId"], id)
        }
        if let id = body["consumerId"]?.string { return (["consumerId"], id) }
        // The profile calls it id, and has what nothing else has.
        if body["active"] != nil, let id = body["id"]?.string { return (["id"], id) }
        return nil
    }

    /// How people were known.
    struct Count {
        var consumers = 0
        var adopted = 0
        var withoutToken = 0
    }

    /// Adds how people were known.
    func add(to count: inout Count) {
        count.consumers += consumers.subtracting(renamed).count
        count.adopted += adopted
        count.withoutToken += withoutToken
    }
}

extension RecordedPeople.Count {
    /// The counts as lines.
    var lines: [String] {
        var lines: [String] = []
        if consumers > 0 { lines.append("\(RecordedText.number(consumers, "consumer")) seen") }
        if adopted > 0 {
            lines.append(
                "\(RecordedText.number(adopted, "session")) began before the recording: taken as"
                    + " first seen")
        }
        if withoutToken > 0 {
            lines.append(
                "\(RecordedText.number(withoutToken, "call")) recorded without a token: whose they"
                    + " are is known by ids in answers alone, and what a token may still do was not"
                    + " judged (in a browser export with sensitive data)")
        }
        return lines
    }
}

extension RecordedTraffic.Known {
    /// Whether a consumer's call is answered with what is its own.
    var isOwnAnswer: Bool { call.request.bearer.map { !$0.hasPrefix("sk_") } ?? false }
}
