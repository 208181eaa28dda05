import Synchronization

/// What is odd about a target as a whole, each thing told once however many answers show it.
package final class TargetNotes: Sendable {
    private let notes = Mutex<[String]>([])
    private let closes = Mutex(false)
    private let gone = Mutex(false)

    /// Starts without any.
    package init() {}

    /// Everything so far, as sentences, in the order in which it was noticed.
    package var all: [String] { notes.withLock(\.self) }

    /// Whether it was seen to close a connection without having said so, which it may at any time
    /// (RFC 9112 section 9.6).
    var closesUnannounced: Bool {
        get { closes.withLock(\.self) }
        set { closes.withLock { $0 = newValue } }
    }

    /// Whether it did not answer what should have cleared up after a signal.
    var isGone: Bool {
        get { gone.withLock(\.self) }
        set { gone.withLock { $0 = newValue } }
    }

    /// Notes something, unless it is noted already.
    func add(_ note: String) {
        notes.withLock { if !$0.contains(note) { $0.append(note) } }
    }
}
