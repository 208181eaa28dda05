import FanfareModel
import HTTPEngine

/// Whoever wants to hear of an organization's changes, by server-sent events.
///
/// Lives on the loop's thread. It costs nothing while nobody follows; then it looks at the clock
/// four times a second, because a queue that admits by itself moves without any request.
final class EventStreams {
    /// At most ten events a second.
    static let rest = Duration.milliseconds(100)
    private static let beat = Duration.milliseconds(250)
    /// How many beats pass before a comment shows an idle connection that somebody is there.
    private static let beatsPerSign = 60

    private let mock: Mock
    private let after: (Duration, @escaping () -> Void) -> Void
    @exclusivity(unchecked) private var streams: [EventStream] = []
    private var isBeating = false
    private var beats = 0

    /// What has changed, in the organization and among all of them.
    private struct Changes: Equatable {
        let within: UInt64
        let among: UInt64
    }

    /// One open stream.
    private final class EventStream {
        let stream: HTTPStream
        let organization: Organization
        /// What had changed when the last event was sent.
        var told: Changes?
        var isResting = false

        init(_ stream: HTTPStream, _ organization: Organization) {
            self.stream = stream
            self.organization = organization
        }
    }

    init(_ mock: Mock, after: @escaping (Duration, @escaping () -> Void) -> Void) {
        self.mock = mock
        self.after = after
    }

    /// Sends events of an organization's changes from now on, one at once.
    func add(_ stream: HTTPStream, _ organization: Organization) {
        let events = EventStream(stream, organization)
        streams.append(events)
        stream.onClose { [weak self, weak events] in
            self?.streams.removeAll { $0 === events }
        }
        tellChanges()
        if !isBeating { beat() }
    }

    /// Tells everybody whose organization has changed since the last event.
    func tellChanges() {
        for events in streams where !events.isResting { tell(events) }
    }

    private func tell(_ events: EventStream) {
        let organization = events.organization
        guard mock.organizations[organization.id] === organization else {
            streams.removeAll { $0 === events }
            events.stream.write("event: gone\ndata: {}\n\n")
            return events.stream.close()
        }
        let changes = Changes(
            within: organization.changes, among: mock.organizations.changes)
        guard changes != events.told else { return }
        events.told = changes
        events.stream.write("event: changed\ndata: {\"version\":\(organization.changes)}\n\n")
        events.isResting = true
        after(Self.rest) { [weak self, weak events] in
            guard let events else { return }
            events.isResting = false
            self?.tell(events)
        }
    }

    /// Brings what is followed to the present, as long as anybody follows.
    private func beat() {
        isBeating = !streams.isEmpty
        guard isBeating else { return }
        beats += 1
        let now = RealClock.now
        for events in streams { events.organization.catchUp(real: now) }
        tellChanges()
        if beats.isMultiple(of: Self.beatsPerSign) {
            for events in streams { events.stream.write(": still here\n\n") }
        }
        after(Self.beat) { [weak self] in self?.beat() }
    }
}
