/// A socket that takes connections in for a server.
final class Listener: EventSource {
    private let socket: Socket
    private unowned let server: HTTPServer
    /// 0 for the configured port, counted on for others.
    private let number: Int
    private var token: UInt64 = 0
    private var isPaused = false

    init(socket: Socket, server: HTTPServer, number: Int = 0) {
        self.socket = socket
        self.server = server
        self.number = number
        token = server.loop.add(self, socket.descriptor, interest: .readable)
    }

    func ready(_ readiness: Readiness) { acceptWaiting() }

    func deadlinePassed() { resume() }

    func roundEnded() {}

    /// Takes in who waits; a few at a time, so that others are served meanwhile.
    func acceptWaiting(atMost limit: Int = 64) {
        for _ in 0..<limit {
            guard server.hasRoom else { return pause() }
            switch socket.accept() {
            case .connection(let socket, let address):
                server.accepted(socket, from: address, by: number)
            case .gone: continue
            case .nobody: return
            case .exhausted: return pause()
            }
        }
    }

    /// Leaves who comes now in the system's queue.
    ///
    /// Without this, a process out of descriptors would be told for ever of a connection that it
    /// cannot take.
    private func pause() {
        guard !isPaused else { return }
        isPaused = true
        server.loop.change(socket.descriptor, interest: [], token: token)
        // Descriptors may come free elsewhere in the process.
        server.loop.setDeadline(server.loop.now + 100_000_000, token: token)
    }

    /// Takes connections in again.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        server.loop.setDeadline(nil, token: token)
        server.loop.change(socket.descriptor, interest: .readable, token: token)
    }

    func close() {
        server.loop.forget(token)
        socket.close()
    }
}
