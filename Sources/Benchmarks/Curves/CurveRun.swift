import FanfareMock
import FanfareModel
import Foundation
import HTTPEngine
import JSONTree

/// Measures every operation in crowds from one person to a million.
enum CurveRun {
    private static let sizes = [1, 1000, 10_000, 100_000, 1_000_000]

    static func report() -> CurveReport {
        var charts = CrowdChart.all.map { chart in
            Chart(
                title: chart.title, counted: chart.counted,
                curves: chart.operations.map { Curve(name: $0.name, points: []) })
        }
        var bytesEach = 0
        var state = [Curve(name: "snapshot", points: []), Curve(name: "restore", points: [])]
        for size in sizes {
            let crowd = Crowd(size)
            // Of a few, the rest of the process would weigh more than they do.
            bytesEach = crowd.bytesEach
            for (index, chart) in CrowdChart.all.enumerated() {
                for (row, operation) in chart.operations.enumerated() {
                    charts[index].curves[row].points.append(operation.measure(in: crowd))
                }
            }
            // The state of fewer lies in the processor's caches.
            if size >= 10_000 {
                state[0].points.append(crowd.statePoint(\.snapshot))
                state[1].points.append(crowd.statePoint(\.restore))
            }
        }
        charts.append(Chart(title: "State, each consumer", counted: "consumers", curves: state))
        let day = Day.curve(sizes.dropFirst())
        charts.append(Chart(title: "24 hours, each event", counted: "events", curves: [day]))
        let figures = [weight(bytesEach)] + stateFigures(state) + Day.figures(day)
        return CurveReport(charts: charts, figures: figures)
    }

    private static func stateFigures(_ curves: [Curve]) -> [Figure] {
        curves.flatMap { curve in
            curve.points.filter { $0.size == Curve.many }.map { point in
                Figure(
                    name: "\(curve.name) of \(point.size.grouped) consumers",
                    value: point.median * Double(point.size), limit: 2, unit: "s")
            }
        }
    }

    private static func weight(_ bytes: Int) -> Figure {
        Figure(
            name: "a consumer with a session and a place", value: Double(bytes), limit: 1024,
            unit: "bytes")
    }
}

extension Crowd {
    /// A share of the whole, so that what grows with the number of consumers is level.
    fileprivate func statePoint(
        _ part: ((snapshot: Double, restore: Double)) -> Double
    ) -> Curve.Point {
        let samples = (0..<3).map { _ in part(snapshotAndRestore()) / Double(size) }
        return Curve.Point(size: size, samples: Measurement(name: "", samples: samples))
    }
}

/// A day of mock time in which a queue admits by its rate and every admission ends unused.
private enum Day {
    static func curve(_ sizes: some Sequence<Int>) -> Curve {
        Curve(
            name: "admit or expire",
            points: sizes.map { size in
                let samples = (0..<3).map { _ in seconds(events: size) / Double(size) }
                return Curve.Point(size: size, samples: Measurement(name: "", samples: samples))
            })
    }

    static func figures(_ curve: Curve) -> [Figure] {
        curve.points.filter { $0.size == 100_000 }.map { point in
            Figure(
                name: "24 hours of mock time with \(point.size.grouped) events",
                value: point.median * Double(point.size), limit: 10, unit: "s")
        }
    }

    /// The seconds for so many events: an admission and its end for each in line.
    private static func seconds(events: Int) -> Double {
        let perMinute = events / 2 / (23 * 60) + 1
        let mock = SharedMock(
            worldConfiguration(
                """
                {"experiences": [{"name": "E", "sequences": [{"name": "S", "queues":
                  [{"id": "queue", "name": "Q", "admissionsPerMinute": \(perMinute)}]}]}]}
                """))
        mock.withWorld { world in
            for _ in 0..<events / 2 {
                let guest = world.addGuest()
                consume(try? world.enterQueue(Key(at: 0), as: guest, fingerprint: nil))
            }
        }
        let clock = ContinuousClock()
        let duration = clock.measure {
            consume(mock.respond(to: .post("/__admin/clock", ["advance": "24h"])))
        }
        mock.withWorld { world in
            guard world.catalogue.queues[0].waitingCount == 0 else { fatalError("some still wait") }
        }
        return duration / .seconds(1)
    }
}

/// The memory of this process.
enum Memory {
    /// The bytes of it that are in the machine's memory (proc(5), `statm`).
    static var resident: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let fields = text.split(separator: " ").compactMap { Int($0) }
        return fields.count > 1 ? fields[1] * 4096 : 0
    }
}
