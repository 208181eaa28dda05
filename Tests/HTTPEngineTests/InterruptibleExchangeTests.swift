import Foundation
import TestSupport
import Testing

@testable import HTTPEngine

/// An exchange that another thread ends.
struct InterruptibleExchangeTests {
    /// A port at which a connection waits for ever to be opened: its queue is full.
    private final class FullPort {
        let port: Int
        private let descriptors: [Int32]

        init() throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var descriptors = [listener]
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    _ = bind(listener, pointer, length)
                    _ = listen(listener, 0)
                    _ = getsockname(listener, pointer, &length)
                    for _ in 0..<4 {
                        let client = socket(
                            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
                        _ = connect(client, pointer, length)
                        descriptors.append(client)
                    }
                }
            }
            port = Int(UInt16(bigEndian: address.sin_port))
            self.descriptors = descriptors
        }

        deinit { for descriptor in descriptors { close(descriptor) } }
    }

    @Test func `a connection that is still being opened is given up at once`() throws {
        let full = try FullPort()
        let port = full.port
        let exchange = InterruptibleExchange()
        let ended = Promise<HTTPClientError>()
        Thread.detachNewThread {
            do throws(HTTPClientError) {
                try exchange.run(
                    over: { exchange throws(HTTPClientError) in
                        try HTTPConnection(
                            host: "127.0.0.1", port: port,
                            timeouts: HTTPClientTimeouts(connect: .seconds(60)), within: exchange)
                    }, { connection throws(HTTPClientError) in _ = try connection.receive() })
            } catch {
                ended.give(error)
            }
        }
        for _ in 0..<10_000 where !exchange.isWaiting { usleep(1000) }
        exchange.interrupt()
        #expect(ended.get() == .abandoned)
        #expect(!exchange.isWaiting)
        withExtendedLifetime(full) {}
    }

    @Test func `one that is interrupted before it begins opens nothing`() {
        let exchange = InterruptibleExchange()
        exchange.interrupt()
        #expect(throws: HTTPClientError.abandoned) {
            try exchange.run(
                over: { _ throws(HTTPClientError) in throw .noRoom },
                { _ throws(HTTPClientError) in })
        }
    }
}
