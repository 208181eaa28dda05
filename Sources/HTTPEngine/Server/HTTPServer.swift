import Synchronization

/// An HTTP/1.1 server on one thread (RFC 9110, RFC 9112).
///
/// `run`, `start`, `stop`, `wait` and `execute` may be called from any thread. Everything else,
/// and the handler, is confined to the thread that runs the loop, which makes every request's
/// effects atomic without a lock.
package final class HTTPServer: @unchecked Sendable {
    /// The port it listens on, also if 0 was asked for.
    package private(set) var port = 0
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let loop: EventLoop
    let allowedTimes: AllowedTimes
    let maximumConnections: Int
    /// When connections that can give way may be looked for again.
    var nextSearchForRoom: UInt64 = 0
    /// Whether the last search found any.
    var isMakingRoom = false
    /// How many bytes of unfinished bodies are held.
    var heldBodyBytes = 0

    private var listeners: [Listener] = []
    private var furtherPorts = 0
    private(set) var connectionCount = 0
    private var directCalls: [ObjectIdentifier: DirectCall] = [:]
    private var stopActions: [() -> Void] = []
    private var endActions: [() -> Void] = []
    private var stopStage = 0
    private let stopRequests = Atomic<Int>(0)
    private let watchesSignals = Atomic<Bool>(false)
    private let thread = Mutex<LoopThread?>(nil)

    /// Where every connection's bytes are received.
    let inputBuffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 32 << 10)
    let repeated = RequestCache()
    /// Empty buffers that have done their service, for the next answers.
    var spareOutputs: [[UInt8]] = []
    private var dateLine = DateLine()
    private let keepAlive: [UInt8]

    /// Begins to listen; requests wait until `run` or `start`.
    package init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler
    ) throws(HTTPServerError) {
        self.configuration = configuration
        self.handler = handler
        allowedTimes = AllowedTimes(configuration.timeouts)
        maximumConnections = Self.maximumConnections(configuration)
        keepAlive = ServerLines.keepAlive(idle: configuration.timeouts.idle)
        loop = try EventLoop()
        if configuration.listens { try listen() }
        loop.wokenUp = { [unowned self] in takeStopRequests() }
    }

    private func listen() throws(HTTPServerError) {
        port = try listen(on: configuration.port, number: 0)
    }

    /// Listens on another port as well and answers which; before `run` or `start` only.
    ///
    /// Its exchanges have the `listener` 1, those of the next port 2.
    package func listenAlso(on port: Int) throws(HTTPServerError) -> Int {
        furtherPorts += 1
        return try listen(on: port, number: furtherPorts)
    }

    private func listen(on port: Int, number: Int) throws(HTTPServerError) -> Int {
        let opened = try Socket.listen(host: configuration.host, port: port)
        let added = opened.sockets.map { Listener(socket: $0, server: self, number: number) }
        listeners += added
        for listener in added {
            guard listener.begin() else { throw HTTPServerError.lastError("epoll_ctl") }
        }
        return opened.port
    }

    deinit {
        for listener in listeners { listener.close() }
        thread.withLock { $0?.detach() }
        inputBuffer.deallocate()
    }

    /// Serves on this thread until the server has stopped.
    package func run() {
        loop.run()
        for action in endActions { action() }
    }

    /// Serves on a thread of its own.
    package func start() throws(ThreadRefusal) {
        let started = try LoopThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Stops gracefully: takes no more connections, finishes what is in flight, closes the rest.
    ///
    /// Returns at once. A second call does not wait for what is in flight.
    package func stop() {
        stopRequests.add(1, ordering: .relaxed)
        loop.wake()
    }

    /// Waits until a server that was started has stopped.
    package func wait() {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// Stops on SIGINT, SIGTERM and SIGHUP as `stop` does; a second signal does not wait.
    package func stopOnSignals() {
        watchesSignals.store(true, ordering: .relaxed)
        StopSignals.install(wakeDescriptor: loop.wakeDescriptor)
    }

    /// Runs an action on the loop's thread after a time.
    @discardableResult
    package func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimer {
        loop.after(delay, action)
    }

    /// Runs an action on the loop's thread soon, from any thread.
    package func execute(_ action: @escaping @Sendable () -> Void) { loop.execute(action) }

    /// Runs an action when the server begins to stop, for answers that would be long in coming.
    package func onStop(_ action: @escaping () -> Void) { stopActions.append(action) }

    /// Runs an action when the last request is answered and no other will be.
    package func onEnd(_ action: @escaping () -> Void) { endActions.append(action) }
}

// MARK: Connections

extension HTTPServer {
    var lines: ServerLines {
        ServerLines(date: dateLine.bytes(at: loop.now), keepAlive: keepAlive)
    }

    /// Serves a connection; false when the system has no means to watch it.
    func accepted(_ socket: Socket, from address: PeerAddress, by listener: Int) -> Bool {
        let connection = ServerConnection(
            server: self, socket: socket, address: address, listener: listener)
        guard connection.begin() else {
            socket.close()
            return false
        }
        connectionCount += 1
        connection.isReserve = isCrowded
        return true
    }

    /// A call without a socket counts as a connection, so that a stop waits for it.
    func began(_ call: DirectCall) {
        connectionCount += 1
        directCalls[ObjectIdentifier(call)] = call
    }

    func ended(_ call: DirectCall) {
        guard directCalls.removeValue(forKey: ObjectIdentifier(call)) != nil else { return }
        connectionClosed()
    }

    func connectionClosed() {
        connectionCount -= 1
        for listener in listeners { listener.resume() }
        if stopStage > 0, connectionCount == 0 { loop.finish() }
    }
}

// MARK: Stopping

extension HTTPServer {
    private func takeStopRequests() {
        let signals = watchesSignals.load(ordering: .relaxed) ? StopSignals.received : 0
        let requests = stopRequests.load(ordering: .relaxed) + signals
        if requests > 0, stopStage == 0 { beginStop() }
        if requests > 1 { abortConnections() }
    }

    private func beginStop() {
        stopStage = 1
        for action in stopActions { action() }
        for listener in listeners {
            // Whoever is in the system's queue has been promised an answer.
            listener.acceptWaiting(atMost: configuration.maximumConnections)
            listener.close()
        }
        listeners = []
        for source in loop.liveSources { (source as? ServerConnection)?.stop() }
        for call in directCalls.values where call.isStreaming { call.interrupt() }
        guard connectionCount > 0 else { return loop.finish() }
        _ = loop.after(configuration.timeouts.grace) { [unowned self] in abortConnections() }
    }

    private func abortConnections() {
        for source in loop.liveSources { (source as? ServerConnection)?.close() }
        for call in directCalls.values { call.interrupt() }
        loop.finish()
    }
}
