import Foundations

/// The line `Date: …`, made once a second.
struct DateLine {
    private var line: [UInt8] = []
    private var validUntil: UInt64 = 0

    /// The line for now, with its end.
    mutating func bytes(at now: UInt64) -> [UInt8] {
        if now >= validUntil { renew(at: now) }
        return line
    }

    private mutating func renew(at now: UInt64) {
        let second: UInt64 = 1_000_000_000
        let realTime = SystemClock.realTime
        validUntil = now + second - realTime % second
        line = Array("Date: ".utf8)
        line += HTTPDate.bytes(secondsSince1970: Int(realTime / second))
        line += [.carriageReturn, .lineFeed]
    }
}

/// What a server itself has to say in the head of an answer.
struct ServerLines {
    /// The line `Date: …`.
    let date: [UInt8]
    /// The lines that say that the connection goes on and for how long, empty for none.
    var keepAlive: [UInt8] = []

    /// What tells clients how long a connection may be idle: somewhat less than it really may, so that
    /// theirs ends before ours does and no request is on its way by then.
    ///
    /// RFC 9110 section 7.6.1: what is for the next hop alone is named in `Connection`.
    static func keepAlive(idle: Duration) -> [UInt8] {
        let seconds = idle.components.seconds
        let announced = seconds - max(1, seconds / 15)
        guard announced > 0 else { return [] }
        return Array("Connection: keep-alive\r\nKeep-Alive: timeout=\(announced)\r\n".utf8)
    }
}
