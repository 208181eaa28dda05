import JSONTree

extension Fault {
    /// What a program is to see of a fault, whatever its HTTP library does on the wire.
    ///
    /// `POST /__admin/faults {"effect": …}` takes one; the topic `faults` says why a fault
    /// on the wire may be seen by nobody.
    enum Sight: String, CaseIterable, Sendable {
        /// An error, and the call has not taken effect.
        case lostCall
        /// An error although the call has taken effect: its head came, and nothing else.
        case lostAnswer
        /// An error after half of the body; the call has taken effect.
        case halfAnswer
        /// The answer comes, but after `delay`, or half a minute: a timeout for most.
        case lateAnswer
        /// The answer comes a few bytes at a time, `drip` a second or 20, which is no timeout to
        /// who times each read.
        case slowAnswer
        /// The answer comes and is no JSON.
        case garbledAnswer

        var damage: Effect.Damage? {
            switch self {
            case .lostCall: .resetBefore
            case .lostAnswer: .resetAfterHead
            case .halfAnswer: .resetMiddle
            case .lateAnswer: nil
            case .slowAnswer: .drip(20)
            case .garbledAnswer: .malformedJSON
            }
        }

        var delay: Delay? { self == .lateAnswer ? Delay("30s") : nil }
    }
}
