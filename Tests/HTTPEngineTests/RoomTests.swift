import Testing

@testable import HTTPEngine

/// What is scarce is shared: connections, and memory for bodies.
struct RoomTests {
    @Test func `urgent requests are served when all connections are held, and others hear why`()
        throws
    {
        var policy = HandlerPolicy()
        policy.isUrgent = { $0.path == "/urgent" }
        let live = try LiveServer(
            configure: {
                $0.maximumConnections = 3
                $0.reservedConnections = 2
            }, policy: policy
        ) { exchange, server in
            guard exchange.request.path == "/held" else { return exchange.answer("now") }
            exchange.onCancel { _ = exchange }
        }
        let holders = try (0..<3).map { _ in try live.connect() }
        for holder in holders { try holder.send(HTTPRequest(method: "GET", target: "/held")) }
        // Those who come beyond hear so as often as they come.
        for _ in 0..<4 {
            let client = try live.connect()
            try client.send(HTTPRequest(method: "GET", target: "/"))
            let reply = try client.receiveReply()
            #expect(reply.response.status == 503)
            #expect(reply.response.text.contains("All 3 connections"))
            #expect(!reply.keepsAlive)
        }
        for _ in 0..<4 {
            let client = try live.connect()
            try client.send(HTTPRequest(method: "GET", target: "/urgent"))
            let reply = try client.receiveReply()
            #expect(reply.response.text == "now")
            #expect(!reply.keepsAlive)
        }
        // When somebody leaves, the next is served as any.
        holders[0].close()
        let next = try live.connect()
        try next.send(HTTPRequest(method: "GET", target: "/"))
        #expect(try next.receive().status == 200)
    }

    @Test func `connections that have been idle make room for further ones`() throws {
        let live = try LiveServer(configure: {
            $0.maximumConnections = 8
            $0.reservedConnections = 0
        })
        let idle = try (0..<8).map { _ in try live.connect() }
        for client in idle { #expect(try client.ask("/").status == 200) }
        // It waits until one of them has been idle for a second.
        let next = try live.connect()
        #expect(try next.ask("/next").text == "/next")
        #expect(idle.filter(\.isReusable).count == 7)
        #expect(!idle[0].isReusable)
    }

    @Test func `the slowest requests that are not whole make room for further ones`() throws {
        let live = try LiveServer(configure: {
            $0.maximumConnections = 8
            $0.reservedConnections = 0
        })
        let put = "PUT /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"
        let quick = try live.connect()
        try quick.send(raw: put + String(repeating: "x", count: 1000), answers: ["PUT"])
        let slow = try (0..<7).map { _ in try live.connect(receive: .milliseconds(50)) }
        for client in slow { try client.send(raw: put + "x", answers: ["PUT"]) }
        // It waits until they have been at it for a second.
        let next = try live.connect()
        #expect(try next.ask("/next").text == "/next")
        try quick.send(raw: "x", answers: [])
        #expect(try quick.receive().text == "/whole")
        let server = live.server
        let count = Promise<Int>()
        server.execute { count.give(server.connectionCount) }
        #expect(try #require(count.get()) <= 8)
        let refused = slow.filter { (try? $0.awaitBytes()) != nil }
        #expect(refused.count == 1)
        #expect(try refused.first?.receive().status == 408)
    }

    @Test func `a body is taken in beyond the limit only where its head gives the right to it`()
        throws
    {
        var policy = HandlerPolicy()
        policy.bodyLimit = { $0.path == "/large" ? 5000 : nil }
        let live = try LiveServer(
            configure: { $0.limits.bodyBytes = 1000 }, policy: policy
        ) { exchange, _ in exchange.answer("\(exchange.request.body.count)") }
        for (path, count, status) in [
            ("/large", 5000, 200), ("/large", 5001, 413), ("/other", 1000, 200),
            ("/other", 1001, 413),
        ] {
            let body = String(repeating: "x", count: count)
            let length = try live.connect()
            try length.send(
                raw: "PUT \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
            // Whoever has no right to it hears so before it comes.
            if status == 200 { try length.send(raw: body, answers: []) }
            #expect(try length.receive().status == status, "\(path) \(count)")
            let chunked = try live.connect()
            let chunk = String(count, radix: 16)
            try chunked.send(
                raw: "PUT \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(chunk)\r\n")
            if status == 200 { try chunked.send(raw: body + "\r\n0\r\n\r\n", answers: []) }
            #expect(try chunked.receive().status == status, "\(path) \(count) in chunks")
        }
    }

    @Test func `nobody is told to go on with a body that is refused`() throws {
        let live = try LiveServer(configure: { $0.limits.bodyBytes = 1000 })
        let client = try live.connect()
        try client.send(
            raw: "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"
        )
        try client.awaitBytes()
        #expect(client.unreadBytes.starts(with: "HTTP/1.1 413 ".utf8))
    }

    @Test func `all bodies together have so much memory, and small ones always some`() throws {
        let live = try LiveServer(configure: { $0.bodyBytesAtOnce = 1 << 20 })
        let half = String(repeating: "x", count: 600_000)
        let clients = try (0..<2).map { _ in try live.connect() }
        for client in clients {
            try client.send(raw: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
            try client.send(raw: half, answers: [])
        }
        let small = try live.connect()
        try small.send(raw: "PUT /s HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        #expect(try small.receive().text == "/s")
        for client in clients {
            try client.send(raw: String(repeating: "x", count: 400_000), answers: [])
        }
        #expect(try clients.map { try $0.receive().status }.sorted() == [200, 503])
        #expect(try live.connect().ask("/after").text == "/after")
        let server = live.server
        let held = Promise<Int>()
        server.execute { held.give(server.heldBodyBytes) }
        #expect(held.get() == 0)
    }
}
