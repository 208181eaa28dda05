/// What is said of how much of a recording was judged.
enum RecordedText {
    /// How many kinds of call are named.
    private static let most = 12

    static func lines(
        _ traffic: RecordedTraffic, unseen: [String: Int], undecided: [String: Int],
        people: [String]
    ) -> [String] {
        var counts: [String: Int] = [:]
        for known in traffic.calls { counts[known.operation.name, default: 0] += 1 }
        let calls = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            "\($0.key) ×\($0.value)"
        }
        var lines: [String] = []
        if !calls.isEmpty {
            let more = calls.count - most
            let judged = traffic.calls.count - undecided.values.reduce(0, +)
            let all = number(traffic.calls.count, "call")
            lines.append(
                "judged: \(judged == traffic.calls.count ? all : "\(judged) of \(all)") at "
                    + "\(traffic.addresses.joined(separator: ", ")): "
                    + calls.prefix(most).joined(separator: ", ")
                    + (more > 0 ? " and those of \(number(more, "other kind"))" : ""))
        }
        for (reason, count) in undecided.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "\(number(count, "answer")) not judged, since no page speaks of it: \(reason)")
        }
        lines += people
        if traffic.others > 0 {
            lines.append("\(number(traffic.others, "call")) of other services left alone")
        }
        if !traffic.preflights.isEmpty {
            lines.append("\(number(traffic.preflights.count, "preflight")) of browsers looked at")
        }
        if traffic.undocumented > 0 {
            lines.append(
                "\(number(traffic.undocumented, "call")) of paths that no page documents not judged"
            )
        }
        if traffic.unanswered > 0 {
            lines.append(
                "\(number(traffic.unanswered, "call")) without an answer not judged: blocked by the"
                    + " browser, or cut off")
        }
        for (reason, count) in unseen.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "\(number(count, "answer")) judged by the status alone: \(reason)")
        }
        return lines
    }

    static func number(_ count: Int, _ what: String, _ several: String? = nil) -> String {
        "\(count) \(count == 1 ? what : several ?? what + "s")"
    }
}
