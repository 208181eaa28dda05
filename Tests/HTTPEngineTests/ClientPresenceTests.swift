import Testing

@testable import HTTPEngine

/// Clients that give up while they wait, and clients that only have no more to say.
struct ClientPresenceTests {
    @Test("a client that gives up while its answer is held is noticed", arguments: [true, false])
    func givesUp(byReset: Bool) throws {
        let held = Promise<Bool>()
        let gone = Promise<Bool>()
        let live = try LiveServer { exchange, server in
            exchange.onCancel { gone.give(exchange.isAlive) }
            held.give(true)
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(held.get() == true)
        client.close(byReset: byReset)
        #expect(gone.get() == false)
        let server = live.server
        let open = Promise<Int>()
        server.execute { open.give(server.connectionCount) }
        #expect(open.get() == 0)
    }

    @Test func `one that has sent more behind its request is noticed too`() throws {
        let held = Promise<Bool>()
        let gone = Promise<Bool>()
        let live = try LiveServer { exchange, _ in
            exchange.onCancel { gone.give(true) }
            held.give(true)
        }
        let client = try live.connect()
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.send(raw: request + request)
        #expect(held.get() == true)
        try client.send(raw: request)
        client.close()
        #expect(gone.get() == true)
    }

    @Test(
        "one that only has no more to say gets the answer that was held",
        arguments: ["HTTP/1.1", "HTTP/1.0"],
        [HTTPDelivery.normal, .drip(bytesPerSecond: 2000), .truncate(bytes: 2)])
    func finishes(_ version: String, _ delivery: HTTPDelivery) throws {
        let holds = Promise<HTTPExchangeBox>()
        let live = try LiveServer { exchange, _ in holds.give(HTTPExchangeBox(exchange)) }
        let client = try live.connect()
        try client.send(raw: "GET / \(version)\r\nHost: a\r\n\r\n")
        let held = try #require(holds.get())
        client.finishSending()
        // The beginning of the answer comes at once, and the rest when there is one.
        try client.awaitBytes()
        #expect(client.unreadBytes == Array("HTTP/1.1 ".utf8))
        live.server.execute { held.exchange.answer("held", delivery: delivery) }
        guard delivery != .truncate(bytes: 2) else {
            #expect(
                throws: HTTPClientError.closed(.readingBody(received: 2), peer: client.authority)
            ) {
                try client.receive()
            }
            return
        }
        #expect(try client.receive().text == "held")
    }

    @Test func `one that only has no more to say gets a stream that was held`() throws {
        let holds = Promise<HTTPExchangeBox>()
        let live = try LiveServer { exchange, _ in holds.give(HTTPExchangeBox(exchange)) }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        let held = try #require(holds.get())
        client.finishSending()
        try client.awaitBytes()
        live.server.execute {
            held.exchange.stream(HTTPResponse(status: 201, body: Array("all".utf8))).close()
        }
        let reply = try client.receiveReply()
        #expect(reply.response.status == 201)
        #expect(reply.response.text == "all")
    }

    @Test func `an answer of which the client takes a part is lost`() throws {
        let lost = Promise<Loss>()
        var policy = HandlerPolicy()
        policy.answerWasLost = { lost.give(Loss(ticket: $0, loss: $1)) }
        let live = try LiveServer(policy: policy) { exchange, _ in
            let body = [UInt8](repeating: 0x78, count: 32 << 20)
            exchange.respond(HTTPResponse(status: 200, body: body), ticket: AnswerTicket(7))
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        try client.awaitBytes()
        client.close()
        #expect(lost.get() == Loss(ticket: AnswerTicket(7), loss: .duringAnswer))
    }

    @Test func `a reset after the answer is told`() throws {
        let lost = Promise<Loss>()
        var policy = HandlerPolicy()
        policy.answerWasLost = { lost.give(Loss(ticket: $0, loss: $1)) }
        let live = try LiveServer(policy: policy) { exchange, _ in
            exchange.respond(HTTPResponse(status: 200), ticket: AnswerTicket(8))
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        try client.awaitBytes()
        client.close(byReset: true)
        #expect(lost.get() == Loss(ticket: AnswerTicket(8), loss: .afterAnswer))
    }

    private struct Loss: Equatable, Sendable {
        let ticket: AnswerTicket
        let loss: AnswerLoss
    }
}

/// Carries an exchange to a test, which hands it back to the loop.
struct HTTPExchangeBox: @unchecked Sendable {
    let exchange: HTTPExchange
    init(_ exchange: HTTPExchange) { self.exchange = exchange }
}
