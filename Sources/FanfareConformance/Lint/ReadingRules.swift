import Foundations

/// A reading is found out before something depends on it, and every reading by some scenario.
enum ReadingRules {
    static func problems(_ scenario: Scenario) -> [SuiteProblem] {
        var told: Set<String> = []
        var problems: [SuiteProblem] = []
        for step in scenario.steps {
            if let condition = step.condition, !told.contains(condition.reading) {
                problems.append(untold(condition, at: step.place))
            }
            for block in step.folded {
                if let condition = block.condition, !told.contains(condition.reading) {
                    problems.append(untold(condition, at: block.place))
                }
                if let reading = block.alternatives?.reading { told.insert(reading) }
            }
        }
        return problems + lost(scenario)
    }

    private static func untold(
        _ condition: ReadingCondition, at place: FileLocation
    ) -> SuiteProblem {
        SuiteProblem(
            at: place,
            "nothing before it tells how the target reads \(condition.reading): a block with that 'reading' has to"
        )
    }

    /// What is kept by a step that may be left out, and used by one that is not.
    private static func lost(_ scenario: Scenario) -> [SuiteProblem] {
        let always = Set(scenario.steps.filter { $0.condition == nil }.flatMap(\.keep).map(\.name))
        return scenario.variables.compactMap { name, index, place in
            let root = String(name.prefix { $0 != "." })
            guard !always.contains(root),
                let keeper = scenario.steps[..<index].last(where: { step in
                    step.keep.contains { $0.name == root }
                }), let condition = keeper.condition,
                scenario.steps[index].condition != condition
            else { return nil }
            return SuiteProblem(
                at: place,
                "{\(name)} is kept only where \(condition.reading) is \(condition.answer), so this step needs that 'when' too"
            )
        }
    }

    static func problems(of suite: Suite) -> [SuiteProblem] {
        let told = Set(
            suite.scenarios.flatMap(\.steps).flatMap(\.folded).compactMap(\.alternatives?.reading))
        let readings = suite.readings.all.compactMap { reading -> SuiteProblem? in
            switch (told.contains(reading.id), reading.unasked) {
            case (false, nil):
                SuiteProblem(
                    at: reading.place,
                    "no scenario tells how a target reads \(reading.id), and 'unasked' does not say why"
                )
            case (true, _?):
                SuiteProblem(
                    at: reading.place, "\(reading.id) is marked unasked, but a scenario tells it")
            default: nil
            }
        }
        let calls = suite.calls.all.filter { suite.pages[$0.page] == nil }.map { call in
            SuiteProblem(
                at: call.place,
                "unknown page \"\(call.page)\"."
                    + Nearest.hint(for: call.page, in: suite.pages.keys))
        }
        return readings + calls
    }
}

extension Step {
    /// The blocks as they are written down, those of a reading together.
    fileprivate var folded: [AnswerBlock] {
        guard case .send(_, _, let expect?) = action else { return [] }
        return expect
    }
}
