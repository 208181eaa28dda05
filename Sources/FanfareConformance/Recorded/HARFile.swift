import Foundations
import HTTPEngine
import JSONTree

/// Reads recorded traffic: HAR 1.2, as browsers, proxies and gateways write it.
///
/// The file is read entry by entry, so that a large one takes little more memory than its bytes. What
/// nobody needs (pages, timings, members of a program's own) is held to the grammar and never kept.
package struct HARFile {
    /// What of an entry is kept.
    enum Kept {
        /// The call.
        case call(RecordedCall)
        /// Nothing was answered, or the browser did not let it be seen: method, origin and path.
        case unanswered(method: String, origin: String, path: String)
        /// It is no HTTP call: a `data:` URL, an extension's file.
        case otherwise
    }

    /// The members of an entry that are looked at, wherever in it they stand.
    private static let kept: Set = [
        "request", "response", "startedDateTime", "time", "method", "url", "headers", "name",
        "value", "postData", "text", "encoding", "_encoding", "bodySize", "status", "content",
        "size", "_transferSize", "cache", "beforeRequest", "_fromCache", "_fetchedViaServiceWorker",
    ]

    private let file: SuiteFile

    /// Takes a file's bytes.
    package init(_ file: SuiteFile) { self.file = file }

    /// Hands every entry over in the order of the file.
    func read(_ take: (Kept) -> Void) throws(SuiteProblem) {
        if file.bytes.isEmpty {
            throw SuiteProblem(path: file.shownPath, "the file is empty: export the traffic again.")
        }
        if file.bytes.starts(with: [0x1F, 0x8B]) {
            throw SuiteProblem(
                path: file.shownPath, "the file is packed by gzip: unpack it first, with gunzip.")
        }
        var problem: SuiteProblem?
        var number = 0
        var isMasked = false
        let reading: JSONNode.ArrayReading
        do throws(JSONError) {
            reading = try JSONNode.readArray(
                at: ["log", "entries"], keeping: Self.kept, of: file.bytes
            ) { key, value in
                if key == "_secretsMasked" { isMasked = value.bool ?? false }
            } element: { node in
                number += 1
                do throws(SuiteProblem) {
                    take(try HAREntry(file, node, number, isMasked: isMasked).kept())
                    return true
                } catch {
                    problem = error
                    return false
                }
            }
        } catch {
            throw damaged(error, after: number)
        }
        if let problem { throw problem }
        if case .noArray = reading {
            throw SuiteProblem(
                path: file.shownPath,
                "this is no HAR file: there is no array at /log/entries. Export the traffic as HAR 1.2"
                    + " (browsers: network panel, 'Save all as HAR'; mitmdump --set hardump=FILE).")
        }
    }

    /// What is said of a text that is not JSON, with the entry in which it ends.
    private func damaged(_ error: JSONError, after number: Int) -> SuiteProblem {
        let isCut = error.reason == .unexpectedEnd
        let pointer = JSONPointer(tokens: ["log", "entries", String(number)])
        return SuiteProblem(
            at: FileLocation(file, error.offset), pointer: pointer,
            "not JSON: \(error.reason). "
                + (isCut
                    ? "The file was cut off: export it again, or wait until it is written."
                    : "Export the traffic again; a HAR file is not to be edited as text."))
    }
}

/// One entry of a HAR file.
struct HAREntry {
    private let file: SuiteFile
    private let node: JSONNode
    private let number: Int
    private let isMasked: Bool

    init(_ file: SuiteFile, _ node: JSONNode, _ number: Int, isMasked: Bool) {
        self.file = file
        self.node = node
        self.number = number
        self.isMasked = isMasked
    }

    private var pointer: JSONPointer {
        JSONPointer(tokens: ["log", "entries", String(number - 1)])
    }

    private func problem(_ node: JSONNode?, _ path: [String], _ message: String) -> SuiteProblem {
        SuiteProblem(
            at: FileLocation(file, node?.offset ?? self.node.offset),
            pointer: path.reduce(pointer) { $0.appending($1) }, message)
    }

    func kept() throws(SuiteProblem) -> HARFile.Kept {
        guard let request = node["request"], let method = request["method"]?.string,
            let url = request["url"]?.string
        else {
            throw problem(
                node["request"], ["request"],
                "an entry has a request with method and url: this is no HAR 1.2, export it again.")
        }
        guard let (origin, target) = Self.split(url) else { return .otherwise }
        if let status = node["response"]?["status"], !status.isNull, status.integer == nil {
            let what = status.string == nil ? "" : ", written without quotes"
            throw problem(
                status, ["response", "status"],
                "an answer's status is a whole number\(what), and not \(SecretMask().maskedAnswer(Excerpt.node(status).text())):"
                    + " this is no HAR 1.2, export it again.")
        }
        guard let response = node["response"], let status = response["status"]?.integer,
            (100...599).contains(status)
        else {
            // Browsers write 0 for what they blocked, and nothing for what never came.
            return .unanswered(
                method: method, origin: origin, path: String(target.prefix { $0 != "?" }))
        }
        let started = node["startedDateTime"]
        guard let text = started?.string,
            let startedAt = Timestamp(iso8601: text, allowsOffset: true)
        else {
            throw problem(
                started, ["startedDateTime"],
                "an entry says when it began, as ISO 8601 with an offset: without that no order is known."
            )
        }
        let (body, missing) = answerBody(response, status, method)
        let (sent, lacksBody) = Self.requestBody(request)
        return .call(
            RecordedCall(
                place: FileLocation(file, node.offset), number: number, startedAt: startedAt,
                milliseconds: Self.milliseconds(node["time"]), origin: origin,
                request: HTTPRequest(
                    method: method, target: target, headers: Self.headers(request), body: sent),
                response: HTTPResponse(
                    status: status, headers: Self.headers(response), body: body),
                lacksRequestBody: lacksBody, missingBody: missing,
                isStored: Self.isStored(node, response),
                isMasked: isMasked))
    }

    /// How long a call took; what no call takes, a year or more, is not believed.
    private static func milliseconds(_ node: JSONNode?) -> Int {
        guard let time = node?.number?.double, (0..<3.2e10).contains(time) else { return 0 }
        return Int(time)
    }

    /// Whether the answer came out of a store of the browser or of a proxy (RFC 9111), as far as a
    /// recording says so: then it is one that somebody else was given, or an older one.
    private static func isStored(_ entry: JSONNode, _ response: JSONNode) -> Bool {
        if let source = entry["_fromCache"], !source.isNull { return true }
        let worker = entry["_fetchedViaServiceWorker"] ?? response["_fetchedViaServiceWorker"]
        if worker?.bool ?? false { return true }
        if let cache = entry["cache"]?["beforeRequest"], !cache.isNull { return true }
        let size = response["content"]?["size"]?.integer ?? 0
        if response["_transferSize"]?.integer == 0, size > 0 { return true }
        return headers(response)["Age"].flatMap { Int($0) }.map { $0 > 0 } ?? false
    }

    /// Origin and target of a URL, nil for what is not HTTP.
    private static func split(_ url: String) -> (origin: String, target: String)? {
        let lower = url.prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
        let start = url.index(url.startIndex, offsetBy: lower.hasPrefix("https://") ? 8 : 7)
        let rest = url[start...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let path = rest[end...].prefix { $0 != "#" }
        return (
            url[..<end].lowercased(), path.hasPrefix("/") ? String(path) : "/" + path
        )
    }

    /// What browsers send beside what anybody judges, most of what they write down.
    private static let passedOver = [
        "sec-", "accept", "user-agent", "referer", "dnt", "priority", "pragma", "if-",
    ]

    /// The fields of a message; HTTP/2's pseudo fields are no fields (RFC 9113 section 8.3).
    private static func headers(_ message: JSONNode) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for field in message["headers"]?.elements ?? [] {
            guard let name = field["name"]?.string, !name.isEmpty, !name.hasPrefix(":"),
                !passedOver.contains(where: name.lowercased().hasPrefix),
                let value = field["value"]?.string
            else { continue }
            // Browsers put several of one name into one value, a line each.
            for line in value.split(separator: "\n", omittingEmptySubsequences: false) {
                headers.append(name, String(line))
            }
        }
        return headers
    }

    private static func requestBody(_ request: JSONNode) -> (bytes: [UInt8], isMissing: Bool) {
        let data = request["postData"]
        if let text = data?["text"]?.string {
            if data?["encoding"]?.string == "base64" || data?["_encoding"]?.string == "base64" {
                return decoded(text).map { ($0, false) } ?? ([], true)
            }
            return (Array(text.utf8), false)
        }
        return ([], request["bodySize"]?.integer ?? 0 > 0)
    }

    /// The answer's body as it was before any compression, or why it is not there.
    private func answerBody(
        _ response: JSONNode, _ status: Int, _ method: String
    ) -> (bytes: [UInt8], missing: String?) {
        let content = response["content"]
        let size = content?["size"]?.integer ?? 0
        let isEmpty = method == "HEAD" || status == 204 || status == 304 || status < 200
        guard let text = content?["text"]?.string else {
            if isEmpty { return ([], nil) }
            let sent = response["bodySize"]?.integer ?? 0
            let isThere = size > 0 || sent > 0
            return ([], isThere ? "the body was not recorded" : nil)
        }
        guard content?["encoding"]?.string != "base64" else {
            guard let bytes = Self.decoded(text) else {
                return ([], "the body is no Base64, as it says it is")
            }
            return (bytes, Self.isCut(bytes, size) ? "the body was cut off when recorded" : nil)
        }
        let bytes = Array(text.utf8)
        return (bytes, Self.isCut(bytes, size) ? "the body was cut off when recorded" : nil)
    }

    /// Whether there were more bytes, and those that are there are no whole document.
    private static func isCut(_ bytes: [UInt8], _ size: Int) -> Bool {
        bytes.count < size && (try? JSONNode(parsing: bytes)) == nil
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        var letters: [UInt8] = []
        letters.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"): letters.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): letters.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="), 0x0A, 0x0D, 0x20: continue
            default: letters.append(byte)
            }
        }
        return Base64URL.decode(String(decoding: letters, as: UTF8.self))
    }
}
