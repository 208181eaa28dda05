import Synchronization

/// The answers that a target gives to readings, as a run finds them out; shared by its workers.
package final class FoundReadings: Sendable {
    /// An answer, and what told.
    package struct Found: Sendable, Hashable {
        /// The answer.
        package let answer: String
        /// The scenario that told first, nil where the target's file states it.
        package let scenario: String?
    }

    private let found: Mutex<[String: Found]>

    /// Begins with what is stated.
    init(stated: [String: String] = [:]) {
        found = Mutex(stated.mapValues { Found(answer: $0, scenario: nil) })
    }

    /// Everything found so far, by reading.
    package var all: [String: Found] { found.withLock { $0 } }

    /// What is known of a reading.
    subscript(reading: String) -> Found? { found.withLock { $0[reading] } }

    /// Notes the answer that a scenario shows, and says which one the target is held to: the first.
    func settle(_ reading: String, _ answer: String, by scenario: String) -> Found {
        found.withLock { found in
            let settled = found[reading] ?? Found(answer: answer, scenario: scenario)
            found[reading] = settled
            return settled
        }
    }
}
