import HTTPEngine

/// A response is the same however the bytes are split.
func fuzzHTTPResponse(_ bytes: [UInt8]) throws {
    guard let choice = bytes.first else { return }
    let message = Array(bytes.dropFirst().prefix(2048))
    let limits = choice & 1 == 0 ? HTTPLimits() : .tight
    let method = ["GET", "HEAD", "POST", "OPTIONS", "CONNECT"][Int(choice >> 1) % 5]
    let whole = ReadResponse(of: [message[...]], method, limits)
    for way in Splitting.all(of: message) {
        let split = ReadResponse(of: way, method, limits)
        try require(split == whole, "in parts of \(way.map(\.count)): \(split), whole: \(whole)")
    }
    guard let reply = whole.reply else { return }
    let head = reply.response
    try require(head.body.count <= limits.bodyBytes, "\(head.body.count) bytes of body")
    try require(reply.interim.count <= limits.interimAnswers, "\(reply.interim.count) interim")
    for (name, _) in head.headers { try require(HTTPHeaders.isName(name), "the name \(name)") }
    try require((100...999).contains(head.status), "the status \(head.status)")
}

/// What came of reading one response.
private struct ReadResponse: Equatable, CustomStringConvertible {
    private(set) var reply: HTTPReply?
    private(set) var refusal: HTTPParseError.Reason?
    private(set) var unread = 0

    init(of pieces: [ArraySlice<UInt8>], _ method: String, _ limits: HTTPLimits) {
        var reader = ResponseReader(method: method, limits: limits)
        var held: [UInt8] = []
        do throws(HTTPParseError) {
            for piece in pieces {
                held += piece
                guard reply == nil else { continue }
                var used = 0
                reply = try reader.read(held.span, used: &used)
                held.removeFirst(used)
            }
            unread = held.count
            if reply == nil { reply = try reader.inputEnded() }
        } catch {
            refusal = error.reason
            unread = 0
        }
    }

    static func == (one: ReadResponse, other: ReadResponse) -> Bool {
        one.description == other.description
    }

    var description: String {
        guard let reply else { return "\(refusal?.rawValue ?? "unfinished")" }
        return
            "\(reply.response.status) \(reply.reason) \(reply.framing) \(reply.keepsAlive) "
            + "\(reply.response.headers) \(reply.response.body) \(reply.trailers) "
            + "\(reply.interim.map(\.status)), \(unread) unread"
    }
}
