import Testing

@testable import HTTPEngine

@Suite struct RepeatedRequestTests {
    private let repeated = RequestCache()
    private let head =
        "GET /queues/q/status HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer abc\r\n\r\n"

    /// Reads what a fresh connection of the same server gets at once.
    private func read(
        _ text: String, _ cache: RequestCache? = nil
    ) throws -> (request: HTTPRequest?, used: Int) {
        var reader = RequestReader(limits: HTTPLimits(), repeated: cache ?? repeated)
        var used = 0
        let bytes = Array(text.utf8)
        guard case .request(let request, _) = try reader.read(bytes.span, used: &used) else {
            return (nil, used)
        }
        return (request, used)
    }

    @Test func `a head that comes the third time is known, and says the same`() throws {
        let first = try read(head).request
        #expect(first?.repetition == nil)
        _ = try read(head)
        let (third, used) = try read(head)
        #expect(third?.repetition != nil)
        #expect(third == first)
        #expect(used == head.utf8.count)
    }

    @Test func `a request that comes again is known by its repetition, a changed one is not`()
        throws
    {
        for _ in 1...3 { _ = try read(head) }
        let repetition = try read(head).request?.repetition
        #expect(repetition != nil)
        #expect(try read(head).request?.repetition === repetition)
        var changed = try #require(try read(head).request)
        changed.method = "DELETE"
        #expect(changed.repetition == nil)
        #expect(try read(head).request?.method == "GET")
    }

    @Test func `a head that differs in one byte is another`() throws {
        for _ in 1...3 { _ = try read(head) }
        let bytes = Array(head.utf8)
        // Every letter of the target and of the token.
        let places = [4..<20, 62..<65].joined()
        for place in places where bytes[place] != UInt8(ascii: "/") {
            var other = bytes
            other[place] = UInt8(ascii: "~")
            let text = String(decoding: other, as: UTF8.self)
            let request = try #require(try read(text).request)
            #expect(request.repetition == nil)
            #expect("\(request.target) \(request.headers["Authorization"] ?? "")".contains("~"))
        }
    }

    /// Heads of one length that differ in their token.
    private func heads(_ count: Int) -> [String] {
        (1000..<1000 + count).map { head.split(separator: "abc").joined(separator: "token\($0)") }
    }

    /// How many of these heads are known when each has come three times.
    private func known(_ heads: [String], _ cache: RequestCache) throws -> Int {
        for head in heads { for _ in 1...3 { _ = try read(head, cache) } }
        return try heads.filter { try read($0, cache).request?.repetition != nil }.count
    }

    @Test func `a crowd that polls in turns is known, each head with a number of its own`() throws {
        let heads = heads(1000)
        for _ in 1...12 { for head in heads { _ = try read(head) } }
        let numbers = try heads.compactMap { try read($0).request?.repetition?.place }
        #expect(numbers.count > 700)
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0 < heads.count })
    }

    @Test func `heads take no more memory than they may`() throws {
        let size = heads(1)[0].utf8.count
        let known = try known(heads(1000), RequestCache(bytes: 100 * size))
        #expect(known > 50 && known <= 100)
    }

    @Test func `heads that share a place are told apart, however they take turns`() throws {
        // Far more than there are places, and of one length.
        let heads = heads(2000)
        let repeated = RequestCache(places: 256)
        for head in heads { for _ in 1...3 { _ = try read(head, repeated) } }
        var known = 0
        for (number, head) in heads.enumerated() {
            let request = try #require(try read(head, repeated).request)
            #expect(request.headers["Authorization"] == "Bearer token\(1000 + number)")
            if request.repetition != nil { known += 1 }
        }
        #expect(known > 100 && known <= 256)
    }

    @Test func `a request that is changed while nobody else holds it loses its note too`() throws {
        var request: HTTPRequest?
        do {
            let repeated = RequestCache()
            let bytes = Array(head.utf8)
            for _ in 1...3 {
                var reader = RequestReader(limits: HTTPLimits(), repeated: repeated)
                var used = 0
                if case .request(let read, _) = try reader.read(bytes.span, used: &used) {
                    request = read
                }
            }
        }
        #expect(request?.repetition != nil)
        request?.method = "DELETE"
        #expect(request?.repetition == nil)
    }

    @Test func `what follows a known head is not swallowed`() throws {
        for _ in 1...3 { _ = try read(head) }
        let (request, used) = try read(head + "POST /x HTTP/1.1\r\n")
        #expect(request?.target == "/queues/q/status")
        #expect(used == head.utf8.count)
    }

    @Test func `a known head that comes in two parts is read as ever`() throws {
        for _ in 1...3 { _ = try read(head) }
        var reader = RequestReader(limits: HTTPLimits(), repeated: repeated)
        let bytes = Array(head.utf8)
        var used = 0
        let part = Array(bytes[..<30])
        let outcome = try reader.read(part.span, used: &used)
        guard case .incomplete = outcome else {
            Issue.record("thirty bytes are no head: \(outcome)")
            return
        }
        guard case .request(let request, _) = try reader.read(bytes.span, used: &used) else {
            Issue.record("the whole head is one")
            return
        }
        #expect(request.headers["Authorization"] == "Bearer abc")
    }

    @Test func `requests with a body, and heads of many pages, are read each time`() throws {
        let withBody = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
        let long = "GET /a HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 5000))\r\n\r\n"
        for text in [withBody, long] {
            for _ in 1...4 { #expect(try read(text).request?.repetition == nil) }
        }
        #expect(try read(withBody).request?.body == Array("{}".utf8))
    }

    @Test func `a connection that was to end after a head ends after the same head`() throws {
        let text = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        for _ in 1...4 {
            var reader = RequestReader(limits: HTTPLimits(), repeated: repeated)
            var used = 0
            let bytes = Array(text.utf8)
            guard case .request(_, let keepsAlive) = try reader.read(bytes.span, used: &used)
            else {
                Issue.record("a whole head is a request")
                return
            }
            #expect(!keepsAlive)
        }
    }
}
