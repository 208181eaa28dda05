import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@testable import HTTPEngine

/// What a client sends on after it was refused is thrown away for a while, so that it can finish and
/// then read why.
struct GoodbyeTests {
    private let piece = [UInt8](repeating: 0x78, count: 10_000)

    private func refused(_ live: LiveServer) throws -> HTTPConnection {
        let client = try live.connect()
        try client.send(raw: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
        return client
    }

    @Test func `a refused upload is read as long as bytes come`() throws {
        let live = try LiveServer(configure: { $0.timeouts.linger = .milliseconds(300) })
        let client = try refused(live)
        // Three times as long as it may be silent.
        for _ in 0..<30 {
            usleep(30_000)
            try client.send(bytes: piece, method: nil)
        }
        #expect(try client.receive().status == 413)
    }

    @Test func `but not for ever`() throws {
        let live = try LiveServer(configure: {
            $0.timeouts.linger = .milliseconds(300)
            $0.timeouts.lingerAltogether = .milliseconds(500)
        })
        let client = try refused(live)
        let server = live.server
        var isOpen = true
        for _ in 0..<300 where isOpen {
            usleep(30_000)
            try? client.send(bytes: piece, method: nil)
            let count = Promise<Int>()
            server.execute { count.give(server.connectionCount) }
            isOpen = count.get() != 0
        }
        #expect(!isOpen)
    }
}
