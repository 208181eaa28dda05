import Foundation

/// How long one operation takes, by how many are there.
struct Curve: Encodable {
    struct Point: Encodable {
        let size: Int
        /// Seconds: the middle one of the samples, and a tenth of them on either side left out.
        let median, low, high: Double

        init(size: Int, samples: Measurement) {
            self.size = size
            median = samples.median
            low = samples.percentile(0.1)
            high = samples.percentile(0.9)
        }
    }

    let name: String
    var points: [Point]

    /// How many times longer it takes with a million than with a thousand, if both were measured.
    var growth: Double? {
        guard let few = points.first(where: { $0.size == Curve.few }),
            let many = points.first(where: { $0.size == Curve.many })
        else { return nil }
        return many.median / few.median
    }

    static let few = 1000
    static let many = 1_000_000
    /// What grows with the logarithm grows so many times: log 1,000,000 / log 1,000.
    static let logarithmicGrowth = 2.0
}

/// Curves that are looked at together.
struct Chart: Encodable {
    let title: String
    /// What the size counts.
    let counted: String
    var curves: [Curve]
}

/// A figure beside the curves, and the most that is wanted of it.
struct Figure: Encodable {
    let name: String
    let value: Double
    let limit: Double
    let unit: String
}

/// Everything that was drawn.
struct CurveReport: Encodable {
    var charts: [Chart]
    var figures: [Figure]

    /// Writes the curves as data and as a picture.
    func write(to folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try (encoder.encode(self) + Data("\n".utf8))
            .write(to: folder.appending(path: "curves.json"))
        try Data(CurveDrawing(charts).svg.utf8).write(to: folder.appending(path: "curves.svg"))
    }
}

extension CurveReport {
    /// The figures as Markdown.
    var table: String {
        let sizes = Set(charts.flatMap(\.curves).flatMap(\.points).map(\.size)).sorted()
        let head = ["time of one operation"] + sizes.map(\.grouped) + ["growth", ""]
        let rows = charts.flatMap { chart in
            chart.curves.map { row("\(chart.title): \($0.name)", $0, sizes) }
        }
        let figureRows = figures.map { figure in
            [
                figure.name, "\(figure.value.short) \(figure.unit)",
                "<= \(figure.limit.short) \(figure.unit)", verdict(figure.value <= figure.limit),
            ]
        }
        return """
            Growth is from \(Curve.few.grouped) to \(Curve.many.grouped); what grows with the \
            logarithm doubles, and no more is wanted. All times are medians of requests to the \
            mock without a socket.

            \(markdown(head, rows))

            \(markdown(["", "measured", "target", ""], figureRows))

            """
    }

    private func row(_ name: String, _ curve: Curve, _ sizes: [Int]) -> [String] {
        let times = sizes.map { size in
            curve.points.first { $0.size == size }?.median.microseconds ?? ""
        }
        let growth = curve.growth.map { String(format: "%.2f", $0) } ?? ""
        return [name] + times
            + [growth, curve.growth.map { verdict($0 <= Curve.logarithmicGrowth) } ?? ""]
    }

    private func verdict(_ isReached: Bool) -> String { isReached ? "reached" : "not reached" }

    private func markdown(_ head: [String], _ rows: [[String]]) -> String {
        let rule = head.indices.map { $0 == 0 ? "---" : "--:" }
        return ([head, rule] + rows)
            .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}

extension Double {
    fileprivate var microseconds: String { (self * 1e6).short + " µs" }

    /// Three digits that matter.
    fileprivate var short: String {
        self >= 100 ? Int(rounded()).grouped : String(format: "%.3g", self)
    }
}

extension Int {
    /// Thousands set apart by commas.
    var grouped: String {
        var digits = String(self)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return ([digits[...]] + groups).joined(separator: ",")
    }
}
