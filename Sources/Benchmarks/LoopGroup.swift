/// Functions called over and over; their samples take turns, so that noise hits all of them alike.
struct LoopGroup: BenchmarkGroup {
    let name: String
    /// Made when the group is run, so that what they need is not made before its turn.
    let operations: () -> [Operation]
    let ratios: [Ratio]

    init(name: String, operations: @escaping () -> [Operation], ratios: [Ratio] = []) {
        self.name = name
        self.operations = operations
        self.ratios = ratios
    }

    private static let sampleCount = 31
    private static let sampleTime = 0.006

    func run() -> [Measurement] {
        let operations = operations()
        let batches = operations.map { Self.calibrate($0.body) }
        var samples = operations.map { _ in [Double]() }
        for _ in 0..<Self.sampleCount {
            for (index, operation) in operations.enumerated() {
                let seconds = Self.time(operation.body, times: batches[index])
                samples[index].append(seconds / Double(batches[index]))
            }
        }
        return zip(operations, samples).map { Measurement(name: $0.name, samples: $1) }
    }

    /// How many calls make a sample long enough for the clock; warms up on the way.
    private static func calibrate(_ body: () -> Void) -> Int {
        var count = 1
        while true {
            let seconds = time(body, times: count)
            if seconds >= sampleTime / 2 {
                return max(1, Int(Double(count) * sampleTime / seconds))
            }
            count *= 2
        }
    }

    private static func time(_ body: () -> Void, times count: Int) -> Double {
        seconds { for _ in 0..<count { body() } }
    }
}

/// Functions called once each, in their order: what the first call in a process costs.
struct OnceGroup: BenchmarkGroup {
    let name: String
    let operations: [Operation]
    let ratios: [Ratio] = []

    func run() -> [Measurement] {
        operations.map { Measurement(name: $0.name, samples: [seconds($0.body)]) }
    }
}

/// One thing to measure.
struct Operation {
    let name: String
    let body: () -> Void

    init(_ name: String, _ body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }
}

private func seconds(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}
