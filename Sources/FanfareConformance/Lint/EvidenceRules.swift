/// A statement is seen through calls that bind a target as much as it does.
enum EvidenceRules {
    /// Blocks whose difference would be a failure by their clause, and is none by the calls that lead to
    /// it: whoever reads the scenario alone would take it for graver than it is.
    static func problems(_ scenario: Scenario, of suite: Suite) -> [SuiteProblem] {
        scenario.steps.indices.flatMap { index -> [SuiteProblem] in
            guard let call = suite.calls.weakest(of: scenario, upTo: index) else { return [] }
            let weight = call.evidence.severity(strict: false)
            return scenario.steps[index].blocks.compactMap { block in
                let reference = block.clause ?? scenario.clause
                guard let clause = suite.clauses[reference.id],
                    clause.evidence.severity(strict: false) > weight
                else { return nil }
                return SuiteProblem(
                    at: block.place,
                    "\(clause.id) [\(clause.evidence.rawValue)] is seen through \(call.name)"
                        + " [\(call.evidence.rawValue)]: show it by other calls, or cite a clause of that rank"
                )
            }
        }
    }
}
