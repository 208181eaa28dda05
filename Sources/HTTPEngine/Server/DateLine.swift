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
