import Synchronization

/// Counts calls from any thread.
final class Counter: Sendable {
    private let count = Mutex(0)

    /// The number of this call, from 1.
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Lets so many calls have something, from any thread.
final class Allowance: Sendable {
    private let limit: Int
    private let count = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// Whether this call is among them.
    func take() -> Bool {
        count.withLock { count in
            count += 1
            return count <= limit
        }
    }

    /// How many calls came.
    var taken: Int { count.withLock(\.self) }
}

/// Words seen from any thread, each once.
final class SeenWords: Sendable {
    private let words = Mutex<Set<String>>([])

    func add(_ word: String) { words.withLock { _ = $0.insert(word) } }

    var all: Set<String> { words.withLock(\.self) }
}
