/// What can be asked about a distribution whatever its kind.
extension Catalogue {
    /// The identifier of a distribution.
    public func id(of key: DistributionKey) -> String {
        switch key {
        case .queue(let index): queues[Int(index)].id
        case .draw(let index): draws[Int(index)].id
        case .auction(let index): auctions[Int(index)].id
        case .timedRelease(let index): timedReleases[Int(index)].id
        case .appointment(let index): appointments[Int(index)].id
        case .waitlist(let index): waitlists[Int(index)].id
        }
    }

    /// The sequence that a distribution belongs to.
    public func sequence(of key: DistributionKey) -> ExperienceSequence {
        sequences[Int(parent(of: key).index)]
    }

    /// When a distribution is open; a waitlist always is.
    func schedule(of key: DistributionKey) -> Schedule? {
        switch key {
        case .queue(let index): queues[Int(index)].schedule
        case .draw(let index): draws[Int(index)].schedule
        case .auction(let index): auctions[Int(index)].schedule
        case .timedRelease(let index): timedReleases[Int(index)].schedule
        case .appointment(let index): appointments[Int(index)].schedule
        case .waitlist: nil
        }
    }

    /// How long an admission that is given now is good for.
    func admissionWindow(of key: DistributionKey, at now: Instant) -> Duration {
        switch key {
        case .queue(let index): queues[Int(index)].admissionWindow
        case .draw(let index): draws[Int(index)].admissionWindow
        case .auction(let index): auctions[Int(index)].paymentWindow
        case .timedRelease(let index): timedReleases[Int(index)].window(at: now)
        case .appointment, .waitlist: preconditionFailure("\(id(of: key)) admits nobody")
        }
    }

    /// The name of a distribution.
    public func name(of key: DistributionKey) -> String {
        switch key {
        case .queue(let index): queues[Int(index)].name
        case .draw(let index): draws[Int(index)].name
        case .auction(let index): auctions[Int(index)].name
        case .timedRelease(let index): timedReleases[Int(index)].name
        case .appointment(let index): appointments[Int(index)].name
        case .waitlist(let index): waitlists[Int(index)].name
        }
    }

    private func parent(of key: DistributionKey) -> SequenceKey {
        switch key {
        case .queue(let index): queues[Int(index)].parent
        case .draw(let index): draws[Int(index)].parent
        case .auction(let index): auctions[Int(index)].parent
        case .timedRelease(let index): timedReleases[Int(index)].parent
        case .appointment(let index): appointments[Int(index)].parent
        case .waitlist(let index): waitlists[Int(index)].parent
        }
    }
}
