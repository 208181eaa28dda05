import Synchronization
import Testing

@testable import HTTPEngine

struct LiveServerTests {
    @Test func `pipelined requests are answered in order although the first takes longest`() throws
    {
        let live = try LiveServer { exchange, server in
            let delay: Duration = exchange.request.path == "/1" ? .milliseconds(30) : .zero
            server.after(delay) { exchange.answer(exchange.request.target) }
        }
        let client = try live.connect()
        let requests = (1...3).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
        try client.send(raw: requests, answers: ["GET", "GET", "GET"])
        #expect(try (1...3).map { _ in try client.receive().text } == ["/1", "/2", "/3"])
    }

    @Test func `a client that has finished sending gets all its answers`() throws {
        let live = try LiveServer { exchange, server in
            server.after(.milliseconds(10)) { exchange.answer(exchange.request.target) }
        }
        let client = try live.connect()
        let requests = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.send(raw: requests, answers: ["GET", "GET", "GET"])
        client.finishSending()
        #expect(try client.receive().text == "/1")
        #expect(try client.receive().text == "/2")
        #expect(throws: HTTPClientError.closed(.awaitingAnswer, peer: client.authority)) {
            try client.receive()
        }
    }

    @Test func `a request that ends too early is answered 400`() throws {
        let live = try LiveServer()
        let client = try live.connect()
        try client.send(raw: "GET / HTTP/1.1\r\nHo")
        client.finishSending()
        let reply = try client.receiveReply()
        #expect(reply.response.status == 400)
        #expect(
            reply.response.text
                == #"{"error":"The connection ended in the middle of the request."}"#)
        #expect(reply.response.headers["Connection"] == "close")
    }

    @Test func `a body is asked for before it is sent`() throws {
        let live = try LiveServer { exchange, _ in
            exchange.respond(HTTPResponse(status: 201, body: exchange.request.body))
        }
        let client = try live.connect()
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        try client.send(raw: head, answers: ["PUT"])
        try client.awaitBytes()
        #expect(client.unreadBytes == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        try client.send(bytes: Array("hello".utf8), method: nil)
        let reply = try client.receiveReply()
        #expect(reply.interim.map(\.status) == [100])
        #expect(reply.response.text == "hello")
    }

    @Test func `a refused body need not be sent to its end`() throws {
        let live = try LiveServer(configure: { $0.limits.bodyBytes = 1000 })
        let client = try live.connect()
        let body = [UInt8](repeating: 0x78, count: 8 << 20)
        try client.send(HTTPRequest(method: "PUT", target: "/", body: body))
        #expect(try client.receive().status == 413)
    }

    @Test func `HEAD and OPTIONS and HTTP 1.0 are served`() throws {
        let live = try LiveServer()
        let client = try live.connect()
        let head = try client.ask("/four", method: "HEAD")
        #expect(head.headers["Content-Length"] == "5")
        #expect(head.body.isEmpty)
        try client.send(raw: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", answers: ["OPTIONS"])
        #expect(try client.receive().text == "*")
        try client.send(raw: "GET /old HTTP/1.0\r\n\r\n")
        let reply = try client.receiveReply()
        #expect(reply.response.text == "/old")
        #expect(!reply.keepsAlive)
    }

    @Test func `a slow client does not hold up a fast one`() throws {
        let live = try LiveServer()
        let slow = try live.connect()
        let fast = try live.connect()
        for byte in "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".utf8 {
            try slow.send(bytes: [byte], method: nil)
            #expect(try fast.ask("/fast").text == "/fast")
        }
        try slow.send(bytes: [], method: "GET")
        #expect(try slow.receive().text == "/slow")
    }

    @Test func `a client that does not read is not read from either`() throws {
        let handled = Atomic<Int>(0)
        let answer = String(repeating: "x", count: 64 << 10)
        let live = try LiveServer { exchange, _ in
            handled.add(1, ordering: .relaxed)
            exchange.answer(exchange.request.path == "/fast" ? "fast" : answer)
        }
        let greedy = try live.connect()
        let count = 400
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let requests = String(repeating: request, count: count)
        try greedy.send(raw: requests, answers: Array(repeating: "GET", count: count))
        // The end of its input waits as well.
        greedy.finishSending()
        let fast = try live.connect()
        for _ in 0..<20 { #expect(try fast.ask("/fast").text == "fast") }
        // 400 answers are 25 MB; sockets hold a few of them, the server 256 KB.
        #expect(handled.load(ordering: .relaxed) < count)
        for _ in 0..<count { #expect(try greedy.receive().body.count == answer.utf8.count) }
    }

    @Test func `a connection reset in the middle of a request harms nobody`() throws {
        let live = try LiveServer()
        let client = try live.connect()
        for part in ["G", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"] {
            let broken = try live.connect()
            try broken.send(raw: part)
            broken.close(byReset: true)
            #expect(try client.ask("/still").text == "/still")
        }
    }

    @Test func `whoever answers late is told that the client has gone`() throws {
        let held = Promise<Bool>()
        let cancelled = Promise<Bool>()
        let live = try LiveServer { exchange, _ in
            exchange.onCancel {
                cancelled.give(exchange.isAlive)
                exchange.answer("to nobody")
            }
            held.give(true)
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        #expect(held.get() == true)
        client.close(byReset: true)
        #expect(cancelled.get() == false)
    }

    @Test func `a request that its handler drops is answered 500`() throws {
        let live = try LiveServer { _, _ in }
        #expect(try live.connect().ask("/").status == 500)
    }

    @Test func `refusals are worded by the configuration`() throws {
        let live = try LiveServer(configure: {
            $0.refusal = { refusal, _, _ in
                HTTPResponse(status: refusal.status, headers: ["X-Request-Id": "r1"])
            }
        })
        let client = try live.connect()
        try client.send(raw: "GET / HTTP/3.0\r\n\r\n")
        let response = try client.receive()
        #expect(response.status == 505)
        #expect(response.headers["x-request-id"] == "r1")
    }

    @Test func `connections beyond the limit wait for their turn`() throws {
        let live = try LiveServer(configure: {
            $0.maximumConnections = 1
            $0.reservedConnections = 0
        })
        let first = try live.connect()
        #expect(try first.ask("/1").text == "/1")
        let second = try live.connect()
        try second.send(HTTPRequest(method: "GET", target: "/2"))
        #expect(try first.ask("/1").text == "/1")
        first.close()
        #expect(try second.receive().text == "/2")
    }

    @Test func `all addresses of IPv6 are those of IPv4 as well`() throws {
        let live: LiveServer
        do {
            live = try LiveServer(configure: { $0.host = "::" })
        } catch HTTPServerError.unknownHost, HTTPServerError.system {
            return  // The machine has no IPv6.
        }
        for host in ["127.0.0.1", "::1"] {
            let client = try HTTPConnection(host: host, port: live.server.port)
            #expect(try client.ask("/").text == "/", "\(host)")
        }
    }

    @Test func `localhost is served by every family the machine has`() throws {
        let live = try LiveServer(configure: { $0.host = "localhost" })
        let client = try HTTPConnection(host: "localhost", port: live.server.port)
        #expect(try client.ask("/").text == "/")
        #expect(try live.connect().ask("/").text == "/")
    }

    @Test func `a port that is taken is told with what to do`() throws {
        let live = try LiveServer()
        let port = live.server.port
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(
                configuration: HTTPServerConfiguration(port: port),
                handler: ClosureHandler { _, _ in })
        }
        #expect(error == .addressInUse(host: "127.0.0.1", port: port))
        #expect(
            error?.description
                == "Port \(port) on 127.0.0.1 is taken by another process. Stop it, or choose another port (0 picks a free one)."
        )
    }
}
