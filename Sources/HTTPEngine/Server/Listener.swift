/// A socket that takes connections in for a server.
final class Listener: EventSource {
    private let socket: Socket
    private unowned let server: HTTPServer
    /// Outlives the server, which closes its listeners when it goes.
    private let loop: EventLoop
    /// 0 for the configured port, counted on for others.
    private let number: Int
    private var token: UInt64?
    private var isPaused = false

    init(socket: Socket, server: HTTPServer, number: Int = 0) {
        self.socket = socket
        self.server = server
        self.number = number
        loop = server.loop
    }

    /// Begins to take connections in; false when the system has no means to watch for them.
    func begin() -> Bool {
        guard let token = loop.add(self, socket.descriptor, interest: .readable) else {
            return false
        }
        self.token = token
        return true
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
                guard server.accepted(socket, from: address, by: number) else { return pause() }
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
        guard !isPaused, let token else { return }
        isPaused = true
        _ = loop.change(socket.descriptor, interest: [], token: token)
        // Descriptors may come free elsewhere in the process.
        loop.setDeadline(loop.now + 100_000_000, token: token)
    }

    /// Takes connections in again.
    func resume() {
        guard isPaused, let token else { return }
        // The system may have no memory even for this; then the next deadline tries again.
        let deadline = loop.now + 100_000_000
        isPaused = !loop.change(socket.descriptor, interest: .readable, token: token)
        loop.setDeadline(isPaused ? deadline : nil, token: token)
    }

    func close() {
        if let token { loop.forget(token) }
        socket.close()
    }
}
