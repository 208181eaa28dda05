public import JSONTree

/// A container of sequences that consumers enter.
public struct Experience: Sendable {
    /// The identifier, `exp_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The name as it stands in addresses, like no other's.
    public let slug: String
    /// When it is open.
    public let schedule: Schedule
    /// Colours, images and fonts, as they were given.
    public let theme: JSONNode?
    /// Texts by language, as they were given.
    public let i18n: JSONNode?
    /// Its sequences, by their place in the catalogue, in the order of their making.
    public internal(set) var sequences: [SequenceKey] = []
    /// Who has entered, and when.
    var entries = Sharded<ConsumerKey, Instant>()
}

/// One path through an experience, holding distributions.
public struct ExperienceSequence: Sendable {
    /// The identifier, `seq_…`.
    public let id: String
    /// The name.
    public let name: String
    /// The colour in which tools show it.
    public let color: String
    /// Higher goes first.
    public let priority: Int
    /// The experience it belongs to, by its place in the catalogue.
    public let experience: Key<Experience>
    /// Its distributions, in the order of their making.
    public internal(set) var distributions: [DistributionKey] = []
}

/// Where a sequence stands in the catalogue.
public typealias SequenceKey = Key<ExperienceSequence>

/// The experiences of an organization and everything inside them, by identifier.
public struct Catalogue: Sendable {
    /// The experiences, in the order of their making.
    public internal(set) var experiences: [Experience] = []
    /// The sequences, in the order of their making.
    public internal(set) var sequences: [ExperienceSequence] = []
    /// The queues, in the order of their making.
    public internal(set) var queues: [Queue] = []
    /// The draws, in the order of their making.
    public internal(set) var draws: [Draw] = [] { didSet { changes &+= 1 } }
    /// The auctions, in the order of their making.
    public internal(set) var auctions: [Auction] = [] { didSet { changes &+= 1 } }
    /// The timed releases, in the order of their making.
    public internal(set) var timedReleases: [TimedRelease] = []
    /// The appointments, in the order of their making.
    public internal(set) var appointments: [Appointment] = []
    /// The waitlists, in the order of their making.
    public internal(set) var waitlists: [Waitlist] = []

    private var slugs: Set<String> = []
    private(set) var names = NameIndex()
    /// Counts what may change the look of an experience besides time: something new, a draw, a bid.
    private(set) var changes: UInt64 = 0

    /// Whether an experience has a slug already.
    public func isTaken(slug: String) -> Bool { slugs.contains(slug) }

    /// The key of the experience with an identifier.
    public func experience(_ id: String) throws(FanfareError) -> Key<Experience> {
        try names.find(id, .experience)
    }

    /// The key of the sequence with an identifier.
    public func sequence(_ id: String) throws(FanfareError) -> SequenceKey {
        try names.find(id, .sequence)
    }

    /// The key of the queue with an identifier.
    public func queue(_ id: String) throws(FanfareError) -> Key<Queue> {
        try names.find(id, .queue)
    }

    /// The key of the draw with an identifier.
    public func draw(_ id: String) throws(FanfareError) -> Key<Draw> {
        try names.find(id, .draw)
    }

    /// The key of the auction with an identifier.
    public func auction(_ id: String) throws(FanfareError) -> Key<Auction> {
        try names.find(id, .auction)
    }

    /// The key of the timed release with an identifier.
    public func timedRelease(_ id: String) throws(FanfareError) -> Key<TimedRelease> {
        try names.find(id, .timedRelease)
    }

    /// The key of the appointment with an identifier.
    public func appointment(_ id: String) throws(FanfareError) -> Key<Appointment> {
        try names.find(id, .appointment)
    }

    /// The key of the waitlist with an identifier.
    public func waitlist(_ id: String) throws(FanfareError) -> Key<Waitlist> {
        try names.find(id, .waitlist)
    }

    /// Makes an identifier lead to the place where the next thing of its kind is put.
    private mutating func name<Kind>(
        _ id: String, _ resource: Resource, at place: Int
    ) -> Key<Kind> {
        let key = Key<Kind>(at: place)
        names.add(id, resource, at: key.index)
        changes &+= 1
        return key
    }
}

/// What identifiers lead to.
struct NameIndex: Sendable {
    /// An identifier; those of two kinds of thing may be alike.
    private struct Name: Hashable {
        let resource: Resource
        let id: String
    }

    private var places: [Name: Int32] = [:]

    /// The key of the thing of one kind with an identifier.
    func find<Kind>(_ id: String, _ resource: Resource) throws(FanfareError) -> Key<Kind> {
        guard let place = places[Name(resource: resource, id: id)] else {
            throw .notFound(resource)
        }
        return Key(index: place)
    }

    mutating func add(_ id: String, _ resource: Resource, at place: Int32) {
        places[Name(resource: resource, id: id)] = place
    }
}

extension Catalogue {
    mutating func add(_ experience: Experience) -> Key<Experience> {
        let key: Key<Experience> = name(experience.id, .experience, at: experiences.count)
        slugs.insert(experience.slug)
        experiences.append(experience)
        return key
    }

    mutating func add(_ sequence: ExperienceSequence) -> SequenceKey {
        let key: SequenceKey = name(sequence.id, .sequence, at: sequences.count)
        sequences.append(sequence)
        self[sequence.experience].sequences.append(key)
        return key
    }

    mutating func add(_ queue: Queue) -> DistributionKey {
        let key: Key<Queue> = name(queue.id, .queue, at: queues.count)
        queues.append(queue)
        return list(.queue(key), in: queue.parent)
    }

    mutating func add(_ draw: Draw) -> DistributionKey {
        let key: Key<Draw> = name(draw.id, .draw, at: draws.count)
        draws.append(draw)
        return list(.draw(key), in: draw.parent)
    }

    mutating func add(_ auction: Auction) -> DistributionKey {
        let key: Key<Auction> = name(auction.id, .auction, at: auctions.count)
        auctions.append(auction)
        return list(.auction(key), in: auction.parent)
    }

    mutating func add(_ release: TimedRelease) -> DistributionKey {
        let key: Key<TimedRelease> = name(release.id, .timedRelease, at: timedReleases.count)
        timedReleases.append(release)
        return list(.timedRelease(key), in: release.parent)
    }

    mutating func add(_ appointment: Appointment) -> DistributionKey {
        let key: Key<Appointment> = name(appointment.id, .appointment, at: appointments.count)
        appointments.append(appointment)
        return list(.appointment(key), in: appointment.parent)
    }

    mutating func add(_ waitlist: Waitlist) -> DistributionKey {
        let key: Key<Waitlist> = name(waitlist.id, .waitlist, at: waitlists.count)
        waitlists.append(waitlist)
        return list(.waitlist(key), in: waitlist.parent)
    }

    private mutating func list(
        _ key: DistributionKey, in sequence: SequenceKey
    ) -> DistributionKey {
        self[sequence].distributions.append(key)
        return key
    }

    /// Gives a guest's entry to another consumer, unless that one has its own; answers whether it did.
    mutating func experience(
        _ index: Key<Experience>, move guest: ConsumerKey, to owner: ConsumerKey
    ) -> Bool {
        guard let enteredAt = self[index].entries.removeValue(forKey: guest),
            self[index].entries[owner] == nil
        else { return false }
        self[index].entries[owner] = enteredAt
        return true
    }
}
