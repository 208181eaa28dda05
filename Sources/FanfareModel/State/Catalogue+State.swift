import JSONTree

/// The catalogue: everything is added again, in the order in which it was made.
extension Catalogue: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init()
        let counts = reader.counts
        for experience: Experience in try reader.all(counts.experiences, "experiences") {
            _ = add(experience)
        }
        var distributions: [[DistributionKey]] = []
        for sequence: ExperienceSequence in try reader.all(counts.sequences, "sequences") {
            distributions.append(sequence.distributions)
            _ = add(sequence)
        }
        for queue: Queue in try reader.all(counts.queues, "queues") { _ = add(queue) }
        for draw: Draw in try reader.all(counts.draws, "draws") { _ = add(draw) }
        for auction: Auction in try reader.all(counts.auctions, "auctions") { _ = add(auction) }
        for release: TimedRelease in try reader.all(counts.timedReleases, "timedReleases") {
            _ = add(release)
        }
        for appointment: Appointment in try reader.all(counts.appointments, "appointments") {
            _ = add(appointment)
        }
        for waitlist: Waitlist in try reader.all(counts.waitlists, "waitlists") {
            _ = add(waitlist)
        }
        for (index, keys) in distributions.enumerated() { sequences[index].distributions = keys }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(experiences)
        writer.write(sequences)
        writer.write(queues)
        writer.write(draws)
        writer.write(auctions)
        writer.write(timedReleases)
        writer.write(appointments)
        writer.write(waitlists)
    }
}

extension StateReader {
    /// A list of which it is known how many it holds.
    mutating func all<Element: Stored>(
        _ count: Int, _ name: StaticString
    ) throws(StateError) -> [Element] {
        let elements: [Element] = try read(name)
        try require(elements.count == count, "\(count) \(name)")
        return elements
    }
}

extension Experience: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), name: try reader.read(), slug: try reader.read(),
            schedule: try reader.read(), theme: try reader.json("theme"),
            i18n: try reader.json("i18n"))
        let count = try reader.count()
        entries.reserveCapacity(reader.reservation(for: count, of: (ConsumerKey, Instant).self))
        for _ in 0..<count {
            let consumer: ConsumerKey = try reader.read()
            entries[consumer] = try reader.read() as Instant
        }
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(name)
        writer.write(slug)
        writer.write(schedule)
        writer.write(theme?.text())
        writer.write(i18n?.text())
        writer.number(UInt64(entries.count))
        for (consumer, instant) in entries.elements.sorted(by: { $0.key.index < $1.key.index }) {
            writer.write(consumer)
            writer.write(instant)
        }
    }
}

extension StateReader {
    /// A JSON document, kept as its text.
    fileprivate mutating func json(_ name: StaticString) throws(StateError) -> JSONNode? {
        guard let text: String = try read(name) else { return nil }
        guard let node = try? JSONNode(parsing: text) else {
            throw unusable(expected: "a JSON document as \(name)")
        }
        return node
    }
}

extension ExperienceSequence: Stored {
    package init(from reader: inout StateReader) throws(StateError) {
        self.init(
            id: try reader.read(), name: try reader.read(), color: try reader.read(),
            priority: try reader.read(),
            experience: try reader.read(),
            distributions: try reader.read("distributions"))
    }

    package func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(name)
        writer.write(color)
        writer.write(priority)
        writer.write(experience)
        writer.write(distributions)
    }
}

/// What stands first in every distribution.
struct DistributionHead: Stored {
    let id: String
    let name: String
    let sequenceID: String
    let parent: SequenceKey

    init(_ id: String, _ name: String, _ sequenceID: String, _ parent: SequenceKey) {
        self.id = id
        self.name = name
        self.sequenceID = sequenceID
        self.parent = parent
    }

    init(from reader: inout StateReader) throws(StateError) {
        self.init(
            try reader.read(), try reader.read(), try reader.read(), try reader.read())
    }

    func write(to writer: inout StateWriter) {
        writer.write(id)
        writer.write(name)
        writer.write(sequenceID)
        writer.write(parent)
    }
}
