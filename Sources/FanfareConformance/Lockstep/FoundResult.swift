import HTTPEngine
import JSONTree

extension Explorer.Found {
    /// What reports say of a difference that no scenario shows: its title, its clause, and the two answers.
    package func result(_ headline: String? = nil, isStrict: Bool) -> ScenarioResult {
        let place = FileLocation(SuiteFile(path: "explored", bytes: []), 0)
        let title = headline ?? StoryTitle(story, difference).findingWithoutCause
        let words = difference.operation.split(separator: " ", maxSplits: 1).map(String.init)
        let method = words.first ?? "GET"
        let path = (words.last ?? "/").replacing("*", with: "{id}")
        let pattern = RequestPattern(
            place: place, method: method, path: Template(path), atOrigin: false,
            credential: .nobody, token: nil, headers: [], body: .none)
        let step = Step(
            place: place, given: nil, why: nil, action: .send(pattern, times: 1, expect: []),
            keep: [], condition: nil)
        var result = ScenarioResult(
            Scenario(
                name: "explored/story-\(number)", title: title,
                clause: ClauseReference(id: clause.id, place: place), needsSandbox: true,
                world: nil,
                receiverStatus: nil, beginnings: [], steps: [step], file: place.file))
        let severity = clause.evidence.severity(strict: isStrict)
        result.isExplored = true
        result.headline = title
        result.checks = 1
        result.mask.learn(from: difference.actual, difference.actual.json)
        let request = HTTPRequest(method: method, target: path)
        let exchange = Exchange(
            step: 0, request: request, response: difference.actual, within: &result.room)
        result.add(exchange)
        result.findings = [
            Finding(
                clause: clause, evidence: clause.evidence, weakness: nil, severity: severity,
                place: place, mismatches: [], exchange: exchange)
        ]
        result.verdict =
            switch severity {
            case .failure: .failed
            case .warning: .warning
            case .note: .note
            }
        return result
    }
}
