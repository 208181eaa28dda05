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
        let isExpected = groups.contains { $0.block.status?.allows(429) ?? false }
        try requirePace(requests)
        var entries: [Int?] = []
        for (pattern, request) in zip(patterns, requests) {
            entries.append(try enter(pattern, request))
        }
        let responses: [HTTPResponse]
        do throws(TransportFailure) {
            responses = try caller.callTogether(requests)
        } catch {
            result.add(step: index, requests[0], nil)
            return try noAnswer(error, groups.map(\.block), index, ofSeveral: requests.count > 1)
        }
        // Of several that are the same, the one that was written down need not be the one that was served.
        let isServed = responses.contains { (200..<300).contains($0.status) }
        for ((request, response), entry) in zip(zip(requests, responses), entries)
        where !isServed || (200..<300).contains(response.status) {
            try note(response, to: request, entry: entry)
        }
        let refused = responses.count { $0.status == 429 && !isFull($0) }
        if context.pacer != nil, refused > 0, !isExpected {
            throw .inconclusive(
                "a burst of \(requests.count) calls met the target's limit: \(refused) were answered 429; a \"pace\" in a target file leaves it out"
            )
        }
        var counts = Array(repeating: 0, count: groups.count)
        for (request, response) in zip(requests, responses) {
            let body = learn(request, response, index)
            try requireUndisturbed(response)
            if let group = group(groups, response, body, since: start) { counts[group] += 1 }
        }
        compare(counts, groups)
    }

    /// Waits for a moment at which all may leave at once.
    private func requirePace(_ requests: [HTTPRequest]) throws(Halt) {
        guard context.target.access != .read || requests.allSatisfy(\.changesNothing) else {
            throw .blocked("only reading is allowed")
        }
        guard let pacer = context.pacer, let first = requests.first else { return }
        if let obstacle = pacer.obstacle(toBurst: requests.count) { throw .inconclusive(obstacle) }
        pacer.wait(for: first.path, count: requests.count)
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
