/// A whole world. Its organization's name is not part of it, so that another organization can go on
/// from the same state; what follows from the seed is not either.
extension World {
    /// Writes everything that the world answers from.
    package func write(to writer: inout StateWriter) {
        writer.write(seed)
        writer.write(now)
        writer.write(settings)
        writer.write(generator)
        writer.write(StateCounts(self))
        writer.write(consumers)
        writer.write(catalogue)
        sessions.write(to: &writer)
        writer.write(agenda)
        writer.write(inbox)
        writer.write(rateLimits)
        writeCodes(to: &writer)
    }

    /// Reads a world that goes on as the one that was written would have.
    ///
    /// Whatever the bytes are, nothing that happens to it afterwards leaves the ground of the rules.
    package init(
        from reader: inout StateReader, organizationID: String
    ) throws(StateError) {
        let seed: UInt64 = try reader.read()
        let now: Instant = try reader.read("now")
        let settings: Settings = try reader.read("settings")
        let generator: SeededGenerator = try reader.read()
        reader.counts = try reader.read("counts")
        let consumers: Consumers = try reader.read("consumers")
        let catalogue: Catalogue = try reader.read("catalogue")
        let sessions = try Sessions(from: &reader, seed: seed)
        let agenda: Agenda = try reader.read("agenda")
        let inbox: Inbox = try reader.read("inbox")
        let rateLimits: RateLimits = try reader.read("rateLimits")
        // Not before everything is read, since making the key takes longer than refusing a state.
        self.init(organizationID: organizationID, settings: settings, seed: seed, now: now)
        self.generator = generator
        self.consumers = consumers
        self.catalogue = catalogue
        self.sessions = sessions
        self.agenda = agenda
        self.inbox = inbox
        self.rateLimits = rateLimits
        try readCodes(from: &reader)
        try checkAgenda(reader)
    }

    /// What the agenda will do must be possible, and done once where it cannot be done twice.
    private func checkAgenda(_ reader: StateReader) throws(StateError) {
        var settled: Set<Int32> = []
        for entry in agenda.entries {
            switch entry.event {
            case .admissionExpires(let queue, let ticket):
                try reader.require(
                    ticket < catalogue.queues[Int(queue)].places.count, "a ticket of its queue")
            case .releaseExpires(let release, let ticket):
                try reader.require(
                    ticket < catalogue.timedReleases[Int(release)].roster.entries.count,
                    "a ticket of its timed release")
            case .settles(let auction):
                try reader.require(
                    !catalogue.auctions[Int(auction)].isSettled
                        && settled.insert(auction).inserted,
                    "an auction to be settled once")
            case .opens, .closes, .admits, .draws, .winsExpire: break
            }
        }
    }
}
