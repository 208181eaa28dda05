import HTTPEngine

/// Requests are the same however the bytes are split, and mean the same when written out again.
func fuzzHTTPRequest(_ bytes: [UInt8]) throws {
    guard let choice = bytes.first else { return }
    let message = Array(bytes.dropFirst().prefix(2048))
    let limits = choice & 1 == 0 ? HTTPLimits() : .tight
    let whole = ReadRequests(of: [message[...]], limits: limits)
    for way in Splitting.all(of: message) {
        let split = ReadRequests(of: way, limits: limits)
        try require(split == whole, "in parts of \(way.map(\.count)): \(split), whole: \(whole)")
    }
    let repeated = RequestCache()
    for time in 1...4 {
        let again = ReadRequests(of: [message[...]], limits: limits, repeated: repeated)
        try require(again == whole, "the same bytes, time \(time): \(again), first: \(whole)")
    }
    var kept = PackedExchange()
    for request in whole.requests {
        try checkRequest(request)
        let response = HTTPResponse(status: 200, headers: request.headers, body: request.body)
        kept.keep(request, response, bodyLimit: 4096)
        try require(kept.request == request && kept.response == response, "what is kept of it")
    }
}

/// What came of reading requests one after the other.
private struct ReadRequests: Equatable, CustomStringConvertible {
    private(set) var requests: [HTTPRequest] = []
    private(set) var keepsAlive: [Bool] = []
    private(set) var refusal: HTTPParseError.Reason?

    init(
        of pieces: [ArraySlice<UInt8>], limits: HTTPLimits, repeated: RequestCache? = nil
    ) {
        var reader = RequestReader(limits: limits, repeated: repeated)
        var held: [UInt8] = []
        for piece in pieces {
            held += piece
            while refusal == nil {
                var used = 0
                let goesOn = read(&reader, held, &used)
                held.removeFirst(used)
                guard goesOn else { break }
            }
        }
    }

    /// Reads on; false when more bytes are needed.
    private mutating func read(
        _ reader: inout RequestReader, _ bytes: [UInt8], _ used: inout Int
    ) -> Bool {
        do throws(HTTPParseError) {
            switch try reader.read(bytes.span, used: &used) {
            case .incomplete: return false
            // Asked for only where the body has not begun to come.
            case .awaitsContinue: return used < bytes.count
            case .awaitsAllowance:
                try reader.allowBody(nil)
                return true
            case .request(let request, let keepsAlive):
                requests.append(request)
                self.keepsAlive.append(keepsAlive)
                return true
            }
        } catch {
            refusal = error.reason
            return false
        }
    }

    var description: String {
        let targets = requests.map { "\($0.method) \($0.target) \($0.body.count) bytes" }
        return "\(targets) \(keepsAlive) \(refusal.map(\.rawValue) ?? "none refused")"
    }
}

/// A request that was read can be sent on: nothing in it begins another line or message.
private func checkRequest(_ request: HTTPRequest) throws {
    try require(HTTPHeaders.isName(request.method), "the method \(request.method)")
    let isOptions = request.method == "OPTIONS" && request.target == "*"
    try require(isOptions || request.target.hasPrefix("/"), "the target \(request.target)")
    for (name, value) in request.headers {
        try require(HTTPHeaders.isName(name), "the name \(name)")
        let isSound = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }
        try require(isSound, "the value of \(name)")
    }
    var plain = request
    for name in ["Content-Length", "Transfer-Encoding", "Expect"] { plain.headers[name] = nil }
    plain.trailers = HTTPHeaders()
    let written = try RequestWriter.bytes(of: plain, authority: "h")
    let read = ReadRequests(of: [written[...]], limits: .wide)
    try require(read.requests.count == 1 && read.refusal == nil, "written and read: \(read)")
    try require(read.requests[0].body == request.body, "its body when written and read")
    try require(read.requests[0].target == request.target, "its target when written and read")
}

extension HTTPLimits {
    /// So little that every limit is met by a few bytes.
    static let tight = HTTPLimits(
        startLineBytes: 32, headBytes: 128, fields: 4, bodyBytes: 32, chunkLineBytes: 16)

    /// More than any of the others takes.
    static let wide = HTTPLimits(
        startLineBytes: 1 << 16, headBytes: 1 << 18, fields: 1000, bodyBytes: 1 << 22)
}
