import Testing

@testable import HTTPEngine

struct LiveDeliveryTests {
    private func ask(
        _ delivery: HTTPDelivery, body: String = "0123456789"
    ) throws -> (client: HTTPConnection, result: Result<HTTPReply, HTTPClientError>) {
        let live = try LiveServer { exchange, _ in exchange.answer(body, delivery: delivery) }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        return (client, Result { () throws(HTTPClientError) in try client.receiveReply() })
    }

    @Test func `a reset before the answer`() throws {
        let (client, result) = try ask(.resetBefore)
        #expect(result.failure == .reset(.awaitingAnswer, peer: client.authority))
    }

    @Test func `a reset in the middle of the body`() throws {
        let (client, result) = try ask(.resetAfter(bytes: 4))
        #expect(result.failure == .reset(.readingBody(received: 4), peer: client.authority))
    }

    @Test func `a truncated body`() throws {
        let (client, result) = try ask(.truncate(bytes: 4))
        #expect(result.failure == .closed(.readingBody(received: 4), peer: client.authority))
    }

    @Test func `a length that is too large`() throws {
        let (client, result) = try ask(.contentLength(off: 1))
        #expect(result.failure == .closed(.readingBody(received: 10), peer: client.authority))
    }

    @Test func `a length that is too small`() throws {
        let (client, result) = try ask(.contentLength(off: -3))
        #expect(try result.get().response.text == "0123456")
        #expect(client.unreadBytes == Array("789".utf8))
    }

    @Test func `a reset inside the head`() throws {
        let (client, result) = try ask(.resetInHead)
        #expect(result.failure == .reset(.readingHead, peer: client.authority))
    }

    @Test(
        "a head after which the connection ends says so",
        arguments: [
            HTTPDelivery.resetAfter(bytes: 0), .resetAfter(bytes: 4), .truncate(bytes: 4),
            .truncate(bytes: 10), .contentLength(off: 1), .contentLength(off: -3),
        ])
    func endsConnection(_ delivery: HTTPDelivery) throws {
        let live = try LiveServer { exchange, _ in
            exchange.answer("0123456789", delivery: delivery)
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        while (try? client.awaitBytes()) != nil, !client.unreadBytes.contains(0x39) {
            if String(decoding: client.unreadBytes, as: UTF8.self).contains("\r\n\r\n") { break }
        }
        let head = String(decoding: client.unreadBytes, as: UTF8.self)
        #expect(head.contains("\r\nConnection: close\r\n"), "\(head)")
    }

    @Test("no drip is too fast to be one", arguments: [20, 1000, 20_000, 1_000_000])
    func drips(rate: Int) {
        for count in [2, 15, 400, 100_000] {
            let piece = HTTPDelivery.piece(of: count, bytesPerSecond: rate)
            #expect(piece >= 1 && piece * 2 <= count)
        }
    }

    @Test func `a body that drips is whole in the end`() throws {
        let (_, result) = try ask(.drip(bytesPerSecond: 2000))
        let reply = try result.get()
        #expect(reply.response.text == "0123456789")
        #expect(reply.keepsAlive)
    }
}

struct LiveStreamTests {
    @Test func `a stream comes in chunks and the connection goes on`() throws {
        let live = try LiveServer { exchange, server in
            guard exchange.request.path == "/events" else { return exchange.answer("after") }
            let stream = exchange.stream(HTTPResponse(status: 200, headers: ["A": "b"]))
            stream.write("one")
            server.after(.milliseconds(5)) {
                stream.write("")
                stream.write("two")
                stream.close()
                stream.write("three")
            }
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/events"))
        let reply = try client.receiveReply()
        #expect(reply.framing == .chunked)
        #expect(reply.response.text == "onetwo")
        #expect(try client.ask("/").text == "after")
    }

    @Test func `a stream to an HTTP 1.0 client ends with the connection`() throws {
        let live = try LiveServer { exchange, _ in
            exchange.stream(HTTPResponse(status: 200, body: Array("all".utf8))).close()
        }
        let client = try live.connect()
        try client.send(raw: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let reply = try client.receiveReply()
        #expect(reply.framing == .untilClose)
        #expect(reply.response.text == "all")
    }

    @Test func `HEAD of a stream has no body`() throws {
        let live = try LiveServer { exchange, _ in
            let stream = exchange.stream(HTTPResponse(status: 200))
            stream.write("unseen")
        }
        let client = try live.connect()
        #expect(try client.ask("/", method: "HEAD").body.isEmpty)
        #expect(try client.ask("/").text == "unseen")
    }

    @Test("a stream hears that its reader has gone", arguments: [true, false])
    func readerGoes(byReset: Bool) throws {
        let begun = Promise<Bool>()
        let closed = Promise<Bool>()
        let live = try LiveServer { exchange, _ in
            let stream = exchange.stream(HTTPResponse(status: 200))
            stream.onClose { closed.give(stream.isOpen) }
            begun.give(true)
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(begun.get() == true)
        client.close(byReset: byReset)
        #expect(closed.get() == false)
    }

    @Test func `a reader that is too slow is cut off`() throws {
        let closed = Promise<Bool>()
        let live = try LiveServer(configure: { $0.unsentBytesBeforeCutOff = 1 << 20 }) {
            exchange, _ in
            let stream = exchange.stream(HTTPResponse(status: 200))
            stream.onClose { closed.give(true) }
            let piece = [UInt8](repeating: 0x78, count: 1 << 20)
            for _ in 0..<64 where stream.isOpen { stream.write(piece) }
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(closed.get() == true)
    }

    @Test func `stopping ends streams in an orderly way`() throws {
        let begun = Promise<Bool>()
        let closed = Promise<Bool>()
        let live = try LiveServer { exchange, _ in
            let stream = exchange.stream(HTTPResponse(status: 200))
            stream.write("so far")
            stream.onClose {
                closed.give(true)
                stream.close()
            }
            begun.give(true)
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(begun.get() == true)
        live.server.stop()
        #expect(closed.get() == true)
        #expect(try client.receive().text == "so far")
        live.server.wait()
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
