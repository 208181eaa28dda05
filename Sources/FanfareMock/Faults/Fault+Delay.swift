import FanfareModel
import JSONTree

extension Fault {
    /// How long answers are held back: some quantiles, and evenly spread between one and the next.
    struct Delay: Sendable, Hashable {
        /// The delay that a share of the calls do not exceed.
        struct Quantile: Sendable, Hashable {
            let share: Double
            let milliseconds: Int64
        }

        /// From the share 0 to the share 1.
        private let quantiles: [Quantile]

        /// Reads `"500ms"`, or `{"min", "median", "p99", "max"}` of which the middle two may be missing.
        init?(_ node: JSONNode) {
            if let text = node.string {
                guard let delay = Self.milliseconds(text) else { return nil }
                quantiles = [Quantile(share: 0, milliseconds: delay)]
                return
            }
            let members = node.members ?? []
            guard members.allSatisfy({ Self.shares.keys.contains($0.key) }),
                node["min"] != nil, node["max"] != nil
            else { return nil }
            let found = members.compactMap { member -> Quantile? in
                guard let share = Self.shares[member.key],
                    let delay = member.node.string.flatMap(Self.milliseconds)
                else { return nil }
                return Quantile(share: share, milliseconds: delay)
            }.sorted { $0.share < $1.share }
            guard found.count == members.count,
                zip(found, found.dropFirst()).allSatisfy({ $0.milliseconds <= $1.milliseconds })
            else { return nil }
            quantiles = found
        }

        /// Whether no call would be held back.
        var isNone: Bool { quantiles.allSatisfy { $0.milliseconds == 0 } }

        private static let shares = ["min": 0, "median": 0.5, "p99": 0.99, "max": 1]

        private static func milliseconds(_ text: String) -> Int64? {
            guard let time = Duration(words: text), time <= .seconds(3600) else { return nil }
            return time.inMilliseconds
        }

        /// The delay of one call.
        func draw(using chance: inout SeededGenerator) -> Duration {
            guard quantiles.count > 1 else { return .milliseconds(quantiles[0].milliseconds) }
            let share = Double.random(in: 0..<1, using: &chance)
            let upper = quantiles.firstIndex { $0.share > share } ?? quantiles.count - 1
            let (low, high) = (quantiles[upper - 1], quantiles[upper])
            let part = (share - low.share) / (high.share - low.share)
            let rise = Double(high.milliseconds - low.milliseconds) * part
            return .milliseconds(low.milliseconds + Int64(rise.rounded()))
        }
    }
}
