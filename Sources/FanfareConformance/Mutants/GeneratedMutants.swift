import JSONTree

/// The mutants that follow from what the suite expects.
///
/// Every block of an authoritative or reference clause is taken apart: whatever it says about an
/// answer becomes a server that does it otherwise.
package enum GeneratedMutants {
    /// The statuses that the documentation knows (contract section 9).
    private static let statuses = [
        200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 423, 429, 500, 503,
    ]

    /// Every mutant once, in the order of their names.
    package static func all(for suite: Suite, basePath: String) -> [Mutant] {
        let table = OperationTable(suite.scenarios)
        var found: [String: Mutant] = [:]
        for expectation in suite.expectations(table) {
            for target in targets(expectation) {
                let mutation = AnswerMutation(
                    operation: expectation.operation, condition: expectation.condition,
                    target: target)
                let mutant = mutant(mutation, expectation, table, basePath)
                found[mutant.name] = found[mutant.name] ?? mutant
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private static func mutant(
        _ mutation: AnswerMutation, _ expectation: Expectation, _ table: OperationTable,
        _ basePath: String
    ) -> Mutant {
        let answers = mutation.condition.word.replacing("-", with: " ")
        return Mutant(
            name: "answers/" + mutation.name,
            sentence: "In \(answers) of \(mutation.operation), \(mutation.target.sentence)",
            clauses: [expectation.clause.id], operation: mutation.operation,
            likeliest: expectation.scenario
        ) { base in
            let transport = MutatingTransport(base, mutation, table, basePath: basePath)
            return Mutant.Subject(transport: transport) { transport.count }
        }
    }

    private static func targets(_ expectation: Expectation) -> [AnswerMutation.Target] {
        let block = expectation.block
        var targets: [AnswerMutation.Target] = []
        if let status = block.status { targets += neighbours(of: status).map { .status($0) } }
        for (name, pattern) in block.headers {
            targets += headerChanges(pattern).map { .header(name, $0) }
        }
        if let body = block.body {
            targets += body.changes(at: BodyPath()).map { .body($0.path, $0.change) }
        }
        if block.empty != nil { targets.append(.bodyAdded) }
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

    private static func headerChanges(_ pattern: Pattern) -> [Change] {
        if case .matcher(.absent, _) = pattern.kind { return [.added] }
        return (pattern.allowsAbsence ? [] : [.dropped]) + pattern.valueChanges
    }
}

/// A block of expectations that a target must satisfy, and what it is about.
struct Expectation {
    let operation: Operation
    let condition: AnswerCondition
    let block: AnswerBlock
    let clause: Clause
    let scenario: String
}

extension Suite {
    /// Every block whose contradiction is a failure.
    fileprivate func expectations(_ table: OperationTable) -> [Expectation] {
        scenarios.flatMap { scenario in
            scenario.steps.flatMap { step -> [Expectation] in
                let status = step.blocks.lazy.compactMap(\.status).first
                return step.blocks.flatMap { block -> [Expectation] in
                    guard let clause = clauses[(block.clause ?? scenario.clause).id],
                        clause.evidence.mustBeChecked
                    else { return [] }
                    let operations = Set(step.requests.map(table.operation))
                    return operations.map { operation in
                        Expectation(
                            operation: operation,
                            condition: AnswerCondition(block.status ?? status, block.body),
                            block: block, clause: clause, scenario: scenario.name)
                    }
                }
            }
        }
    }
}
