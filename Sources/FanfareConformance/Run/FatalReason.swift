import Synchronization

/// Why a whole run ends before its last scenario.
package enum FatalReason: Sendable, Hashable {
    /// Something that the user gave cannot be used.
    case unusable(String)
    /// The target is gone.
    case unreachable(String)

    /// What happened, as sentences.
    package var text: String {
        switch self {
        case .unusable(let text), .unreachable(let text): text
        }
    }
}

/// The reason that ends a run, shared by its workers: the first one stays, so that it is said once.
package final class FatalBox: Sendable {
    private let box = Mutex<FatalReason?>(nil)

    /// Begins without one.
    package init() {}

    /// The reason, nil while the run may go on.
    package var reason: FatalReason? { box.withLock(\.self) }

    /// Whether nobody is there any more to talk to.
    var isGone: Bool {
        if case .unreachable = reason { true } else { false }
    }

    /// Ends the run; false where something has ended it already.
    @discardableResult
    package func end(_ reason: FatalReason) -> Bool {
        box.withLock { box in
            guard box == nil else { return false }
            box = reason
            return true
        }
    }
}
