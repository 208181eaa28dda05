import HTTPEngine
import JSONTree

extension ScenarioRun {
    /// How often a scenario begins anew with other people when a telephone number is somebody's.
    private static let attempts = 3

    /// Runs a scenario, with other people where a number that should be new turns out to be somebody's.
    ///
    /// A number cannot tell by itself that it is known: a scenario that differs on a target which remembers
    /// is tried once more with another, and if it does not differ then, the number was to blame.
    static func result(
        of scenario: Scenario, number: Int, context: RunContext, caller: Caller,
        after brokenSteps: [Int] = []
    ) -> ScenarioResult {
        func run(_ attempt: Int) -> (result: ScenarioResult, metTakenNumber: Bool) {
            let run = ScenarioRun(
                scenario, number: number, context: context, caller: caller,
                attempt: brokenSteps.count * 100 + attempt, after: brokenSteps)
            return (run.run(), run.metTakenNumber)
        }
        func minute() -> Int { Environment.now().milliseconds / 60_000 }
        let began = minute()
        var (first, isTaken) = run(0)
        if !first.findings.isEmpty, Needs(scenario).countsRequests, minute() != began {
            // The limit's own minute may have ended in between, where nobody could stop the clock.
            (first, isTaken) = run(attempts + 1)
        }
        guard !context.target.hasControl, scenario.speaksOfNumbers else { return first }
        for attempt in 1..<attempts where isTaken {
            (first, isTaken) = run(attempt)
        }
        guard [.failed, .warning].contains(first.verdict), Interruption.signal == nil,
            context.fatal.reason == nil
        else { return first }
        var (second, _) = run(attempts)
        guard [.passed, .note].contains(second.verdict) else { return first }
        second.verdict = .inconclusive
        second.reason =
            "it differs with one telephone number and not with another:"
            + " the first may be already known here"
        return second
    }

    /// The parts of somebody's number that its country writes apart, `area.ann`, `office.ann` and
    /// `line.ann` of `phone.ann`; nil unless it is one of North America.
    func partOfNumber(_ name: String) -> JSONNode? {
        let parts = name.split(separator: ".")
        guard parts.count == 2, let range = NationalNumber.parts[String(parts[0])],
            let number = value("phone.\(parts[1])")?.string, number.utf8.count == 12,
            number.hasPrefix("+1")
        else { return nil }
        return JSONNode(String(Array(number)[range]))
    }

    /// Ends the scenario where a number that should be new belongs to somebody.
    func requireNewNumber(
        _ request: HTTPRequest, _ response: HTTPResponse, isExpected: Bool
    ) throws(Halt) {
        guard !context.target.hasControl, scenario.speaksOfNumbers,
            let number = number(in: request)
        else { return }
        if (200..<300).contains(response.status), response.json?["accessToken"] != nil {
            ownNumbers.insert(number)
        }
        guard response.status == 409, !isExpected, !ownNumbers.contains(number) else { return }
        throw .taken(number)
    }

    private func number(in request: HTTPRequest) -> String? {
        guard request.body.count < 1024,
            let members = (try? JSONNode(parsing: request.body))?.members
        else { return nil }
        return members.lazy.compactMap(\.node.string).first(where: people.isNumber)
    }
}

extension Scenario {
    /// Whether it needs a telephone number that nobody has.
    fileprivate var speaksOfNumbers: Bool {
        variables.contains { variable in
            let word = variable.name.prefix { $0 != "." }
            return word == "phone" || NationalNumber.parts[String(word)] != nil
        }
    }
}

/// Where the parts of a North American number stand: +1, area code, central office code, line.
enum NationalNumber {
    static let parts = ["area": 2..<5, "office": 5..<8, "line": 8..<12]
}
