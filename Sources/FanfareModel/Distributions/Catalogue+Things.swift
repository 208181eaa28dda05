/// The things behind keys.
extension Catalogue {
    /// The experience of a key.
    public internal(set) subscript(key: Key<Experience>) -> Experience {
        @inlinable _read { yield experiences[key.place] }
        _modify { yield &experiences[key.place] }
    }

    /// The sequence of a key.
    public internal(set) subscript(key: Key<ExperienceSequence>) -> ExperienceSequence {
        @inlinable _read { yield sequences[key.place] }
        _modify { yield &sequences[key.place] }
    }

    /// The queue of a key.
    public internal(set) subscript(key: Key<Queue>) -> Queue {
        @inlinable _read { yield queues[key.place] }
        _modify { yield &queues[key.place] }
    }

    /// The draw of a key.
    public internal(set) subscript(key: Key<Draw>) -> Draw {
        @inlinable _read { yield draws[key.place] }
        _modify { yield &draws[key.place] }
    }

    /// The auction of a key.
    public internal(set) subscript(key: Key<Auction>) -> Auction {
        @inlinable _read { yield auctions[key.place] }
        _modify { yield &auctions[key.place] }
    }

    /// The timed release of a key.
    public internal(set) subscript(key: Key<TimedRelease>) -> TimedRelease {
        @inlinable _read { yield timedReleases[key.place] }
        _modify { yield &timedReleases[key.place] }
    }

    /// The appointment of a key.
    public internal(set) subscript(key: Key<Appointment>) -> Appointment {
        @inlinable _read { yield appointments[key.place] }
        _modify { yield &appointments[key.place] }
    }

    /// The waitlist of a key.
    public internal(set) subscript(key: Key<Waitlist>) -> Waitlist {
        @inlinable _read { yield waitlists[key.place] }
        _modify { yield &waitlists[key.place] }
    }
}
