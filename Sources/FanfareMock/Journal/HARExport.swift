import FanfareModel
import Foundations
import HTTPEngine
import JSONTree

/// A journal as other programs open it: HAR 1.2.
///
/// Secrets have names instead (`token-3`), so that whoever judges the file can still follow them. When is
/// the organization's time; the machine's stands beside it.
struct HARExport {
    private let reader: JournalReader

    init(_ reader: JournalReader) { self.reader = reader.namingSecrets }

    /// The document.
    func document(_ entries: [JournalEntry]) -> JSONNode {
        [
            "log": [
                "version": "1.2",
                "creator": ["name": "fanfare-kit", "version": JSONNode(Product.version)],
                "comment":
                    "Each secret is replaced by a name of its own, which stands wherever the secret stood.",
                "_secretsMasked": true,
                "entries": JSONNode(entries.map(entry)),
            ]
        ]
    }

    private func entry(_ entry: JournalEntry) -> JSONNode {
        let facts = entry.facts
        let held = facts.delay.map { Double($0.inMilliseconds) } ?? 0
        let time = Self.number(Double(facts.nanoseconds) / 1_000_000 + held)
        return [
            "startedDateTime": JSONNode(facts.at.exactISO8601), "time": time,
            "request": request(entry), "response": response(entry), "cache": [:],
            "timings": ["send": 0, "wait": time, "receive": 0],
            "comment": JSONNode(facts.reason ?? facts.refusal ?? ""),
            "_number": JSONNode(facts.number), "_realDateTime": JSONNode(facts.real.exactISO8601),
            "_faults": JSONNode(facts.faults.map { JSONNode($0) }),
            "_violations": JSONNode(
                entry.violations(reader).map { ["message": JSONNode($0.message)] }),
        ]
    }

    /// Milliseconds, no finer than a microsecond.
    private static func number(_ milliseconds: Double) -> JSONNode {
        let micro = Int((milliseconds * 1000).rounded())
        let rest = String(micro % 1000 + 1000).dropFirst()
        return JSONNode(.number(JSONNumber(text: "\(micro / 1000).\(rest)")))
    }

    private func request(_ entry: JournalEntry) -> JSONNode {
        let request = entry.request
        let mask = reader.mask
        let host = request.headers["Host"].map(mask.text) ?? "localhost"
        let query = request.queryBytes.map { mask.query($0) }
        var members: [JSONMember] = [
            JSONMember("method", JSONNode(mask.text(request.method))),
            JSONMember(
                "url",
                JSONNode(
                    "http://" + host + mask.path(request.pathBytes)
                        + (query.map { "?" + $0 } ?? ""))),
            JSONMember("httpVersion", "HTTP/1.1"),
            JSONMember("cookies", cookies(request.headers)),
            JSONMember("headers", headers(request.headers)),
            JSONMember("queryString", pairs(query ?? "", separator: "&")),
            JSONMember("headersSize", -1),
            JSONMember("bodySize", JSONNode(entry.facts.requestBytes)),
        ]
        if !request.body.isEmpty {
            members.append(
                JSONMember(
                    "postData",
                    [
                        "mimeType": JSONNode(request.headers["Content-Type"] ?? ""), "params": [],
                        "text": JSONNode(body(request.body, of: entry)),
                    ]))
        }
        return JSONNode(members)
    }

    private func response(_ entry: JournalEntry) -> JSONNode {
        let response = entry.response
        // What a client never saw was not answered, as browsers write it down.
        let isLost = entry.facts.loss == .beforeAnswer || response.delivery.answersNothing
        let text = isLost ? "" : body(response.body, of: entry)
        // Names are shorter than the secrets they stand for: whole is what was kept whole.
        let isCut = entry.facts.responseBytes > response.body.count
        let size = isLost ? 0 : isCut ? entry.facts.responseBytes : text.utf8.count
        return [
            "status": JSONNode(isLost ? 0 : response.status),
            "statusText": JSONNode(isLost ? "" : HTTPStatus.reason(response.status)),
            "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": isLost ? [] : headers(response.headers),
            "content": [
                "size": JSONNode(size),
                "mimeType": JSONNode(response.headers["Content-Type"] ?? ""),
                "text": JSONNode(text),
            ],
            "redirectURL": "", "headersSize": -1,
            "bodySize": JSONNode(isLost ? -1 : entry.facts.responseBytes),
            "_error": JSONNode(entry.deliveryWords),
        ]
    }

    private func body(_ bytes: [UInt8], of entry: JournalEntry) -> String {
        let mayHoldCodes = entry.route(reader)?.template.hasPrefix("/auth/") ?? true
        let node = reader.mask.body(bytes, mayHoldCodes: mayHoldCodes)
        // What is no JSON is shown as a text.
        let isJSON = (try? JSONNode(parsing: bytes)) != nil
        return isJSON ? node.text() : node.string ?? ""
    }

    private func headers(_ headers: HTTPHeaders) -> JSONNode {
        JSONNode(
            headers.map { name, value in
                [
                    "name": JSONNode(reader.mask.text(name)),
                    "value": JSONNode(reader.mask.header(name, value)),
                ]
            })
    }

    private func cookies(_ headers: HTTPHeaders) -> JSONNode {
        JSONNode(
            headers.values(for: "Cookie").flatMap { $0.split(separator: ";") }.map { cookie in
                let name = cookie.prefix { $0 != "=" }.drop { $0 == " " }
                return ["name": JSONNode(reader.mask.text(String(name))), "value": "•••"]
            })
    }

    private func pairs(_ text: String, separator: Character) -> JSONNode {
        JSONNode(
            text.split(separator: separator).map { pair in
                let name = pair.prefix { $0 != "=" }
                return [
                    "name": JSONNode(Self.decoded(name)),
                    "value": JSONNode(Self.decoded(pair.dropFirst(name.count + 1))),
                ]
            })
    }

    private static func decoded(_ text: Substring) -> String {
        PercentEncoding.decode(ArraySlice(text.utf8), plusIsSpace: true) ?? String(text)
    }
}

extension HTTPDelivery {
    /// Whether a client gets no status of it.
    fileprivate var answersNothing: Bool {
        switch self {
        case .resetBefore, .resetInHead: true
        case .normal, .resetAfter, .truncate, .drip, .contentLength: false
        }
    }
}
