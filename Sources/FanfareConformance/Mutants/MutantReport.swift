import JSONTree

/// A run over mutants as JSON.
package enum MutantReport {
    /// The document.
    package static func text(_ results: [MutantResult], milliseconds: Int) -> String {
        let document: JSONNode = [
            "milliseconds": JSONNode(milliseconds),
            "totals": totals(results),
            "mutants": JSONNode(results.map(node)),
        ]
        return document.text() + "\n"
    }

    private static func totals(_ results: [MutantResult]) -> JSONNode {
        let words = ["killed", "survived", "equivalent", "unsound"]
        return JSONNode(
            words.map { word in
                JSONMember(word, JSONNode(results.count { $0.verdict.word == word }))
            })
    }

    private static func node(_ result: MutantResult) -> JSONNode {
        let mutant = result.mutant
        var members = [
            JSONMember("name", JSONNode(mutant.name)),
            JSONMember("group", JSONNode(mutant.group)),
            JSONMember("sentence", JSONNode(mutant.sentence)),
            JSONMember("clauses", JSONNode(mutant.clauses.map { JSONNode($0) })),
            JSONMember("verdict", JSONNode(result.verdict.word)),
            JSONMember("scenarios", JSONNode(result.scenarios)),
            JSONMember("answers", JSONNode(result.occasions)),
        ]
        switch result.verdict {
        case .killed(let killer):
            members.append(JSONMember("scenario", JSONNode(killer.scenario)))
            members.append(JSONMember("clause", JSONNode(killer.clause)))
        case .equivalent(let reason): members.append(JSONMember("reason", JSONNode(reason)))
        case .survived, .unsound: break
        }
        return JSONNode(members)
    }
}
