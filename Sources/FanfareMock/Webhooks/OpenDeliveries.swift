import FanfareModel

/// The deliveries that may still be taken: each subscriber's as they fall due, and whose is next.
///
/// A subscriber has one try on the wire at a time. Every step takes a search in what is open, however
/// much that is.
struct OpenDeliveries: Sendable {
    /// A delivery that waits for its next try.
    struct Turn: Comparable, Sendable {
        let due: Instant
        /// Its place among all deliveries of this life.
        let number: Int
        let subscriptionID: String

        static func < (one: Turn, other: Turn) -> Bool {
            (one.due, one.number) < (other.due, other.number)
        }
    }

    private struct Subscriber: Sendable {
        /// What waits, by the time it falls due.
        var waiting: [Turn] = []
        /// What is on the wire.
        var underway: Int?

        var next: Turn? { underway == nil ? waiting.first : nil }
        var isIdle: Bool { underway == nil && waiting.isEmpty }
    }

    private var subscribers: [String: Subscriber] = [:]
    /// The next of every subscriber who has nothing on the wire, by the time it falls due.
    private var turns: [Turn] = []

    /// Takes over what waits.
    init(_ waiting: [Turn] = []) {
        for turn in waiting.sorted() {
            subscribers[turn.subscriptionID, default: Subscriber()].waiting.append(turn)
        }
        turns = subscribers.values.compactMap(\.next).sorted()
    }

    /// The earliest instant at which a try can begin.
    var nextDue: Instant? { turns.first?.due }

    /// Whether anything is on the wire.
    var isUnderway: Bool { subscribers.values.contains { $0.underway != nil } }

    mutating func add(_ turn: Turn) {
        change(turn.subscriptionID) { $0.waiting.insertInOrder(turn) }
    }

    /// Puts on the wire what is due for longest; its number, nil when nothing is.
    mutating func takeDue(at now: Instant) -> Int? {
        guard let turn = turns.first, turn.due <= now else { return nil }
        change(turn.subscriptionID) { subscriber in
            subscriber.waiting.removeFirst()
            subscriber.underway = turn.number
        }
        return turn.number
    }

    /// A subscriber's try has ended.
    mutating func ended(for subscriptionID: String) {
        change(subscriptionID) { $0.underway = nil }
    }

    /// Gives up everything of a subscriber's; the numbers of it, that on the wire included.
    mutating func giveUp(_ subscriptionID: String) -> [Int] {
        var numbers: [Int] = []
        change(subscriptionID) { subscriber in
            numbers = subscriber.waiting.map(\.number) + [subscriber.underway].compactMap(\.self)
            subscriber.waiting = []
        }
        return numbers
    }

    /// Forgets what waits with a lower number.
    mutating func forget(before number: Int) {
        for id in Array(subscribers.keys) {
            change(id) { $0.waiting.removeAll { $0.number < number } }
        }
    }

    private mutating func change(_ id: String, _ body: (inout Subscriber) -> Void) {
        // Taken out, so that it is changed in place.
        var subscriber = subscribers.removeValue(forKey: id) ?? Subscriber()
        if let next = subscriber.next { turns.remove(at: turns.place(of: next)) }
        body(&subscriber)
        if let next = subscriber.next { turns.insertInOrder(next) }
        if !subscriber.isIdle { subscribers[id] = subscriber }
    }
}

extension [OpenDeliveries.Turn] {
    /// Where an element stands, or would, in ascending order.
    fileprivate func place(of turn: Element) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < turn { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate mutating func insertInOrder(_ turn: Element) {
        insert(turn, at: place(of: turn))
    }
}
