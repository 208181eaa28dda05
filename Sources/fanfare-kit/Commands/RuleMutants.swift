import FanfareConformance

/// The mock's rule mutants as the suite meets them.
enum RuleMutants {
    static let all: [Mutant] = []
}
