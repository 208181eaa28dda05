import FanfareModel
import JSONTree

/// Whether a subscriber is still told, and what speaks against it (specs/v1/contract.md#webhooks).
///
/// ```
/// enabled ──> disabled
/// ```
struct EndpointHealth: Hashable, Sendable {
    /// How many tries in a row must have failed.
    static let failureLimit = 100
    /// For how long they must have.
    static let patience = Duration.seconds(7 * 86_400)

    /// How many tries in a row have failed.
    private(set) var failures = 0
    /// When the first of them ended.
    private var failingSince: Instant?
    /// When it was disabled, nil while it is told.
    private(set) var disabledAt: Instant?

    /// Hears what came of a try; answers whether that disabled it.
    mutating func heard(_ outcome: WebhookOutcome, at now: Instant) -> Bool {
        if case .answered(200..<300) = outcome {
            (failures, failingSince) = (0, nil)
            return false
        }
        failures += 1
        let since = failingSince ?? now
        failingSince = since
        let isGone = outcome == .answered(410)
        guard isGone || failures >= Self.failureLimit && now - since >= Self.patience,
            disabledAt == nil
        else { return false }
        disabledAt = now
        return true
    }

    var members: [JSONMember] {
        [
            JSONMember("enabled", JSONNode(disabledAt == nil)),
            JSONMember("disabledAt", disabledAt.json),
            JSONMember("failuresInARow", JSONNode(failures)),
        ]
    }
}

extension EndpointHealth: Stored {
    init(from reader: inout StateReader) throws(StateError) {
        failures = try reader.tally()
        failingSince = try reader.read()
        disabledAt = try reader.read()
    }

    func write(to writer: inout StateWriter) {
        writer.write(failures)
        writer.write(failingSince)
        writer.write(disabledAt)
    }
}
