import Synchronization
import Testing

@testable import HTTPEngine

/// Clients that mean harm, or are broken, cost a server little and others nothing.
struct HostileClientTests {
    @Test func `heads and bodies that come byte by byte hold nobody up and end in 408`() throws {
        let live = try LiveServer(configure: {
            $0.timeouts.head = .seconds(1)
            $0.timeouts.body = .seconds(1)
        })
        let fast = try live.connect()
        let slow = try (0..<100).map { _ in try live.connect() }
        let starts = ["GET /", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"]
        for (index, client) in slow.enumerated() {
            try client.send(raw: starts[index % 2], answers: ["POST"])
        }
        // A head has one time for all its bytes; a body has it for each.
        for client in slow where client !== slow[1] { try client.send(bytes: [0x61], method: nil) }
        #expect(try fast.ask("/fast").text == "/fast")
        for client in slow { #expect(try client.receive().status == 408) }
        #expect(try live.connect().ask("/after").text == "/after")
    }

    @Test func `a head that trickles in has one time for all its bytes`() throws {
        let live = try LiveServer(configure: { $0.timeouts.head = .milliseconds(500) })
        let client = try live.connect(receive: .milliseconds(50))
        try client.send(raw: "GET /", answers: ["GET"])
        // Five seconds at most; each byte comes well within the time for a head.
        for _ in 0..<100 {
            try client.send(bytes: [0x61], method: nil)
            if (try? client.awaitBytes()) != nil { break }
        }
        #expect(try client.receive().status == 408)
    }

    @Test func `a thousand idle connections hold nobody up`() throws {
        // Both ends of each are open in this process.
        DescriptorLimit.raise()
        let live = try LiveServer()
        let idle = try (0..<1000).map { _ in try live.connect() }
        for client in idle.prefix(100) { #expect(try client.ask("/once").text == "/once") }
        let fast = try live.connect()
        for _ in 0..<100 { #expect(try fast.ask("/fast").text == "/fast") }
        for client in idle { client.close(byReset: true) }
        #expect(try fast.ask("/still").text == "/still")
    }

    @Test func `a half-open client is answered, then left`() throws {
        let live = try LiveServer()
        for parts in [
            ["GET /a HTTP/1.1\r\nHost: a\r\n\r\n"], ["GET /a HTTP/1.1\r\n", "Host: a\r\n\r\n"],
        ] {
            let client = try live.connect()
            for part in parts { try client.send(raw: part, answers: []) }
            client.finishSending()
            try client.send(bytes: [], method: "GET")
            #expect(try client.receive().text == "/a")
        }
        // One that never says anything and has finished is closed at once.
        let silent = try live.connect()
        silent.finishSending()
        #expect(throws: HTTPClientError.self) { try silent.awaitBytes() }
    }

    @Test func `a flood of pipelined requests nobody reads the answers to stops being read`() throws
    {
        let handled = Atomic<Int>(0)
        let live = try LiveServer(configure: { $0.timeouts.write = .seconds(1) }) { exchange, _ in
            handled.add(1, ordering: .relaxed)
            exchange.answer(String(repeating: "x", count: 16 << 10))
        }
        let flood = try (0..<8).map { _ in try live.connect(receive: .seconds(20)) }
        let requests = String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 2000)
        for client in flood {
            // The server stops reading, so that not all of it can be sent.
            client.timeouts.send = .milliseconds(200)
            try? client.send(raw: requests)
        }
        let fast = try live.connect()
        for _ in 0..<20 { #expect(try fast.ask("/fast").status == 200) }
        // 16,000 answers are 256 MB; the sockets take a few MB, the server holds 256 KB each.
        #expect(handled.load(ordering: .relaxed) < 4000)
    }

    @Test func `nothing but garbage is answered once, and closed`() throws {
        let live = try LiveServer()
        for garbage in [
            "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\r\n\r\n\r\nx y\r\n\r\n",
            String(repeating: "\u{0}", count: 40_000), "GET / HTTP/1.1\nHost: a\n\n",
        ] {
            let client = try live.connect()
            try client.send(raw: garbage)
            client.finishSending()
            let reply = try client.receiveReply()
            #expect((400...505).contains(reply.response.status), "\(garbage.prefix(20))")
            #expect(!reply.keepsAlive)
        }
        #expect(try live.connect().ask("/still").text == "/still")
    }
}
