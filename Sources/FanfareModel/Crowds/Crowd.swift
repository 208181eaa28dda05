/// What a crowd is to be like; what is nil stays as it is, or is 0 from the beginning.
public struct CrowdPlan: Hashable, Sendable {
    /// How many strangers take part.
    public var size: Int?
    /// Which share of them gives up in a minute, in millionths.
    public var leave: Int?
    /// How many come in a minute.
    public var arrivalsPerMinute: Int?

    /// How many strangers take part at most.
    public static let largest = StrangerLine.limit
    /// How many may come in a minute.
    public static let mostArrivals = 10_000_000
    /// How long strangers come and give up after the last order; a clock may leap to the end of time.
    public static let lifetime = Duration.days(31)

    /// Makes a plan that says nothing.
    public init() {}
}

/// Strangers who take part in a queue or a draw beside its consumers: they come, wait and give up, and
/// are no more than counts.
///
/// Each second of the clock some give up and some come. Who gives up is chance, from a stream of its own;
/// how many come is not. What happens within a second is the distribution's own: admissions, and
/// consumers who come and go.
public struct Crowd: Sendable {
    /// Which share of those who wait gives up in a minute, in millionths.
    public private(set) var leave = 0
    /// How many come in a minute.
    public private(set) var arrivalsPerMinute = 0
    /// When it comes: at once, or when its distribution opens.
    public let startsAt: Instant
    /// Since when it is as it is.
    private var changedAt: Instant
    /// How many are to be there when it comes; nobody after that.
    public private(set) var expected = 0
    /// How many have come.
    public private(set) var came = 0
    /// How many have given up.
    public private(set) var left = 0
    /// How many have found no room since it was last told to be otherwise.
    public private(set) var turnedAway = 0
    /// How many were admitted, or have won.
    public internal(set) var admitted = 0

    var line: StrangerLine
    /// Through which instant the distribution's beats have been given away.
    var movedThrough: Instant
    /// When somebody comes or gives up next, nil while nobody does.
    private(set) var nextTick: Instant?
    private var generator: SeededGenerator

    init(startsAt: Instant, tickets: Int, now: Instant, generator: SeededGenerator) {
        self.startsAt = startsAt
        self.generator = generator
        changedAt = startsAt
        line = StrangerLine(tickets: tickets)
        movedThrough = now
    }

    /// How many take part.
    public var size: Int { line.count }

    /// The ends of what may go on: how many strangers have room, and when nobody comes any more.
    struct Bounds {
        var room: Int
        var closeAt: Instant?

        /// Of a distribution that so many consumers take part in.
        init(capacity: Int?, taken: Int, closeAt: Instant?) {
            room = min(max(0, (capacity ?? .max) - taken), StrangerLine.limit)
            self.closeAt = closeAt
        }
    }

    /// Takes on what a plan says.
    mutating func change(_ plan: CrowdPlan, at now: Instant, _ bounds: Bounds) {
        changedAt = max(now, startsAt)
        turnedAway = 0
        leave = plan.leave ?? leave
        arrivalsPerMinute = plan.arrivalsPerMinute ?? arrivalsPerMinute
        if let size = plan.size {
            if now < startsAt {
                expected = size
            } else if size >= line.count {
                join(size - line.count, bounds)
            } else {
                left += line.count - size
                line.takeLast(line.count - size)
            }
        }
        resume(at: now, bounds)
    }

    /// Goes on from an instant up to which everything has been done.
    mutating func resume(at now: Instant, _ bounds: Bounds) {
        movedThrough = max(movedThrough, now)
        let begun = now.milliseconds - startsAt.milliseconds
        let tick = begun < 0 ? 0 : (begun / 1000 + 1) * 1000
        nextTick = Instant(milliseconds: startsAt.milliseconds + tick)
        if !mayChange(bounds) { nextTick = nil }
    }

    /// Lets nobody come or give up any more.
    mutating func stop() { nextTick = nil }

    /// Lets come and give up who does at the next tick, and answers how much work that was.
    mutating func tick(_ bounds: Bounds) -> Int {
        guard let tick = nextTick else { return 0 }
        let second = Int((tick.milliseconds - startsAt.milliseconds) / 1000)
        let work = second > 0 ? giveUp(inSecond: (second - 1) % 60) : 0
        if bounds.closeAt.map({ tick < $0 }) ?? true { join(arrivals(inSecond: second), bounds) }
        nextTick = Instant(milliseconds: tick.milliseconds + 1000)
        if !mayChange(bounds) { nextTick = nil }
        return 1 + work
    }

    /// Whether somebody will come or give up unless a consumer does something.
    private func mayChange(_ bounds: Bounds) -> Bool {
        guard let nextTick,
            nextTick.milliseconds - changedAt.milliseconds <= CrowdPlan.lifetime.inMilliseconds
        else { return false }
        if leave > 0, line.count > 0 { return true }
        return (arrivalsPerMinute > 0 || nextTick == startsAt)
            && bounds.closeAt.map { nextTick < $0 } ?? true
    }

    private mutating func arrivals(inSecond second: Int) -> Int {
        guard second == 0 else {
            let second = (second - 1) % 60
            return (second + 1) * arrivalsPerMinute / 60 - second * arrivalsPerMinute / 60
        }
        defer { expected = 0 }
        return expected
    }

    private mutating func join(_ number: Int, _ bounds: Bounds) {
        let joining = min(number, max(0, bounds.room - line.count))
        line.join(joining)
        came += joining
        turnedAway += number - joining
    }

    /// In each second the same number goes, of those who wait at the beginning of the minute; what is less
    /// than one stranger is left to chance.
    private mutating func giveUp(inSecond second: Int) -> Int {
        guard leave > 0, line.count > 0 else { return 0 }
        let whole = 60_000_000 - leave * second
        let going = (line.count * leave + generator.below(whole)) / whole
        left += going
        return line.takeAnywhere(going, by: &generator)
    }
}

/// When the next tick is follows from the present instant.
extension Crowd {
    /// Reads a crowd in the line of so many tickets, nil where there is none.
    static func optional(
        from reader: inout StateReader, tickets: Int = 0
    ) throws(StateError) -> Crowd? {
        guard try reader.read() as Bool else { return nil }
        var crowd = Crowd(
            startsAt: try reader.read(), tickets: 0, now: .earliest, generator: try reader.read())
        crowd.changedAt = try reader.read()
        crowd.leave = try reader.integer(in: 0...1_000_000)
        crowd.arrivalsPerMinute = try reader.integer(in: 0...CrowdPlan.mostArrivals)
        crowd.expected = try reader.integer(in: 0...CrowdPlan.largest)
        crowd.came = try reader.tally()
        crowd.left = try reader.tally()
        crowd.turnedAway = try reader.tally()
        crowd.admitted = try reader.tally()
        crowd.line = try StrangerLine(from: &reader, tickets: tickets)
        return crowd
    }

    static func write(_ crowd: Crowd?, to writer: inout StateWriter) {
        writer.write(crowd != nil)
        guard let crowd else { return }
        writer.write(crowd.startsAt)
        writer.write(crowd.generator)
        writer.write(crowd.changedAt)
        writer.write(crowd.leave)
        writer.write(crowd.arrivalsPerMinute)
        writer.write(crowd.expected)
        writer.write(crowd.came)
        writer.write(crowd.left)
        writer.write(crowd.turnedAway)
        writer.write(crowd.admitted)
        crowd.line.write(to: &writer)
    }
}
