import Testing

@testable import HTTPEngine

struct LiveServerTimeTests {
    @Test func `a head that does not come in time is answered 408`() throws {
        let live = try LiveServer(configure: { $0.timeouts.head = .milliseconds(30) })
        let client = try live.connect()
        #expect(try client.ask("/").status == 200)
        try client.send(raw: "GET / HT")
        let response = try client.receive()
        #expect(response.status == 408)
        #expect(response.headers["Connection"] == "close")
    }

    @Test func `a head that is too large and does not end is answered all the same`() throws {
        let live = try LiveServer(configure: { $0.timeouts.restOfHead = .milliseconds(30) })
        for (raw, status) in [("GET /", 414), ("GET / HTTP/1.1\r\nX: ", 431)] {
            let client = try live.connect()
            try client.send(raw: raw + String(repeating: "x", count: 40_000))
            #expect(try client.receive().status == status)
        }
    }

    @Test func `the time for a head runs anew for every request`() throws {
        let live = try LiveServer(configure: { $0.timeouts.head = .milliseconds(250) })
        let client = try live.connect()
        let start = ContinuousClock.now
        try client.send(raw: "G", answers: [])
        // There is part of a head at any time, but never of the same.
        while ContinuousClock.now - start < .milliseconds(600) {
            try client.send(raw: "ET / HTTP/1.1\r\nHost: a\r\n\r\nG")
            #expect(try client.receive().status == 200)
        }
    }

    @Test func `a body that does not come in time is answered 408`() throws {
        let live = try LiveServer(configure: { $0.timeouts.body = .milliseconds(30) })
        let client = try live.connect()
        try client.send(raw: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell")
        #expect(try client.receive().status == 408)
    }

    @Test func `a body that trickles in is answered 408 although a byte always comes in time`()
        throws
    {
        let live = try LiveServer(configure: {
            $0.timeouts.body = .milliseconds(500)
            $0.timeouts.bodyBytesPerSecond = 1000
        })
        let client = try live.connect(receive: .milliseconds(20))
        try client.send(raw: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n")
        var isAnswered = false
        for _ in 0..<200 where !isAnswered {
            try client.send(bytes: [0x61], method: nil)
            isAnswered = (try? client.awaitBytes()) != nil
        }
        #expect(isAnswered)
        #expect(try client.receive().status == 408)
    }

    @Test func `a body may take as long as its bytes give it`() {
        var timeouts = HTTPTimeouts()
        timeouts.body = .seconds(3)
        timeouts.bodyBytesPerSecond = 500
        let times = AllowedTimes(timeouts)
        #expect(times.body(received: 0) == 3_000_000_000)
        #expect(times.body(received: 1000) == 5_000_000_000)
    }

    @Test func `empty lines do not make a connection less idle`() throws {
        let live = try LiveServer(configure: { $0.timeouts.idle = .milliseconds(500) })
        let client = try live.connect(receive: .milliseconds(20))
        var hasEnded = false
        for _ in 0..<200 where !hasEnded {
            do throws(HTTPClientError) {
                try client.send(bytes: Array("\r\n".utf8), method: nil)
                try client.awaitBytes()
            } catch {
                if case .timedOut = error { continue }
                hasEnded = true
            }
        }
        #expect(hasEnded)
    }

    @Test func `an idle connection is closed without a word`() throws {
        let live = try LiveServer(configure: { $0.timeouts.idle = .milliseconds(30) })
        let client = try live.connect()
        #expect(try client.ask("/").status == 200)
        try client.send(bytes: [], method: "GET")
        #expect(throws: HTTPClientError.closed(.awaitingAnswer, peer: client.authority)) {
            try client.receive()
        }
    }

    @Test func `a client that takes nothing of its answer is cut off`() throws {
        let live = try LiveServer(configure: { $0.timeouts.write = .milliseconds(50) }) {
            exchange, _ in
            exchange.respond(
                HTTPResponse(status: 200, body: [UInt8](repeating: 0x78, count: 32 << 20)))
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        let server = live.server
        let idle = Promise<Bool>()
        server.execute { server.after(.milliseconds(500)) { idle.give(true) } }
        #expect(idle.get() == true)
        #expect(throws: HTTPClientError.self) { try client.receive() }
    }

    @Test func `timers run in order and not after they are cancelled`() throws {
        let live = try LiveServer()
        let order = Promise<[Int]>()
        let server = live.server
        server.execute {
            var seen: [Int] = []
            server.after(.milliseconds(20)) { order.give(seen) }
            server.after(.milliseconds(10)) { seen.append(2) }
            server.after(.milliseconds(5)) { seen.append(1) }
            server.after(.milliseconds(15)) { seen.append(3) }.cancel()
        }
        #expect(order.get() == [1, 2])
    }
}

struct LiveServerStopTests {
    @Test func `stopping finishes what is in flight and closes the rest`() throws {
        let stopping = Promise<Bool>()
        let held = Promise<Bool>()
        let live = try LiveServer { exchange, server in
            guard exchange.request.path == "/held" else { return exchange.answer("now") }
            held.give(true)
            server.onStop {
                stopping.give(true)
                server.after(.milliseconds(20)) { exchange.answer("in the end") }
            }
        }
        let idle = try live.connect()
        #expect(try idle.ask("/").text == "now")
        let half = try live.connect()
        try half.send(raw: "GET /half HTTP/1.1\r\nHo")
        #expect(try idle.ask("/").text == "now")
        let busy = try live.connect()
        try busy.send(HTTPRequest(method: "GET", target: "/held"))
        #expect(held.get() == true)
        live.server.stop()
        #expect(stopping.get() == true)
        try half.send(bytes: Array("st: a\r\n\r\n".utf8), method: nil)
        let last = try half.receiveReply()
        #expect(last.response.text == "now")
        #expect(!last.keepsAlive)
        let reply = try busy.receiveReply()
        #expect(reply.response.text == "in the end")
        #expect(!reply.keepsAlive)
        live.server.wait()
        #expect(!idle.isReusable)
        #expect(throws: HTTPClientError.refused(by: busy.authority)) { try live.connect() }
    }

    @Test func `stopping does not wait longer than the grace period`() throws {
        let cancelled = Promise<Bool>()
        let live = try LiveServer(configure: { $0.timeouts.grace = .milliseconds(30) }) {
            exchange, _ in
            exchange.onCancel { cancelled.give(exchange.isAlive) }
        }
        let client = try live.connect()
        try client.send(HTTPRequest(method: "GET", target: "/"))
        live.server.stop()
        live.server.wait()
        #expect(cancelled.get() == false)
        #expect(throws: HTTPClientError.self) { try client.receive() }
    }

    @Test func `a request that lies in the socket when the server stops is answered`() throws {
        let live = try LiveServer()
        let client = try live.connect()
        #expect(try client.ask("/1").text == "/1")
        let sent = Promise<Bool>()
        let server = live.server
        server.execute {
            // The loop is here, so it cannot have seen the request before it stops.
            server.stop()
            #expect(sent.get() == true)
        }
        try client.send(HTTPRequest(method: "GET", target: "/2"))
        sent.give(true)
        #expect(try client.receive().text == "/2")
    }
}
