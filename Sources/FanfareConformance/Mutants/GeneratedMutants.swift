import JSONTree

/// The mutants that follow from what the suite expects.
///
/// Every block of an authoritative or reference clause is taken apart: whatever it says about an
/// answer becomes a server that does it otherwise.
package enum GeneratedMutants {
    /// The statuses that the documentation knows (specs/v1/contract.md#errors).
    private static let statuses = [
        200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 423, 429, 500, 503,
    ]

    /// Every mutant once, in the order of their names.
    package static func all(for suite: Suite, basePath: String) -> [Mutant] {
        let table = OperationTable(suite.scenarios)
        var found: [String: Mutant] = [:]
        for expectation in suite.expectations(table) {
            for (target, needed) in targets(expectation) {
                let mutation = AnswerMutation(
                    operation: expectation.operation, condition: expectation.condition,
                    target: target)
                var mutant = mutant(mutation, expectation, needed, table, basePath)
                // Several expectations may lead to the same mutant: the strictest counts.
                guard let other = found[mutant.name] else {
                    found[mutant.name] = mutant
                    continue
                }
                if other.needed ?? .failure < needed {
                    mutant.sources += other.sources
                    found[mutant.name] = mutant
                } else if other.sources.last != expectation.scenario {
                    found[mutant.name]?.sources.append(expectation.scenario)
                }
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private static func mutant(
        _ mutation: AnswerMutation, _ expectation: Expectation, _ needed: Severity,
        _ table: OperationTable, _ basePath: String
    ) -> Mutant {
        let answers = mutation.condition.word.replacing("-", with: " ")
        return Mutant(
            name: "answers/" + mutation.name,
            sentence: "In \(answers) of \(mutation.operation), \(mutation.target.sentence)",
            clauses: [expectation.clause.id], operation: mutation.operation,
            needed: needed, sources: [expectation.scenario]
        ) { base in
            let transport = MutatingTransport(base, mutation, table, basePath: basePath)
            return Mutant.Subject(transport: transport) { transport.count }
        }
    }

    /// What may be wrong, and how grave the finding must be: what the block itself allows, such as
    /// another time of the same form, only has to be noticed somewhere.
    private static func targets(
        _ expectation: Expectation
    ) -> [(AnswerMutation.Target, needed: Severity)] {
        let block = expectation.block
        var targets: [(AnswerMutation.Target, needed: Severity)] = []
        if let status = block.status {
            targets += neighbours(of: status).map { (.status($0), .failure) }
        }
        for (name, pattern) in block.headers {
            targets += pattern.changes(at: BodyPath(), kept: expectation.kept).filter {
                $0.change.fitsHeaders
            }.map {
                (.header(name, $0.change), $0.isWithinForm ? .note : .failure)
            }
            if !pattern.allowsAbsence { targets.append((.header(name, .dropped), .failure)) }
        }
        if let body = block.body {
            targets += body.changes(at: BodyPath(), kept: expectation.kept).map {
                (.body($0.path, $0.change), $0.isWithinForm ? .note : .failure)
            }
        }
        if block.empty != nil { targets.append((.bodyAdded, .failure)) }
        return targets
    }

    /// The documented statuses beside a right one, as far as they are wrong.
    private static func neighbours(of pattern: StatusPattern) -> [Int] {
        let beside = statuses.indices.filter { index in
            !pattern.allows(statuses[index])
                && [index - 1, index + 1].contains { beside in
                    statuses.indices.contains(beside) && pattern.allows(statuses[beside])
                }
        }
        return beside.map { statuses[$0] }
    }
}

extension Change {
    /// Whether a header, which is text, can be wrong in this way.
    fileprivate var fitsHeaders: Bool {
        switch self {
        case .retyped, .null: false
        default: true
        }
    }
}

/// A block of expectations that a target must satisfy, and what it is about.
struct Expectation {
    let operation: Operation
    let condition: AnswerCondition
    let block: AnswerBlock
    let clause: Clause
    let scenario: String
    /// The names under which the scenario keeps what answers said.
    let kept: Set<String>
}

extension Suite {
    /// Every block whose contradiction is a failure.
    fileprivate func expectations(_ table: OperationTable) -> [Expectation] {
        scenarios.flatMap { scenario in
            scenario.steps.flatMap { step -> [Expectation] in
                let status = step.usualBlocks.lazy.compactMap(\.status).first
                return step.usualBlocks.flatMap { block -> [Expectation] in
                    guard let clause = clauses[(block.clause ?? scenario.clause).id],
                        clause.evidence.mustBeChecked
                    else { return [] }
                    let operations = Set(step.requests.map(table.operation))
                    return operations.map { operation in
                        Expectation(
                            operation: operation,
                            condition: AnswerCondition(block.status ?? status, block.body),
                            block: block, clause: clause, scenario: scenario.name,
                            kept: scenario.kept)
                    }
                }
            }
        }
    }
}
