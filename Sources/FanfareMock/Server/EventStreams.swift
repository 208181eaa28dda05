import FanfareModel
import HTTPEngine
import JSONTree

/// Whoever wants to hear of an organization's changes, by server-sent events.
///
/// Lives on the loop's thread. It costs nothing while nobody follows; then it looks at the clock
/// four times a second, because a queue that admits by itself moves without any request. What a request
/// costs does not depend on how many follow.
final class EventStreams {
    /// How many streams an organization may have.
    static let limit = 256
    /// At most ten events a second.
    static let rest = Duration.milliseconds(100)
    private static let pause = Duration.milliseconds(10)
    private static let beat = Duration.milliseconds(250)
    /// How many beats pass before a comment shows an idle connection that somebody is there.
    private static let beatsPerSign = 60

    private let mock: Mock
    private let scheduler: any Scheduler
    private var followed: [ObjectIdentifier: Followed] = [:]
    private var count = 0
    private var isBeating = false
    private var beats = 0
    /// Changes were looked for so shortly ago that those of now can wait.
    private var isPausing = false
    private var isStirred = false

    /// What has changed, in the organization and among all of them.
    private struct Changes: Equatable {
        let within: UInt64
        let among: UInt64
    }

    /// An organization and its open streams.
    private final class Followed {
        let organization: Organization
        var streams: [Int: HTTPStream] = [:]
        /// What had changed when the last event was sent.
        var told: Changes?
        var isResting = false

        init(_ organization: Organization) { self.organization = organization }

        var event: String { "event: changed\ndata: {\"version\":\(organization.changes)}\n\n" }
    }

    init(_ mock: Mock, _ scheduler: any Scheduler) {
        self.mock = mock
        self.scheduler = scheduler
    }

    /// Why nobody else may follow an organization, nil when somebody may.
    func refusal(_ organization: Organization) -> Reply? {
        guard followed[ObjectIdentifier(organization)]?.streams.count == Self.limit else {
            return nil
        }
        return Reply(
            503,
            [
                "error": "Too many event streams",
                "message": JSONNode(
                    "\(Self.limit) streams follow this organization, which is as many as there may"
                        + " be. Close one that nobody needs, or make an organization of your own."),
            ])
    }

    /// Sends events of an organization's changes from now on, one at once.
    func add(_ stream: HTTPStream, _ organization: Organization) {
        let key = ObjectIdentifier(organization)
        let entry = followed[key] ?? Followed(organization)
        followed[key] = entry
        count += 1
        entry.streams[count] = stream
        stream.onClose { [weak self, number = count] in self?.remove(number, key) }
        stream.write(entry.event)
        if entry.told == nil { entry.told = changes(of: organization) }
        if !entry.isResting { rest(entry) }
        if !isBeating { beat() }
    }

    private func remove(_ number: Int, _ key: ObjectIdentifier) {
        followed[key]?.streams[number] = nil
        if followed[key]?.streams.isEmpty == true { followed[key] = nil }
    }

    /// Tells everybody whose organization has changed since the last event.
    func tellChanges() {
        guard !followed.isEmpty else { return }
        guard !isPausing else { return isStirred = true }
        isPausing = true
        for entry in followed.values where !entry.isResting { tell(entry) }
        scheduler.after(Self.pause) { [weak self] in
            guard let self else { return }
            isPausing = false
            guard isStirred else { return }
            isStirred = false
            tellChanges()
        }
    }

    private func changes(of organization: Organization) -> Changes {
        Changes(within: organization.changes, among: mock.organizations.changes)
    }

    private func tell(_ entry: Followed) {
        let organization = entry.organization
        guard mock.organizations[organization.id] === organization else {
            followed[ObjectIdentifier(organization)] = nil
            for stream in entry.streams.values {
                stream.write("event: gone\ndata: {}\n\n")
                stream.close()
            }
            return
        }
        let changes = changes(of: organization)
        guard changes != entry.told else { return }
        entry.told = changes
        let event = Array(entry.event.utf8)
        for stream in entry.streams.values { stream.write(event) }
        rest(entry)
    }

    private func rest(_ entry: Followed) {
        entry.isResting = true
        scheduler.after(Self.rest) { [weak self, weak entry] in
            guard let self, let entry, !entry.streams.isEmpty else { return }
            entry.isResting = false
            tell(entry)
        }
    }

    /// Brings what is followed to the present, as long as anybody follows.
    private func beat() {
        isBeating = !followed.isEmpty
        guard isBeating else { return }
        beats += 1
        let now = RealClock.now
        for entry in followed.values { entry.organization.catchUp(real: now) }
        tellChanges()
        if beats.isMultiple(of: Self.beatsPerSign) {
            for entry in followed.values {
                for stream in entry.streams.values { stream.write(": still here\n\n") }
            }
        }
        scheduler.after(Self.beat) { [weak self] in self?.beat() }
    }
}
