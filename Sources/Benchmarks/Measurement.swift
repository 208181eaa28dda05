/// What was measured under one name: several samples of the seconds that one operation takes.
struct Measurement: Codable {
    let name: String
    /// Ascending.
    let samples: [Double]

    init(name: String, samples: [Double]) {
        self.name = name
        self.samples = samples.sorted()
    }

    var median: Double { percentile(0.5) }

    func percentile(_ share: Double) -> Double {
        samples[Int((Double(samples.count - 1) * share).rounded())]
    }
}

/// A comparison that a group promises something about: how many times faster one is than another.
struct Ratio {
    let faster: String
    let slower: String
    /// The least that we want.
    let goal: Double?
}

/// Things measured together; a load test over sockets can be one as well as a loop over a function.
protocol BenchmarkGroup {
    var name: String { get }
    var ratios: [Ratio] { get }
    /// What was found besides, in words; known after the run.
    var notes: [String] { get }
    func run() -> [Measurement]
}

extension BenchmarkGroup {
    var notes: [String] { [] }
}

/// Keeps the optimizer from leaving out what nobody reads.
@inline(never)
func consume<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
