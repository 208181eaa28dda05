import HTTPEngine
import JSONTree

/// The stories of a recording, one for each organization: a gateway records those of several.
///
/// A call belongs to the organization of its publishable key, else to that of its token.
struct RecordedTenants {
    private let suite: Suite
    private var stories: [String: RecordedStory] = [:]
    private var keys: [String: String] = [:]

    private let documented: DocumentedAnswers
    private let clocks: RecordedClocks

    init(_ suite: Suite, _ documented: DocumentedAnswers, _ clocks: RecordedClocks) {
        self.clocks = clocks
        self.suite = suite
        self.documented = documented
    }

    /// How people were known.
    var count: RecordedPeople.Count {
        stories.values.reduce(into: RecordedPeople.Count()) { $1.add(to: &$0) }
    }

    /// What of a call contradicts those before it.
    mutating func flaws(_ known: RecordedTraffic.Known) -> [RecordedFlaw] {
        let request = known.call.request
        let key =
            request.headers["X-Publishable-Key"] ?? request.bearer.flatMap { keys[$0] } ?? ""
        if let token = known.call.response.json?["accessToken"]?.string { keys[token] = key }
        return stories[key, default: RecordedStory(suite, documented, clocks)].flaws(known)
    }

}
