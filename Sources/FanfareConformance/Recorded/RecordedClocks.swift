import HTTPEngine
import JSONTree

/// How far the clocks of a deployment are apart, as far as a recording shows: the one that dates answers,
/// and the one that says when something happened.
struct RecordedClocks {
    /// What a call brings about, whenever it is granted.
    static let present = ["bid": "lastBidTime", "book": "createdAt", "complete": "completedAt"]
    /// What a call brings about, or did before.
    private static let first = ["enter": "enteredAt", "admit": "admittedAt"]
    /// How far two clocks may be apart of which nothing is known, in milliseconds.
    private static let unknown = 60_000
    /// How far those are apart that agree: either may be cut off to the second.
    private static let agreed = 3000

    /// How far a time may lie beside the date of the answer that it is in, in milliseconds.
    let leeway: Int

    init(_ traffic: RecordedTraffic) {
        var (alike, apart) = (0, 0)
        for known in traffic.calls where known.call.response.status < 300 {
            guard let now = known.now,
                let call = known.operation.operation.segments.last.flatMap(\.self),
                let name = Self.present[call] ?? Self.first[call],
                let moment = known.call.response.json?[name]?.string.flatMap({
                    Timestamp(iso8601: $0, allowsOffset: true)
                })
            else { continue }
            let span = now.milliseconds - moment.milliseconds
            if (-Self.agreed..<Self.agreed + known.call.milliseconds).contains(span) {
                alike += 1
            } else if Self.present[call] != nil {
                apart += 1
            }
        }
        leeway = alike >= 3 && alike >= 4 * apart ? Self.agreed : Self.unknown
    }
}
