import CEpoll

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a socket is ready for.
struct Readiness: OptionSet {
    let rawValue: UInt8
    static let readable = Readiness(rawValue: 1)
    static let writable = Readiness(rawValue: 2)
    /// The peer sends no more; what it has sent may still be unread.
    static let peerFinished = Readiness(rawValue: 4)
    /// Both sides have finished; what the peer has sent may still be unread.
    static let hungUp = Readiness(rawValue: 8)
    /// The connection is broken.
    static let failed = Readiness(rawValue: 16)
}

/// The system's notice of which sockets are ready: the only file that knows `epoll`.
///
/// Level-triggered: what is left unread is reported again, so nothing needs to be remembered.
struct Poller: ~Copyable {
    private let epoll: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private static let capacity = 512

    init() throws(HTTPServerError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw HTTPServerError.lastError("epoll_create") }
        events = .allocate(capacity: Self.capacity)
        events.initialize(repeating: epoll_event(), count: Self.capacity)
    }

    deinit {
        events.deallocate()
        close(epoll)
    }

    /// Begins to watch; broken connections are reported whatever the interest.
    ///
    /// False when the system refuses: it counts watches (`fs.epoll.max_user_watches`) and needs memory.
    func add(_ descriptor: Int32, interest: Readiness, token: UInt64) -> Bool {
        control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    func change(_ descriptor: Int32, interest: Readiness, token: UInt64) -> Bool {
        control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    /// Waits for events, or so long, and gives their number.
    func wait(milliseconds: Int32) -> Int {
        max(0, Int(epoll_wait(epoll, events, Int32(Self.capacity), milliseconds)))
    }

    /// An event of the last wait.
    func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        let event = events[index]
        var readiness: Readiness = []
        if event.events & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
        if event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
        if event.events & EPOLLRDHUP.rawValue != 0 { readiness.insert(.peerFinished) }
        if event.events & EPOLLHUP.rawValue != 0 { readiness.insert(.hungUp) }
        if event.events & EPOLLERR.rawValue != 0 { readiness.insert(.failed) }
        return (event.data.u64, readiness)
    }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64
    ) -> Bool {
        var event = epoll_event()
        if interest.contains(.readable) { event.events |= EPOLLIN.rawValue }
        if interest.contains(.writable) { event.events |= EPOLLOUT.rawValue }
        if interest.contains(.peerFinished) { event.events |= EPOLLRDHUP.rawValue }
        event.data.u64 = token
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}

/// A signal from another thread, or from a signal handler, that ends a wait.
struct WakeUp {
    let descriptor: Int32

    init() throws(HTTPServerError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw HTTPServerError.lastError("eventfd") }
    }

    func signal() { Self.signal(descriptor) }

    /// Safe to call in a signal handler.
    static func signal(_ descriptor: Int32) {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    func close() { Socket(descriptor: descriptor).close() }
}
