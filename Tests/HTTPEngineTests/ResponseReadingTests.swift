import Testing

@testable import HTTPEngine

struct ResponseReadingTests {
    @Test("reads", arguments: try ResponseFixture.all(in: "responses"))
    func reads(_ fixture: ResponseFixture) {
        let bytes = fixture.bytes
        for split in splits(of: bytes) {
            let result = outcome(of: split, fixture)
            switch result {
            case .success(let reply): fixture.check(reply)
            case .failure(let error): #expect(error.reason.rawValue == fixture.error)
            }
        }
    }

    private func outcome(
        of split: [ArraySlice<UInt8>], _ fixture: ResponseFixture
    ) -> Result<HTTPReply?, HTTPParseError> {
        var reader = ResponseReader(method: fixture.method, limits: HTTPLimits())
        var input: [UInt8] = []
        return Result { () throws(HTTPParseError) in
            for part in split {
                input.append(contentsOf: part)
                var used = 0
                let reply = try reader.read(input.span, used: &used)
                input.removeFirst(used)
                if let reply { return reply }
            }
            return try reader.inputEnded()
        }
    }

    @Test func `an answer cut short is none`() {
        var reader = ResponseReader(method: "GET", limits: HTTPLimits())
        let part = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell".utf8)
        var used = 0
        let early = try? reader.read(part.span, used: &used)
        #expect(early == nil)
        #expect(reader.phase(unread: 0) == .readingBody(received: 4))
        let late = try? reader.inputEnded()
        #expect(late == nil)
    }
}

struct ResponseFixture: HTTPFixture {
    let name: String
    let method: String
    let raw: String
    let error: String?
    let status: Int?
    let reason: String?
    let body: String?
    let framing: String?
    let keepsAlive: Bool?
    let interim: [Int]?

    func check(_ reply: HTTPReply?) {
        #expect(error == nil)
        #expect(reply?.response.status == status)
        #expect(reply?.reason == reason)
        #expect(reply?.response.body == body?.latin1)
        #expect((reply?.framing).map { "\($0)" } == framing)
        #expect(reply?.keepsAlive == keepsAlive)
        #expect(reply?.interim.map(\.status) == interim ?? [])
    }
}

struct RequestWriterTests {
    private func written(_ request: HTTPRequest) throws(HTTPClientError) -> String {
        String(decoding: try RequestWriter.bytes(of: request, authority: "h:1"), as: UTF8.self)
    }

    @Test func `host comes first and a body has a length`() throws {
        let request = HTTPRequest(
            method: "POST", target: "/a?b", headers: ["X": "y"], body: Array("hi".utf8))
        #expect(
            try written(request)
                == "POST /a?b HTTP/1.1\r\nHost: h:1\r\nX: y\r\nContent-Length: 2\r\n\r\nhi")
    }

    @Test func `an own host and length are left alone`() throws {
        let request = HTTPRequest(
            method: "PUT", target: "/", headers: ["Content-Length": "7", "host": "x"], body: [0x61])
        #expect(
            try written(request) == "PUT / HTTP/1.1\r\nContent-Length: 7\r\nhost: x\r\n\r\na")
    }

    @Test func `only methods that mean to send something say that it is nothing`() throws {
        #expect(
            try written(HTTPRequest(method: "POST", target: "/"))
                == "POST / HTTP/1.1\r\nHost: h:1\r\nContent-Length: 0\r\n\r\n")
        #expect(
            try written(HTTPRequest(method: "DELETE", target: "/"))
                == "DELETE / HTTP/1.1\r\nHost: h:1\r\n\r\n")
    }

    @Test func `a chunked body is sent in a chunk with its trailers`() throws {
        var request = HTTPRequest(
            method: "POST", target: "/", headers: ["Transfer-Encoding": "chunked"],
            body: Array("hello".utf8))
        request.trailers = ["Sum": "1"]
        #expect(
            try written(request)
                == "POST / HTTP/1.1\r\nHost: h:1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\nSum: 1\r\n\r\n")
    }

    @Test(
        "what would break the request line is refused", arguments: ["", "/a b", "/\r\nX: y", "/ä"])
    func refuses(_ target: String) {
        #expect(throws: HTTPClientError.self) {
            try written(HTTPRequest(method: "GET", target: target))
        }
    }
}
