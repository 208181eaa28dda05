import JSONTree

/// Answers of the mock itself, recorded in a story that always goes the same way.
struct RecordedExamples {
    /// One call with its answer.
    struct Example {
        let name: String
        let summary: String
        /// Method and template: `POST /queues/{id}/enter`; the type of a webhook.
        let call: String
        let status: Int
        let request: JSONNode?
        let value: JSONNode
    }

    let all: [Example]

    /// Reads `fixtures/examples/NAME.json`.
    init(_ name: String) {
        let document = EmbeddedFile.documents(below: "fixtures/examples/")[name]
        all = (document?["examples"]?.elements ?? []).map { example in
            Example(
                name: example["name"]?.string ?? "", summary: example["summary"]?.string ?? "",
                call: example["call"]?.string ?? "", status: example["status"]?.integer ?? 0,
                request: example["request"], value: example["value"] ?? .null)
        }
    }

    /// What a call was answered with.
    func examples(of call: String, _ status: Int) -> [Example] {
        all.filter { $0.call == call && $0.status == status }
    }

    /// The first refusal with a word.
    func refusal(_ status: Int, _ word: String) -> Example? {
        all.first { $0.status == status && $0.value["error"]?.string == word }
    }
}
