/// A whole world. Its organization's name is not part of it, so that another organization can go on
/// from the same state; what follows from the seed is not either.
extension World {
    /// Writes everything that the world answers from.
    package func write(to writer: inout StateWriter) {
        writer.write(seed)
        writer.write(era)
        writer.write(beganAt)
        writer.write(now)
        writer.write(settings)
        writer.write(SigningKeyDates(signingKeys))
        writer.write(generator)
        writer.write(StateCounts(self))
        writer.write(consumers)
        writer.write(catalogue)
        writer.write(crowded)
        sessions.write(to: &writer)
        writer.write(agenda)
        inbox.write(to: &writer)
        writer.write(rateLimits)
        writer.codes(oneTimePasswords, exchangeCodes)
        writer.write(validated.sorted())
    }

    /// Reads a world that goes on as the one that was written would have.
    ///
    /// Whatever the bytes are, nothing that happens to it afterwards leaves the ground of the rules.
    package init(
        from reader: inout StateReader, organizationID: String, wording: Wording
    ) throws(StateError) {
        self.init(try StoredWorld(from: &reader), organizationID: organizationID, wording)
    }

    private init(_ stored: StoredWorld, organizationID: String, _ wording: Wording) {
        self.init(
            organizationID: organizationID, settings: stored.settings, seed: stored.seed,
            now: stored.now, era: stored.era,
            signingKeys: stored.signingKeys.keys(seed: stored.seed), wording: wording)
        beganAt = stored.beganAt
        generator = stored.generator
        consumers = stored.consumers
        catalogue = stored.catalogue
        crowded = stored.crowded
        sessions = stored.sessions
        sessions.retireTokens(before: signingKeys.oldest)
        agenda = stored.agenda
        inbox = stored.inbox
        rateLimits = stored.rateLimits
        (oneTimePasswords, exchangeCodes) = stored.codes
        validated = stored.validated
        resumeCrowds()
    }
}

/// What was read of a world, before it costs a signing key.
struct StoredWorld {
    let seed: UInt64
    let era: Era
    let beganAt: Instant
    let now: Instant
    let settings: Settings
    let signingKeys: SigningKeyDates
    let generator: SeededGenerator
    let consumers: Consumers
    let catalogue: Catalogue
    let crowded: [DistributionKey]
    let sessions: Sessions
    let agenda: Agenda
    let inbox: Inbox
    let rateLimits: RateLimits
    let codes: (Sharded<Recipient, OneTimePassword>, Sharded<ULID, ExchangeCode>)
    let validated: Set<String>

    init(from reader: inout StateReader) throws(StateError) {
        seed = try reader.read()
        era = try reader.read("era")
        beganAt = try reader.read("beganAt")
        now = try reader.read("now")
        settings = try reader.read("settings")
        signingKeys = try reader.read("signingKeys")
        generator = try reader.read()
        reader.counts = try reader.read("counts")
        consumers = try reader.read("consumers")
        catalogue = try reader.read("catalogue")
        crowded = try reader.read("crowded")
        try reader.require(
            crowded.count == catalogue.crowded.count && Set(crowded) == catalogue.crowded,
            "every crowd once")
        sessions = try Sessions(from: &reader, seed: seed)
        agenda = try reader.read("agenda")
        inbox = try Inbox(from: &reader, era: era)
        rateLimits = try reader.read("rateLimits")
        codes = try reader.codes()
        validated = Set(try reader.read("validated") as [String])
        try checkAgenda(reader)
    }

    /// What the agenda will do must be possible, and done once where it cannot be done twice.
    private func checkAgenda(_ reader: StateReader) throws(StateError) {
        var settled: Set<Key<Auction>> = []
        for entry in agenda.entries {
            switch entry.event {
            case .admissionExpires(let queue, let ticket):
                try reader.require(
                    ticket < catalogue[queue].places.count, "a ticket of its queue")
            case .releaseExpires(let release, let ticket):
                try reader.require(
                    ticket < catalogue[release].roster.entries.count,
                    "a ticket of its timed release")
            case .settles(let auction):
                try reader.require(
                    !catalogue[auction].isSettled
                        && settled.insert(auction).inserted,
                    "an auction to be settled once")
            case .opens, .closes, .admits, .draws, .winsExpire: break
            }
        }
    }
}
