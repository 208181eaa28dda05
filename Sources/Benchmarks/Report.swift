import Foundation

/// One group's figures with the comparisons it promised.
struct GroupReport: Encodable {
    struct Comparison: Encodable {
        let faster: String
        let slower: String
        let ratio: Double
        let goal: Double?
    }

    let name: String
    let measurements: [Measurement]
    let comparisons: [Comparison]
    let notes: [String]

    init(_ group: any BenchmarkGroup) {
        name = group.name
        let measurements = group.run()
        self.measurements = measurements
        notes = group.notes
        let medians = Dictionary(uniqueKeysWithValues: measurements.map { ($0.name, $0.median) })
        comparisons = group.ratios.compactMap { ratio in
            guard let fast = medians[ratio.faster], let slow = medians[ratio.slower] else {
                return nil
            }
            return Comparison(
                faster: ratio.faster, slower: ratio.slower, ratio: slow / fast, goal: ratio.goal)
        }
    }
}

/// The figures for people and for programs.
enum Report {
    static func json(_ reports: [GroupReport]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(reports), as: UTF8.self)
    }

    static func table(_ reports: [GroupReport]) -> String {
        reports.map(table).joined(separator: "\n\n")
    }

    private static func table(_ report: GroupReport) -> String {
        let width = report.measurements.map(\.name.count).max() ?? 0
        var lines = [
            report.name,
            "  " + padded("", width) + "      median       10 %       90 %        per second",
        ]
        lines += report.measurements.map { measurement in
            "  " + padded(measurement.name, width) + "  "
                + [measurement.median, measurement.percentile(0.1), measurement.percentile(0.9)]
                .map(microseconds).joined(separator: " ")
                + String(format: "%18.0f", 1 / measurement.median)
        }
        lines += report.comparisons.map { comparison in
            let goal = comparison.goal.map { String(format: " (goal: %g)", $0) } ?? ""
            return "  \(comparison.faster) is "
                + String(format: "%.1f", comparison.ratio)
                + " times as fast as \(comparison.slower)"
                + goal
        }
        lines += report.notes.map { "  " + $0 }
        return lines.joined(separator: "\n")
    }

    private static func microseconds(_ seconds: Double) -> String {
        String(format: "%7.2f µs", seconds * 1e6)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.padding(toLength: width, withPad: " ", startingAt: 0)
    }
}
