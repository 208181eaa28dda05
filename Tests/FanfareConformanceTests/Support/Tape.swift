import JSONTree

@testable import FanfareConformance

/// A recording that a test puts together, entry by entry.
struct Tape {
    static let home = "https://consumer.example.com/api/v1"
    static let key = "pk_live_tape0000000000"

    /// The suite that it is judged by.
    static let suite = Result { try Suite(files: SuiteFile.embedded) }

    private(set) var entries: [JSONNode] = []

    /// Adds a call and its answer, so many seconds after the recording began.
    mutating func add(
        _ call: String, at seconds: Int = 0, token: String? = nil, sent: JSONNode? = nil,
        status: Int = 200, _ answer: JSONNode? = nil, headers: [String: String] = [:],
        origin: String? = nil
    ) {
        // Whatever else an answer is, it tells the limits.
        let headers = headers.merging([
            "X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "99",
            "X-RateLimit-Reset": "1800000060", "Content-Type": "application/json",
        ]) { own, _ in own }
        let parts = call.split(separator: " ").map(String.init)
        var fields: [JSONNode] = [Self.field("x-publishable-key", Self.key)]
        if let token { fields.append(Self.field("authorization", "Bearer \(token)")) }
        if let origin { fields.append(Self.field("Origin", origin)) }
        var request: [JSONMember] = [
            JSONMember("method", JSONNode(parts[0])),
            JSONMember("url", JSONNode(Self.home + parts[1])),
            JSONMember("headers", JSONNode(fields)),
        ]
        if let sent { request.append(JSONMember("postData", ["text": JSONNode(sent.text())])) }
        let started = Timestamp(milliseconds: 1_800_000_000_000 + seconds * 1000)
        entries.append([
            "startedDateTime": JSONNode(started.description), "time": 20,
            "request": JSONNode(request),
            "response": [
                "status": JSONNode(status),
                "headers": JSONNode(
                    headers.sorted { $0.key < $1.key }.map { Self.field($0.key, $0.value) }),
                "content": answer.map { ["text": JSONNode($0.text())] } ?? [:],
            ],
        ])
    }

    private static func field(_ name: String, _ value: String) -> JSONNode {
        ["name": JSONNode(name), "value": JSONNode(value)]
    }

    /// Adds an entry as it is written.
    mutating func add(_ entry: JSONNode) { entries.append(entry) }

    /// The file.
    var file: SuiteFile {
        let document: JSONNode = ["log": ["version": "1.2", "entries": JSONNode(entries)]]
        return SuiteFile(path: "night.har", bytes: document.bytes())
    }

    /// The results of judging it.
    func outcome() throws -> RecordedRun.Outcome {
        let suite = try Self.suite.get()
        let traffic = try RecordedTraffic([file], of: suite, at: .found)
        return RecordedRun(suite, isStrict: false).judge(traffic)
    }

    /// What is found, as the number of the entry, the part of the answer and the clause, without notes.
    func findings() throws -> [String] {
        try outcome().results.flatMap(\.findings).filter { $0.severity > .note }.map { finding in
            let parts = finding.mismatches.flatMap(\.parts).joined(separator: " ")
            return "\(finding.exchange.entry?.number ?? 0) \(parts) \(finding.clause.id)"
        }.sorted()
    }
}

extension Tape {
    /// A guest session as it is answered.
    static func guest(_ id: String, token: String) -> JSONNode {
        [
            "session": [
                "type": "guest", "consumerId": JSONNode(id), "guestId": JSONNode(id),
                "expiresAt": "2027-01-15T09:00:00Z",
            ],
            "accessToken": JSONNode(token), "refreshToken": JSONNode(token + "-refresh"),
        ]
    }

    /// A session of somebody known, as it is answered.
    static func session(_ id: String, token: String, email: String = "ann@example.com") -> JSONNode
    {
        [
            "session": [
                "type": "authenticated", "consumerId": JSONNode(id), "email": JSONNode(email),
                "expiresAt": "2027-01-15T09:00:00Z",
            ],
            "accessToken": JSONNode(token), "refreshToken": JSONNode(token + "-refresh"),
        ]
    }

    /// The status of somebody in a queue.
    static func place(
        _ id: String, _ status: String = "QUEUED", position: JSONNode = 5,
        enteredAt: String = "2027-01-15T08:00:00Z"
    ) -> JSONNode {
        let isAdmitted = status == "ADMITTED"
        return [
            "queueId": "queue_night", "consumerId": JSONNode(id), "status": JSONNode(status),
            "position": position, "enteredAt": JSONNode(enteredAt),
            "admittedAt": isAdmitted ? "2027-01-15T08:01:00Z" : .null,
            "admissionToken": isAdmitted ? "t" : .null, "denyReason": .null,
        ]
    }
}
