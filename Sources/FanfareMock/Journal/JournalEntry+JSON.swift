import FanfareModel
import HTTPEngine
import JSONTree

extension JournalEntry {
    /// The entry for people and programs, without secrets.
    func json(_ reader: JournalReader) -> JSONNode {
        let mayHoldCodes = route(reader)?.template.hasPrefix("/auth/") ?? true
        let messages: [JSONMember] = [
            JSONMember(
                "request",
                Self.message(
                    request.headers, reader.mask.body(request.body, mayHoldCodes: mayHoldCodes),
                    facts.requestBytes, isCut: facts.requestBytes > request.body.count, reader.mask)
            ),
            JSONMember(
                "response",
                Self.message(
                    response.headers, reader.mask.body(response.body, mayHoldCodes: mayHoldCodes),
                    facts.responseBytes, isCut: facts.responseBytes > response.body.count,
                    reader.mask)),
        ]
        let number = JSONMember("number", JSONNode(facts.number))
        let whole = reader.showsSecrets ? [JSONMember("sent", sent)] : []
        return JSONNode([number] + (outline(reader).members ?? []) + messages + whole)
    }

    /// The entry without fields and bodies.
    func outline(_ reader: JournalReader) -> JSONNode {
        let route = route(reader)
        return [
            "id": JSONNode(response.headers["X-Request-Id"]),
            "at": JSONNode(facts.at.exactISO8601), "realAt": JSONNode(facts.real.exactISO8601),
            "durationMicroseconds": JSONNode(Int(facts.nanoseconds / 1000)),
            "delayMilliseconds": JSONNode(facts.delay.map { Int($0.inMilliseconds) }),
            "method": JSONNode(reader.mask.text(request.method)),
            "path": JSONNode(reader.mask.path(request.pathBytes)),
            "query": JSONNode(request.queryBytes.map { reader.mask.query($0) }),
            "route": JSONNode(route?.template), "operation": JSONNode(route?.name),
            "consumerId": JSONNode(consumerID.map { reader.mask.text($0) }),
            "status": JSONNode(response.status), "delivery": JSONNode(deliveryWords),
            "reason": JSONNode(facts.reason), "refusal": JSONNode(facts.refusal),
            "forwardedTo": JSONNode(facts.forwardedTo),
            "faults": JSONNode(facts.faults.map { JSONNode($0) }),
            "faultsWithoutEffect": JSONNode(facts.idleFaults.map { JSONNode($0) }),
            "resent": JSONNode(resent), "preflight": JSONNode(request.isPreflight),
            "notice": JSONNode(response.headers["X-Mock-Notice"]),
            "violations": JSONNode(violations(reader).map(\.json)),
        ]
    }

    /// Whom a second request of the same bytes may have come from, nil for a first one.
    var resent: String? {
        facts.resentAfter.map {
            "re-sent after \($0.inMilliseconds) ms on another connection, byte for byte: perhaps "
                + "by the HTTP library, not by the program"
        }
    }

    /// The row of the route table that the request belongs to; a preflight to its call's.
    func route(_ reader: JournalReader) -> Route? {
        let (edition, path) = reader.find(request)
        let match = edition.router.match(method: request.calledMethod, path: path)
        return if case .found(let route, _) = match { route } else { nil }
    }

    private static func message(
        _ headers: HTTPHeaders, _ body: JSONNode, _ count: Int, isCut: Bool, _ mask: Mask
    ) -> JSONNode {
        let fields = headers.map { name, value -> JSONNode in
            ["name": JSONNode(mask.text(name)), "value": JSONNode(mask.header(name, value))]
        }
        return [
            "headers": JSONNode(fields), "body": body, "bodyBytes": JSONNode(count),
            "isCut": JSONNode(isCut),
        ]
    }
}

extension Violation {
    fileprivate var json: JSONNode {
        [
            "kind": JSONNode(kind.rawValue), "message": JSONNode(message),
            "refusedWhenStrict": JSONNode(kind.isRefusedWhenStrict),
        ]
    }
}

extension JournalEntry {
    /// What became of the answer on the wire, nil for nothing unusual.
    var deliveryWords: String? {
        // What was to happen to the answer has not happened.
        if facts.loss == .beforeAnswer { return facts.loss?.words }
        let words = [response.delivery.words, facts.loss?.words].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}

extension AnswerLoss {
    /// What the client did.
    fileprivate var words: String {
        switch self {
        case .beforeAnswer: "the client had gone before the answer"
        case .duringAnswer: "the client had gone before it had all of the answer"
        case .afterAnswer: "the client reset the connection after the answer was sent"
        }
    }
}

extension HTTPDelivery {
    /// What happened on the wire, nil for nothing unusual.
    var words: String? {
        switch self {
        case .normal: nil
        case .resetBefore: "reset before the answer"
        case .resetInHead: "reset in the head of the answer, which has no body"
        case .resetAfter(let bytes): "reset after \(bytes) bytes of the body"
        case .truncate(let bytes): "ended after \(bytes) bytes of the body"
        case .drip(let rate): "\(rate) bytes per second"
        case .contentLength(let error): "Content-Length off by \(error)"
        }
    }
}
