/// The values that everything else is made of.
extension Instant: Stored {
    /// 36 million years each way, so that no sum or difference of two leaves 64 bits.
    private static let range = -1 << 60...1 << 60

    package init(from reader: inout StateReader) throws(StateError) {
        self.init(milliseconds: Int64(try reader.integer(in: Self.range)))
    }

    package func write(to writer: inout StateWriter) { writer.write(milliseconds) }
}

extension Duration: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self = .milliseconds(try reader.integer(in: -1 << 60...1 << 60))
    }

    package func write(to writer: inout StateWriter) { writer.write(inMilliseconds) }
}

extension VirtualClock: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 2, "a clock that runs or stands") {
        case 0: self.init(runningAhead: try reader.read())
        default: self.init(frozenAt: try reader.read())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch mode {
        case .running(let ahead):
            writer.byte(0)
            writer.write(ahead)
        case .frozen(let instant):
            writer.byte(1)
            writer.write(instant)
        }
    }
}

extension ULID: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(high: try reader.word(), low: try reader.word())
    }

    package func write(to writer: inout StateWriter) {
        writer.word(high)
        writer.word(low)
    }

    func precedes(_ other: ULID) -> Bool { (high, low) < (other.high, other.low) }
}

extension Money: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(units: Int64(try reader.integer(in: 0...Int(Self.largest.units))))
    }

    package func write(to writer: inout StateWriter) { writer.write(units) }
}

extension Schedule: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            openAt: try reader.read(), closeAt: try reader.read(), timeZone: try reader.read())
    }

    package func write(to writer: inout StateWriter) {
        writer.write(openAt)
        writer.write(closeAt)
        writer.write(timeZone)
    }
}

extension Settings: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init()
        name = try reader.read()
        timeZone = try reader.read()
        currencyCode = try reader.read()
        accessTokenLifetime = try reader.read()
        refreshTokenLifetime = try reader.read()
        tokensNameTheirKey = try reader.read()
        tokenClock = try reader.stampClock()
        sessionDuration = try reader.read()
        oneTimePasswordLifetime = try reader.read()
        oneTimePasswordTries = try reader.read()
        leeway = Leeway(rawValue: try reader.word())
        requiresFingerprint = try reader.read()
        orderLimit = try reader.read()
        enforcesRateLimits = try reader.read()
        for kind in RateLimitClass.allCases {
            rateLimits[kind] = try reader.read()
        }
        isStrict = try reader.read()
        webhookClock = try reader.stampClock()
        writesWebhooksUnusually = try reader.read()
    }

    package func write(to writer: inout StateWriter) {
        writer.write(name)
        writer.write(timeZone)
        writer.write(currencyCode)
        writer.write(accessTokenLifetime)
        writer.write(refreshTokenLifetime)
        writer.write(tokensNameTheirKey)
        writer.byte(tokenClock == .organization ? 0 : 1)
        writer.write(sessionDuration)
        writer.write(oneTimePasswordLifetime)
        writer.write(oneTimePasswordTries)
        writer.word(leeway.rawValue)
        writer.write(requiresFingerprint)
        writer.write(orderLimit)
        writer.write(enforcesRateLimits)
        for kind in RateLimitClass.allCases { writer.write(rateLimits[kind]) }
        writer.write(isStrict)
        writer.byte(webhookClock == .organization ? 0 : 1)
        writer.write(writesWebhooksUnusually)
    }
}

extension StateReader {
    fileprivate mutating func stampClock() throws(StateError) -> StampClock {
        try choice(of: 2, "a clock of stamps") == 0 ? .organization : .real
    }
}
