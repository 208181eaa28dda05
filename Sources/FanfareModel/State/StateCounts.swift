/// How many there are of what other parts refer to by index; it comes first, so that each reference is
/// held against it where it stands.
struct StateCounts: Stored {
    var consumers = 0
    var sessions = 0
    var experiences = 0
    var sequences = 0
    var queues = 0
    var draws = 0
    var auctions = 0
    var timedReleases = 0
    var appointments = 0
    var waitlists = 0

    init() {}

    private static let all: [any WritableKeyPath<StateCounts, Int> & Sendable] = [
        \.consumers, \.sessions, \.experiences, \.sequences, \.queues, \.draws, \.auctions,
        \.timedReleases, \.appointments, \.waitlists,
    ]

    init(from reader: inout StateReader) throws(StateError) {
        for part in Self.all { self[keyPath: part] = try reader.count() }
    }

    func write(to writer: inout StateWriter) {
        for part in Self.all { writer.number(UInt64(self[keyPath: part])) }
    }
}

extension StateCounts {
    init(_ world: World) {
        consumers = world.consumers.count
        sessions = world.sessions.count
        experiences = world.catalogue.experiences.count
        sequences = world.catalogue.sequences.count
        queues = world.catalogue.queues.count
        draws = world.catalogue.draws.count
        auctions = world.catalogue.auctions.count
        timedReleases = world.catalogue.timedReleases.count
        appointments = world.catalogue.appointments.count
        waitlists = world.catalogue.waitlists.count
    }
}
