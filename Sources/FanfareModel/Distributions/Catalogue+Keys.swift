/// What can be asked about a distribution whatever its kind.
extension Catalogue {
    /// The identifier of a distribution.
    public func id(of key: DistributionKey) -> String {
        switch key {
        case .queue(let index): self[index].id
        case .draw(let index): self[index].id
        case .auction(let index): self[index].id
        case .timedRelease(let index): self[index].id
        case .appointment(let index): self[index].id
        case .waitlist(let index): self[index].id
        }
    }

    /// All distributions, in the order of their sequences.
    public var distributions: [DistributionKey] { sequences.flatMap(\.distributions) }

    /// The distribution with an identifier, whatever its kind.
    public func distribution(_ id: String) -> DistributionKey? {
        if let key = try? queue(id) { return .queue(key) }
        if let key = try? draw(id) { return .draw(key) }
        if let key = try? auction(id) { return .auction(key) }
        if let key = try? timedRelease(id) { return .timedRelease(key) }
        if let key = try? appointment(id) { return .appointment(key) }
        return (try? waitlist(id)).map(DistributionKey.waitlist)
    }

    /// The sequence that a distribution belongs to.
    public func sequence(of key: DistributionKey) -> ExperienceSequence {
        self[parent(of: key)]
    }

    /// How many consumers take part or took part.
    func participantCount(of key: DistributionKey) -> Int {
        switch key {
        case .queue(let index): self[index].participantCount
        case .draw(let index): self[index].entrantCount
        case .auction(let index): self[index].bidderCount
        case .timedRelease(let index): self[index].consumerCount
        case .appointment(let index): self[index].roster.tickets.count
        case .waitlist(let index): self[index].consumerCount
        }
    }

    /// When a distribution is open; a waitlist always is.
    func schedule(of key: DistributionKey) -> Schedule? {
        switch key {
        case .queue(let index): self[index].schedule
        case .draw(let index): self[index].schedule
        case .auction(let index): self[index].schedule
        case .timedRelease(let index): self[index].schedule
        case .appointment(let index): self[index].schedule
        case .waitlist: nil
        }
    }

    /// How long an admission that is given now is good for.
    func admissionWindow(of key: DistributionKey, at now: Instant) -> Duration {
        switch key {
        case .queue(let index): self[index].admissionWindow
        case .draw(let index): self[index].admissionWindow
        case .auction(let index): self[index].paymentWindow
        case .timedRelease(let index): self[index].window(at: now)
        case .appointment, .waitlist: preconditionFailure("\(id(of: key)) admits nobody")
        }
    }

    /// The name of a distribution.
    public func name(of key: DistributionKey) -> String {
        switch key {
        case .queue(let index): self[index].name
        case .draw(let index): self[index].name
        case .auction(let index): self[index].name
        case .timedRelease(let index): self[index].name
        case .appointment(let index): self[index].name
        case .waitlist(let index): self[index].name
        }
    }

    private func parent(of key: DistributionKey) -> SequenceKey {
        switch key {
        case .queue(let index): self[index].parent
        case .draw(let index): self[index].parent
        case .auction(let index): self[index].parent
        case .timedRelease(let index): self[index].parent
        case .appointment(let index): self[index].parent
        case .waitlist(let index): self[index].parent
        }
    }
}
