import Foundation

/// Charts as one picture: both axes logarithmic, the same vertical one for all, so that they compare.
struct CurveDrawing {
    private let charts: [Chart]
    private let decades: ClosedRange<Int>

    private let panel = (width: 490.0, height: 270.0)
    private let plot = (left: 58.0, top: 34.0, width: 270.0, height: 186.0)
    private let columns = 2

    init(_ charts: [Chart]) {
        self.charts = charts
        let all = charts.flatMap(\.curves).flatMap(\.points).map(\.median)
        let least = log10(all.min() ?? 1e-6).rounded(.down)
        let most = log10(all.max() ?? 1e-5).rounded(.up)
        decades = Int(least)...max(Int(most), Int(least) + 1)
    }

    /// The picture; it carries its own colours for light and dark.
    var svg: String {
        let rows = (charts.count + columns - 1) / columns
        let width = panel.width * Double(columns)
        let height = panel.height * Double(rows) + 60
        let panels = charts.enumerated().map { index, chart in
            let x = panel.width * Double(index % columns)
            let y = panel.height * Double(index / columns) + 60
            return "<g transform=\"translate(\(x.text) \(y.text))\">\n\(drawing(of: chart))</g>\n"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width.text) \(height.text)" \
            font-family="system-ui, sans-serif" font-size="12" role="img">
            <title>Time of one operation, by how many take part</title>
            <style>\(Self.style)</style>
            <rect class="paper" width="100%" height="100%"/>
            <text class="head" x="20" y="28">Time of one operation, by how many take part</text>
            <text x="20" y="47">Both axes logarithmic; × is the growth from \(Curve.few.grouped) to \
            \(Curve.many.grouped), where 2 is logarithmic.</text>
            \(panels.joined())</svg>

            """
    }

    /// Without variables, which not every viewer knows.
    private static let style = """

        .paper { fill: #fff } .grid { stroke: #e3e6ea } text { fill: #59636e }
        .head { font-size: 15px; font-weight: 600; fill: #1f2328 }
        .title { font-size: 13px; font-weight: 600; fill: #1f2328 }
        .c0 { color: #0b62c4 } .c1 { color: #b24a00 } .c2 { color: #107a3c } .c3 { color: #8338b0 }
        @media (prefers-color-scheme: dark) {
          .paper { fill: #0d1117 } .grid { stroke: #2a3038 } text { fill: #9198a1 }
          .head, .title { fill: #e6edf3 }
          .c0 { color: #6cb6ff } .c1 { color: #f69d50 } .c2 { color: #6bc46d } .c3 { color: #d2a8ff }
        }
        .curve { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round }
        .dot, .name { fill: currentColor }

        """
}

// MARK: One chart

extension CurveDrawing {
    private func drawing(of chart: Chart) -> String {
        let sizes = Set(chart.curves.flatMap(\.points).map(\.size)).sorted()
        let title = "<text class=\"title\" x=\"\(plot.left.text)\" y=\"20\">\(chart.title)</text>\n"
        let bottom = plot.top + plot.height
        let axis = text(chart.counted, x: plot.left + plot.width / 2, y: bottom + 36, "middle")
        return title + times + sizes.map(tick).joined() + axis
            + chart.curves.enumerated().map(curve).joined() + names(chart.curves)
    }

    /// The vertical axis: lines at 1, 2 and 5 of every decade.
    private var times: String {
        var lines = ""
        for decade in decades {
            for step in [1.0, 2, 5] where decade < decades.upperBound || step == 1 {
                let seconds = step * pow(10, Double(decade))
                let y = y(seconds)
                lines += line(plot.left, y, plot.left + plot.width, y)
                lines += text(seconds.duration, x: plot.left - 7, y: y + 4, "end")
            }
        }
        return lines
    }

    private func tick(_ size: Int) -> String {
        let x = x(size)
        let bottom = plot.top + plot.height
        let power = Int(log10(Double(size)).rounded())
        return line(x, plot.top, x, bottom + 4)
            + text(power == 0 ? "1" : "10\(power.superscript)", x: x, y: bottom + 18, "middle")
    }

    private func curve(_ index: Int, _ curve: Curve) -> String {
        let places = curve.points.map { (x($0.size).text, y($0.median).text) }
        let path = places.map { "\($0),\($1)" }.joined(separator: " ")
        let dots = places.map { x, y in
            "<circle class=\"dot c\(index)\" cx=\"\(x)\" cy=\"\(y)\" r=\"3\"/>\n"
        }
        return "<polyline class=\"curve c\(index)\" points=\"\(path)\"/>\n" + dots.joined()
    }

    /// Every curve's name at its end, moved apart where they would cover each other.
    private func names(_ curves: [Curve]) -> String {
        let gap = 15.0
        var ends = curves.enumerated().map { index, curve in
            (index: index, curve: curve, y: y(curve.points.last?.median ?? 1))
        }.sorted { $0.y < $1.y }
        for place in ends.indices.dropFirst() {
            ends[place].y = max(ends[place].y, ends[place - 1].y + gap)
        }
        let overhang = max(0, (ends.last?.y ?? 0) - (plot.top + plot.height))
        return ends.map { end in
            let growth = end.curve.growth.map { String(format: " ×%.1f", $0) } ?? ""
            return "<text class=\"name c\(end.index)\" x=\"\((plot.left + plot.width + 9).text)\" "
                + "y=\"\((end.y + 4 - overhang).text)\">\(end.curve.name)\(growth)</text>\n"
        }.joined()
    }

    private func x(_ size: Int) -> Double { plot.left + plot.width * log10(Double(size)) / 6 }

    private func y(_ seconds: Double) -> Double {
        let whole = Double(decades.upperBound - decades.lowerBound)
        let share = (log10(seconds) - Double(decades.lowerBound)) / whole
        return plot.top + plot.height * (1 - share)
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "<line class=\"grid\" x1=\"\(x1.text)\" y1=\"\(y1.text)\" "
            + "x2=\"\(x2.text)\" y2=\"\(y2.text)\"/>\n"
    }

    private func text(_ text: String, x: Double, y: Double, _ anchor: String) -> String {
        "<text x=\"\(x.text)\" y=\"\(y.text)\" text-anchor=\"\(anchor)\">\(text)</text>\n"
    }
}

extension Double {
    /// A coordinate.
    fileprivate var text: String {
        let text = String(format: "%.1f", self)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Seconds in the unit that leaves the shortest number.
    fileprivate var duration: String {
        let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
        let (unit, name) = units.first { self >= $0.0 * 0.999 } ?? (1e-9, "ns")
        return String(format: "%g %@", (self / unit).rounded(), name)
    }
}

extension Int {
    fileprivate var superscript: String {
        String(String(self).compactMap { $0.wholeNumberValue.map { Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0] } })
    }
}
