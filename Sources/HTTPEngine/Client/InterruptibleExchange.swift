import Synchronization

/// One exchange of a client that another thread may end while it waits.
package final class InterruptibleExchange: Sendable {
    private struct State {
        var isInterrupted = false
        /// What it waits at, by a descriptor of its own: the other may be closed, and its number another's.
        var socket: Socket?

        mutating func letGo() {
            socket?.close()
            socket = nil
        }
    }

    private let state = Mutex(State())

    /// Makes one that has yet to begin.
    package init() {}

    /// Ends it, from any thread: what waits at the connection, open or opening, finds it broken off.
    package func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            state.socket?.shutDown()
        }
    }

    /// Opens a connection within this exchange, does something over it and closes it; throws
    /// `abandoned` where it is interrupted before there is a connection.
    package func run<Value>(
        over connect: (InterruptibleExchange) throws(HTTPClientError) -> HTTPConnection,
        _ action: (HTTPConnection) throws(HTTPClientError) -> Value
    ) throws(HTTPClientError) -> Value {
        defer { state.withLock { $0.letGo() } }
        guard !isInterrupted else { throw .abandoned }
        let connection: HTTPConnection
        do throws(HTTPClientError) {
            connection = try connect(self)
        } catch {
            throw isInterrupted ? .abandoned : error
        }
        defer { connection.close() }
        if let socket = connection.socket { waits(at: socket) }
        guard !isInterrupted else { throw .abandoned }
        return try action(connection)
    }

    /// Whether it waits at a connection, open or opening.
    var isWaiting: Bool { state.withLock { $0.socket != nil } }

    var isInterrupted: Bool { state.withLock(\.isInterrupted) }

    /// Notes what it waits at from now on, instead of anything before.
    func waits(at socket: Socket) {
        state.withLock { state in
            state.letGo()
            state.socket = socket.duplicate()
            if state.isInterrupted { state.socket?.shutDown() }
        }
    }
}
