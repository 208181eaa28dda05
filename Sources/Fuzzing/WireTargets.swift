import FanfareMock
import FanfareModel
import HTTPEngine
import JSONTree

/// Whatever is read off the wire gets an answer that is no fault of ours.
func fuzzWire(_ bytes: [UInt8]) throws {
    let mock = Mock(real: Story.start)
    var reader = RequestReader(limits: HTTPLimits())
    var rest = bytes[...]
    while !rest.isEmpty {
        var used = 0
        let outcome: RequestReader.Outcome
        do throws(HTTPParseError) {
            outcome = try reader.read(Array(rest).span, used: &used)
            if case .awaitsAllowance(let request) = outcome {
                try reader.allowBody(mock.bodyLimit(of: request))
            }
        } catch {
            let answer = mock.refuse(
                HTTPRefusal(error), reader.requestSoFar(Array(rest).span), real: Story.start)
            try checkJournal(of: mock)
            return try checkAnswer(answer, to: "a refused request", mayFail: true)
        }
        rest = rest.dropFirst(used)
        if case .awaitsAllowance = outcome { continue }
        guard case .request(let request, _) = outcome else { return }
        let answer = mock.respond(to: request, real: Story.start)
        try checkAnswer(answer.response, to: "\(request.method) \(request.target)")
        try checkJournal(of: mock)
    }
}

/// The journal can always be read.
private func checkJournal(of mock: Mock) throws {
    var request = HTTPRequest(method: "GET", target: "/__admin/requests?limit=1")
    request.headers.append("Host", "localhost")
    let answer = mock.respond(to: request, real: Story.start)
    try checkAnswer(answer.response, to: "the journal")
}

/// A fault is refused, or spoils answers and nothing else.
func fuzzFault(_ bytes: [UInt8]) throws {
    let mock = Mock(real: Story.start)
    let key = ("X-Publishable-Key", Mock.Default.publishableKey)
    let made = send(mock, "POST", "/__admin/faults", body: bytes)
    try checkAnswer(made, to: "a fault")
    for _ in 0..<3 {
        for (method, path) in [
            ("GET", "/health"), ("POST", "/auth/guest"), ("GET", "/queues/queue_open"),
            ("GET", "/queues/queue_soon"), ("OPTIONS", "/auth/guest"),
        ] {
            let answer = send(mock, method, path, [key])
            try checkAnswer(answer, to: "\(method) \(path)", mayFail: made.status == 201)
        }
    }
    for path in ["faults", "requests"] {
        let shown = send(mock, "GET", "/__admin/\(path)")
        try checkAnswer(shown, to: path)
        _ = try JSONNode(parsing: shown.body)
    }
    let broken = mock.brokenInvariants(real: Story.start)
    try require(broken.isEmpty, broken.joined(separator: "; "))
}

private func send(
    _ mock: Mock, _ method: String, _ target: String, _ headers: [(String, String)] = [],
    body: [UInt8] = []
) -> HTTPResponse {
    var request = HTTPRequest(method: method, target: target, body: body)
    request.headers.append("Host", "localhost")
    for (name, value) in headers { request.headers.append(name, value) }
    return mock.respond(to: request, real: Story.start).response
}

/// An answer is well formed, and not an admission of a fault of ours.
func checkAnswer(_ answer: HTTPResponse, to what: String, mayFail: Bool = false) throws {
    try require(mayFail || answer.status < 500, "\(answer.status) to \(what)")
    try require((200...599).contains(answer.status), "\(answer.status) to \(what)")
    for (name, value) in answer.headers {
        try require(HTTPHeaders.isName(name), "the name \(name) in the answer to \(what)")
        let isSound = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }
        try require(isSound, "the value of \(name) in the answer to \(what)")
    }
    let isJSON = answer.headers["Content-Type"] == "application/json"
    if isJSON, !mayFail { _ = try JSONNode(parsing: answer.body) }
}
