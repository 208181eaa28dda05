import Synchronization

/// One exchange of a client that another thread may end while it waits.
package final class InterruptibleExchange: Sendable {
    private struct State {
        var isInterrupted = false
        /// What it waits at; nil before there is a connection, and afterwards.
        var socket: Socket?
    }

    private let state = Mutex(State())

    /// Makes one that has yet to begin.
    package init() {}

    /// Ends it, from any thread: what waits at the connection finds it broken off.
    package func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            state.socket?.shutDown()
        }
    }

    /// Opens a connection, does something over it and closes it; throws `abandoned` where it is
    /// interrupted before there is a connection.
    package func run<Value>(
        over connect: () throws(HTTPClientError) -> HTTPConnection,
        _ action: (HTTPConnection) throws(HTTPClientError) -> Value
    ) throws(HTTPClientError) -> Value {
        guard !state.withLock(\.isInterrupted) else { throw .abandoned }
        let connection = try connect()
        // The number of a closed socket may be another's.
        defer {
            state.withLock { $0.socket = nil }
            connection.close()
        }
        let isInterrupted = state.withLock { state in
            state.socket = connection.socket
            return state.isInterrupted
        }
        guard !isInterrupted else { throw .abandoned }
        return try action(connection)
    }
}
