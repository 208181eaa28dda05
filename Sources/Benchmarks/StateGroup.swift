/// What it takes to go back, and to carry everything elsewhere, by how many people there are.
///
/// Everybody has a session, a place, an entry, a bid and a code.
final class StateGroup: BenchmarkGroup {
    let name = "State: snapshot, restore, export and import"
    let ratios: [Ratio] = []
    private let sizes = [1000, 10_000, 100_000, 1_000_000]
    private var sizesInBytes: [Int] = []

    var notes: [String] {
        [
            "snapshot and restore hold the first change after them, which copies what is shared",
            "goal: below 1 s for 100,000 consumers, below 2 s for 1,000,000",
        ]
            + zip(sizes, sizesInBytes).map { size, bytes in
                "\(size) consumers are \(bytes / size) bytes each, \(bytes >> 20) MiB in all"
            }
    }

    func run() -> [Measurement] { sizes.flatMap(measure) }

    private func measure(_ size: Int) -> [Measurement] {
        let crowd = Crowd(size)
        let clock = ContinuousClock()
        var (kept, exporting, importing) = ([(Double, Double)](), [Double](), [Double]())
        var state: [UInt8] = []
        for _ in 0..<3 {
            kept.append(crowd.snapshotAndRestore())
            exporting.append(clock.measure { state = crowd.exported() } / .seconds(1))
            importing.append(
                clock.measure { precondition(crowd.imports(state)) } / .seconds(1))
        }
        sizesInBytes.append(state.count)
        return [
            Measurement(name: "snapshot of \(size)", samples: kept.map(\.0)),
            Measurement(name: "restore of \(size)", samples: kept.map(\.1)),
            Measurement(name: "export of \(size)", samples: exporting),
            Measurement(name: "import of \(size)", samples: importing),
        ]
    }
}
