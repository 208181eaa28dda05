/// What is referred to by keys, of which a state says first how many there are.
package protocol Counted {
    /// How many there are in the state that is read.
    static func count(in reader: borrowing StateReader) -> Int
    /// What they are called, for who reads of a reference to none of them.
    static var plural: StaticString { get }
}

extension Consumer: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.consumers }
    package static var plural: StaticString { "consumers" }
}

extension Session: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.sessions }
    package static var plural: StaticString { "sessions" }
}

extension Experience: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.experiences }
    package static var plural: StaticString { "experiences" }
}

extension ExperienceSequence: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.sequences }
    package static var plural: StaticString { "sequences" }
}

extension Queue: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.queues }
    package static var plural: StaticString { "queues" }
}

extension Draw: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.draws }
    package static var plural: StaticString { "draws" }
}

extension Auction: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.auctions }
    package static var plural: StaticString { "auctions" }
}

extension TimedRelease: Counted {
    package static func count(in reader: borrowing StateReader) -> Int {
        reader.counts.timedReleases
    }
    package static var plural: StaticString { "timed releases" }
}

extension Appointment: Counted {
    package static func count(in reader: borrowing StateReader) -> Int {
        reader.counts.appointments
    }
    package static var plural: StaticString { "appointments" }
}

extension Waitlist: Counted {
    package static func count(in reader: borrowing StateReader) -> Int { reader.counts.waitlists }
    package static var plural: StaticString { "waitlists" }
}

/// A reference by place, held against how many there are of what it refers to.
extension Key: Stored where Kind: Counted {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(index: try reader.index(below: Kind.count(in: reader), of: Kind.plural))
    }

    package func write(to writer: inout StateWriter) { writer.number(UInt64(index)) }
}

extension DistributionKey: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 6, "a kind of distribution") {
        case 0: self = .queue(try reader.read())
        case 1: self = .draw(try reader.read())
        case 2: self = .auction(try reader.read())
        case 3: self = .timedRelease(try reader.read())
        case 4: self = .appointment(try reader.read())
        default: self = .waitlist(try reader.read())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .queue(let key): writer.write(kind: 0, key)
        case .draw(let key): writer.write(kind: 1, key)
        case .auction(let key): writer.write(kind: 2, key)
        case .timedRelease(let key): writer.write(kind: 3, key)
        case .appointment(let key): writer.write(kind: 4, key)
        case .waitlist(let key): writer.write(kind: 5, key)
        }
    }
}

extension ScheduledEvent: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        switch try reader.choice(of: 8, "a kind of event") {
        case 0: self = .opens(try reader.read())
        case 1: self = .closes(try reader.read())
        case 2: self = .admits(queue: try reader.read())
        case 3: self = .admissionExpires(queue: try reader.read(), ticket: try reader.ticket())
        case 4: self = .draws(draw: try reader.read())
        case 5: self = .winsExpire(draw: try reader.read())
        case 6: self = .settles(auction: try reader.read())
        default: self = .releaseExpires(release: try reader.read(), ticket: try reader.ticket())
        }
    }

    package func write(to writer: inout StateWriter) {
        switch self {
        case .opens(let key): writer.write(kind: 0, key)
        case .closes(let key): writer.write(kind: 1, key)
        case .admits(let queue): writer.write(kind: 2, queue)
        case .admissionExpires(let queue, let ticket): writer.write(kind: 3, queue, ticket)
        case .draws(let draw): writer.write(kind: 4, draw)
        case .winsExpire(let draw): writer.write(kind: 5, draw)
        case .settles(let auction): writer.write(kind: 6, auction)
        case .releaseExpires(let release, let ticket): writer.write(kind: 7, release, ticket)
        }
    }
}

extension StateWriter {
    fileprivate mutating func write(kind: UInt8, _ key: some Stored, _ ticket: Int32? = nil) {
        byte(kind)
        write(key)
        if let ticket { number(UInt64(ticket)) }
    }
}

extension StateReader {
    fileprivate mutating func ticket() throws(StateError) -> Int32 {
        try index(below: Int(Int32.max), of: "tickets")
    }
}
