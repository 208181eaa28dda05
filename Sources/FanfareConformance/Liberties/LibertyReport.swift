import JSONTree

/// A run over liberties as JSON.
package enum LibertyReport {
    /// The document.
    package static func text(
        alone: [LibertyResult], sets: [LibertyResult], seed: UInt64, milliseconds: Int
    ) -> String {
        let results = alone + sets
        let document: JSONNode = [
            "milliseconds": JSONNode(milliseconds),
            "seed": JSONNode(.number(JSONNumber(text: String(seed)))),
            "totals": [
                "alone": JSONNode(alone.count), "sets": JSONNode(sets.count),
                "scenarios": JSONNode(results.reduce(0) { $0 + $1.scenarios }),
                "alarmed": JSONNode(results.count { !$0.alarms.isEmpty }),
                "idle": JSONNode(alone.count(where: \.isIdle)),
            ],
            "alone": JSONNode(alone.map(node)),
            "sets": JSONNode(sets.map(node)),
        ]
        return document.text() + "\n"
    }

    private static func node(_ result: LibertyResult) -> JSONNode {
        [
            "liberties": JSONNode(result.liberties.map { JSONNode($0.name) }),
            "sentences": JSONNode(result.liberties.map { JSONNode($0.sentence) }),
            "scenarios": JSONNode(result.scenarios),
            "answers": JSONNode(result.occasions),
            "alarms": JSONNode(result.alarms.map(node)),
        ]
    }

    private static func node(_ alarm: Alarm) -> JSONNode {
        [
            "scenario": JSONNode(alarm.scenario),
            "clause": JSONNode(alarm.clause?.id),
            "evidence": JSONNode(alarm.clause?.evidence.rawValue),
            "text": JSONNode(alarm.text),
        ]
    }
}
