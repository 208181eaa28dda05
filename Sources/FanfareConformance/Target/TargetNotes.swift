import Synchronization

/// What is odd about a target as a whole, each thing told once however many answers show it.
package final class TargetNotes: Sendable {
    private let notes = Mutex<[String]>([])

    /// Starts without any.
    package init() {}

    /// Everything so far, as sentences, in the order in which it was noticed.
    package var all: [String] { notes.withLock(\.self) }

    /// Notes something, unless it is noted already.
    func add(_ note: String) {
        notes.withLock { if !$0.contains(note) { $0.append(note) } }
    }
}
