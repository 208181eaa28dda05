/// References by index, each held against how many there are of what it refers to.
extension ConsumerKey: Stored {
    @inline(__always)
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(index: try reader.index(below: reader.counts.consumers, of: "consumers"))
    }

    package func write(to writer: inout StateWriter) { writer.number(UInt64(index)) }
}

extension SessionKey: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(index: try reader.index(below: reader.counts.sessions, of: "sessions"))
    }

    package func write(to writer: inout StateWriter) { writer.number(UInt64(index)) }
}

extension SequenceKey: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(index: try reader.index(below: reader.counts.sequences, of: "sequences"))
    }

    package func write(to writer: inout StateWriter) { writer.number(UInt64(index)) }
}

extension DistributionKey: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let counts = reader.counts
        switch try reader.choice(of: 6, "a kind of distribution") {
        case 0: self = .queue(try reader.index(below: counts.queues, of: "queues"))
        case 1: self = .draw(try reader.index(below: counts.draws, of: "draws"))
        case 2: self = .auction(try reader.index(below: counts.auctions, of: "auctions"))
        case 3:
            let index = try reader.index(below: counts.timedReleases, of: "timed releases")
            self = .timedRelease(index)
        case 4:
            self = .appointment(try reader.index(below: counts.appointments, of: "appointments"))
        default: self = .waitlist(try reader.index(below: counts.waitlists, of: "waitlists"))
        }
    }

    package func write(to writer: inout StateWriter) {
        let (kind, index): (UInt8, Int32) =
            switch self {
            case .queue(let index): (0, index)
            case .draw(let index): (1, index)
            case .auction(let index): (2, index)
            case .timedRelease(let index): (3, index)
            case .appointment(let index): (4, index)
            case .waitlist(let index): (5, index)
            }
        writer.byte(kind)
        writer.number(UInt64(index))
    }
}

extension ScheduledEvent: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        let counts = reader.counts
        switch try reader.choice(of: 8, "a kind of event") {
        case 0: self = .opens(try reader.read())
        case 1: self = .closes(try reader.read())
        case 2: self = .admits(queue: try reader.index(below: counts.queues, of: "queues"))
        case 3:
            self = .admissionExpires(
                queue: try reader.index(below: counts.queues, of: "queues"),
                ticket: try reader.ticket())
        case 4: self = .draws(draw: try reader.index(below: counts.draws, of: "draws"))
        case 5: self = .winsExpire(draw: try reader.index(below: counts.draws, of: "draws"))
        case 6: self = .settles(auction: try reader.index(below: counts.auctions, of: "auctions"))
        default:
            self = .releaseExpires(
                release: try reader.index(below: counts.timedReleases, of: "timed releases"),
                ticket: try reader.ticket())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .opens(let key): writer.event(0, key)
        case .closes(let key): writer.event(1, key)
        case .admits(let queue): writer.event(2, queue)
        case .admissionExpires(let queue, let ticket): writer.event(3, queue, ticket)
        case .draws(let draw): writer.event(4, draw)
        case .winsExpire(let draw): writer.event(5, draw)
        case .settles(let auction): writer.event(6, auction)
        case .releaseExpires(let release, let ticket): writer.event(7, release, ticket)
        }
    }
}

extension StateWriter {
    fileprivate mutating func event(_ kind: UInt8, _ key: DistributionKey) {
        byte(kind)
        write(key)
    }

    fileprivate mutating func event(_ kind: UInt8, _ indices: Int32...) {
        byte(kind)
        for index in indices { number(UInt64(index)) }
    }
}

extension StateReader {
    /// A ticket that is yet to be held against the tickets there are.
    fileprivate mutating func ticket() throws(StateError) -> Int32 {
        try index(below: Int(Int32.max), of: "tickets")
    }
}
