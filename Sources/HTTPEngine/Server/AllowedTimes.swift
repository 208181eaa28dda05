/// What a connection's one deadline is for.
enum DeadlineKind {
    case none, idle, head, restOfHead, body, write, goodbye

    /// Whether it stands whatever happens meanwhile.
    var runsFromItsBeginning: Bool {
        switch self {
        case .none, .idle, .head, .restOfHead: true
        case .body, .write, .goodbye: false
        }
    }

    init(_ wait: ServerConnectionMachine.Wait) {
        switch wait {
        case .request: self = .idle
        case .head: self = .head
        case .restOfHead: self = .restOfHead
        case .body: self = .body
        case .goodbye: self = .goodbye
        case .nothing: self = .none
        }
    }
}

/// The times a client may take, in nanoseconds, ready for use on every event.
struct AllowedTimes {
    private let idle, head, restOfHead, body, write, goodbye: UInt64
    private let bodyByte: UInt64
    /// How long a goodbye may take in all.
    let wholeGoodbye: UInt64

    init(_ timeouts: HTTPTimeouts) {
        idle = timeouts.idle.clampedNanoseconds
        head = timeouts.head.clampedNanoseconds
        restOfHead = timeouts.restOfHead.clampedNanoseconds
        body = timeouts.body.clampedNanoseconds
        bodyByte = 1_000_000_000 / UInt64(max(1, timeouts.bodyBytesPerSecond))
        write = timeouts.write.clampedNanoseconds
        goodbye = timeouts.linger.clampedNanoseconds
        wholeGoodbye = timeouts.lingerAltogether.clampedNanoseconds
    }

    /// How long a body may take of which so many bytes have come.
    func body(received: Int) -> UInt64 { body + bodyByte * UInt64(received) }

    subscript(kind: DeadlineKind) -> UInt64? {
        switch kind {
        case .none: nil
        case .idle: idle
        case .head: head
        case .restOfHead: restOfHead
        case .body: body
        case .write: write
        case .goodbye: goodbye
        }
    }
}
