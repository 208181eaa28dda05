import HTTPEngine
import JSONTree

extension ScenarioRun {
    /// Releases requests at the same moment and counts which answers come back how often.
    func sendTogether(
        _ patterns: [RequestPattern], _ groups: [AnswerGroup], _ step: Step, _ index: Int
    ) throws(Halt) {
        let start = Environment.monotonicMilliseconds()
        var requests: [HTTPRequest] = []
        for pattern in patterns { requests.append(try request(pattern)) }
        let responses: [HTTPResponse]
        do throws(TransportFailure) {
            responses = try caller.callTogether(requests)
        } catch {
            result.add(step: index, requests[0], nil)
            return try noAnswer(error, groups.map(\.block), index, ofSeveral: requests.count > 1)
        }
        var counts = Array(repeating: 0, count: groups.count)
        for (request, response) in zip(requests, responses) {
            let body = learn(request, response, index)
            try requireUndisturbed(response)
            if let group = group(groups, response, body, since: start) { counts[group] += 1 }
        }
        compare(counts, groups)
    }

    /// The only group an answer belongs to; one that belongs nowhere is a finding against the nearest.
    private func group(
        _ groups: [AnswerGroup], _ response: HTTPResponse, _ body: JSONNode?, since start: Int
    ) -> Int? {
        let mismatches = groups.map { self.mismatches($0.block, response, body, since: start) }
        let fitting = mismatches.indices.filter { mismatches[$0].isEmpty }
        if let only = fitting.first { return only }
        let nearest = mismatches.indices.min { mismatches[$0].weight < mismatches[$1].weight }
        result.checks += 1
        result.date(now(at: start, response))
        // One answer out of place says it; the others are counted below.
        if let nearest,
            !result.findings.contains(where: {
                $0.place.offset == groups[nearest].block.place.offset
            })
        {
            report(groups[nearest].block, mismatches[nearest])
        }
        return nil
    }

    private func compare(_ counts: [Int], _ groups: [AnswerGroup]) {
        for (count, group) in zip(counts, groups) {
            result.checks += 1
            guard count != group.count else { continue }
            report(group.block, [.count(group.countPlace, expected: group.count, actual: count)])
        }
    }
}

extension [Mismatch] {
    /// How far away an answer is: a wrong status weighs more than a wrong member.
    var weight: Int {
        reduce(0) { weight, mismatch in
            switch mismatch {
            case .body(let difference): weight + difference.leaves.count
            case .header, .count, .contradiction: weight + 1
            case .status, .notJSON, .notEmpty, .noAnswer: weight + 100
            }
        }
    }
}
